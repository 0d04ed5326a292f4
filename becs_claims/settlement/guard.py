"""The database itself refuses to credit a line twice, whoever writes.

It also refuses to change what a credit note was summed from and to delete a credited
line. To free a line of its credit note is allowed.
"""

from odoo.tools import SQL

from ..storage.refusing import refuse

# what a credit note was summed from
MONEY = ("credit_line_id", "state", "quantity_approved", "amount_approved")


def install_on_lines(env):
    """Create the triggers of ``becs_claim_line``, or renew them."""
    # after the row, not before: then rows of other updates are not even locked, and
    # all that is asked of them is whether they are credited
    columns = [SQL.identifier(name) for name in MONEY]
    keeps = SQL(
        "OLD.credit_line_id IS NOT NULL AND NEW.credit_line_id IS NOT NULL"
        " AND (%s) IS DISTINCT FROM (%s)",
        SQL(", ").join(SQL("OLD.%s", column) for column in columns),
        SQL(", ").join(SQL("NEW.%s", column) for column in columns),
    )
    for name, event, condition in (
        ("becs_claim_line_credited_once", "AFTER UPDATE", keeps),
        (
            "becs_claim_line_credited_stays",
            "AFTER DELETE",
            SQL("OLD.credit_line_id IS NOT NULL"),
        ),
    ):
        refuse(
            env,
            "becs_claim_line",
            name,
            SQL(event),
            condition,
            "claim line %s is on a credit note",
        )


def install_on_credits(env):
    """Let no credit of a claim go or change as long as a line is on it."""
    env.cr.execute(
        """
        CREATE OR REPLACE FUNCTION becs_claim_credit_is_used() RETURNS trigger
        LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (
                SELECT FROM becs_claim_line
                 WHERE claim_id = ANY(ARRAY(SELECT claim_id FROM gone))
                   AND (claim_id, credit_line_id)
                       IN (SELECT claim_id, credit_line_id FROM gone)
            ) THEN
                RAISE EXCEPTION USING
                    ERRCODE = 'integrity_constraint_violation',
                    CONSTRAINT = TG_NAME,
                    TABLE = TG_TABLE_NAME,
                    MESSAGE = 'claim lines are still on the credit note';
            END IF;
            RETURN NULL;
        END $$
        """
    )
    for event in ("UPDATE", "DELETE"):
        env.cr.execute(
            SQL(
                "CREATE OR REPLACE TRIGGER %s AFTER %s ON becs_claim_credit"
                " REFERENCING OLD TABLE AS gone FOR EACH STATEMENT"
                " EXECUTE FUNCTION becs_claim_credit_is_used()",
                SQL.identifier(f"becs_claim_credit_stays_on_{event.lower()}"),
                SQL(event),
            )
        )


def drop(env):
    """Take away what :func:`install_on_credits` made."""
    env.cr.execute("DROP FUNCTION IF EXISTS becs_claim_credit_is_used() CASCADE")
