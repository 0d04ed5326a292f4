"""Drop the functions of guards of their own: all rows are guarded by the same now."""


def migrate(cr, version):
    for name in ("becs_event_stays", "becs_claim_line_is_credited"):
        cr.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
