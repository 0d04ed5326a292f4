"""What tests need that commit and clean up after themselves."""

from odoo.tools import SQL


def forget_history(env, claim_ids):
    """Delete the history of claims, for which one must change the database itself."""
    env.flush_all()
    env.cr.execute("ALTER TABLE becs_event DISABLE TRIGGER becs_event_stays")
    env.cr.execute(
        SQL("DELETE FROM becs_event WHERE claim_id = ANY(%s)", list(claim_ids))
    )
    env.cr.execute("ALTER TABLE becs_event ENABLE TRIGGER becs_event_stays")
