"""Drop the guard history had of its own: all that is kept has the same now."""


def migrate(cr, version):
    cr.execute("DROP FUNCTION IF EXISTS becs_event_stays() CASCADE")
