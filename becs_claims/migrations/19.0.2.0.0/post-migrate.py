"""Returns that people decided find their sales; shipped texts are renewed.

The sales are found by the add-on itself, through a method that stays for this: how
returns find their sales takes many hundred lines, and what they give back is counted
into totals that later versions keep otherwise. So it is never that of its day.
"""

from odoo import SUPERUSER_ID, api

# rule → its name and description as they were, and as they are
TEXTS = {
    "return_without_credit": {
        "name": (
            "Return to be settled by a person",
            "Return of more than was paid",
        ),
        "description": (
            "Enter the amount that was paid on the returned units, or reject the line "
            "if none was.",
            "The return is of a sale that was not paid, or of more units than were. "
            "Nothing is proposed for these.",
        ),
    }
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    _rewrite_rules(env)
    _match_returns(env)
    _copy_claimed(env)
    # indexes that begin with the same column took their places
    cr.execute("DROP INDEX IF EXISTS becs_claim_line__claim_id_index")
    cr.execute("DROP INDEX IF EXISTS becs_finding__claim_id_index")


def _rewrite_rules(env):
    """Renew shipped texts that nobody changed; checks are not updated by themselves."""
    for code, texts in TEXTS.items():
        for rule in env["becs.rule"].search([("code", "=", code)]):
            rule.write(
                {name: new for name, (old, new) in texts.items() if rule[name] == old}
            )


def _match_returns(env):
    """Find the sales of returns people decided, and count what these gave back.

    Until now a person said how much a return takes back, not of which sale. The verdict
    stays; what belongs to no sale gives nothing back to a program.
    """
    returns = env["becs.claim.line"].search(
        [
            ("transaction_type", "=", "return"),
            ("state", "in", ("approved", "adjusted")),
            ("return_use_ids", "=", False),
        ]
    )
    returns._match_decided_returns()


def _copy_claimed(env):
    """Give findings what their lines claim."""
    env.cr.execute(
        """UPDATE becs_finding f SET amount_claimed = l.amount_claimed
             FROM becs_claim_line l
            WHERE l.id = f.claim_line_id"""
    )
