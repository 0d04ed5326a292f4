"""Credit notes for approved claims, and the same ones made by hand.

By hand means Odoo's own ``create`` and ``_post`` with values that somebody else summed
up: what the add-on does on top is finding out what is due, putting every claim line on
its credit note line, counting, and the report of the run.
"""

import time
from collections import defaultdict

from odoo.modules import module
from odoo.tools import SQL

from odoo.addons.becs_claims.validation import engine

from .process import memory
from .validation import claims_of_month


def credit(env, most=None):
    """Measure both on the month's claims, each from the same state.

    :param most: only so many claims
    :return: seconds of both, how many credit notes, lines and how much money
    """
    claims = claims_of_month(env)[:most]
    engine.run(env, claims)
    claims._set_validated()
    claims.write({"state": "approved", "is_drawn": True})
    env.flush_all()
    # a claim is approved long after it was validated, and the room of the rows that
    # the validation replaced can be used again
    if not module.current_test:
        env.cr.commit()
    env.cr.execute("ANALYZE becs_claim_line, becs_claim, becs_program")
    due = _due(env, claims)
    some = dict(list(due.items())[:2])
    _undone(env, lambda: _by_hand(env, some))  # fills the caches
    result = {"due": float(sum(sum(programs.values()) for programs in due.values()))}
    result["by_hand"] = _undone(env, lambda: _by_hand(env, due))
    with memory(result):
        result["own"] = _undone(env, lambda: _own(env, claims, result))
    return result


def _due(env, claims):
    """{(distributor, currency): {program: amount}} of the approved lines."""
    rows = env.execute_query(
        SQL(
            """
            SELECT commercial_partner_id, currency_id, program_id, sum(amount_approved)
              FROM becs_claim_line
             WHERE claim_id = ANY(%s) AND state IN ('approved', 'adjusted')
               AND amount_approved <> 0
             GROUP BY 1, 2, 3
             ORDER BY 1, 2, 3
            """,
            claims.ids,
        )
    )
    due = defaultdict(dict)
    for partner_id, currency_id, program_id, amount in rows:
        due[partner_id, currency_id][program_id] = amount
    return due


def _by_hand(env, due):
    journal = env["account.journal"].search(
        [("type", "=", "sale"), ("company_id", "=", env.company.id)], limit=1
    )
    product = env.ref("becs_claims.product_back_end_credit")
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_refund",
                "partner_id": partner_id,
                "currency_id": currency_id,
                "journal_id": journal.id,
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "name": f"Program {program_id}",
                            "quantity": 1,
                            "price_unit": amount,
                        },
                    )
                    for program_id, amount in programs.items()
                ],
            }
            for (partner_id, currency_id), programs in due.items()
        ]
    )
    moves._post(soft=False)
    env.flush_all()


def _own(env, claims, result):
    runs = env["becs.run"]._run_claims(claims)
    env.flush_all()
    notes = runs.line_ids.move_id
    created = runs.line_ids.filtered(lambda line: line.outcome == "created")
    result |= {
        "notes": len(notes),
        "lines": sum(created.mapped("line_count")),
        "items": len(notes.invoice_line_ids),
        "credited": sum(notes.mapped("amount_untaxed")),
        "outcomes": sorted(set(runs.line_ids.mapped("outcome"))),
    }


def _undone(env, work):
    """Seconds of a piece of work that is taken back afterwards."""
    env.cr.execute("SAVEPOINT becs_bench")
    env.invalidate_all()
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    env.invalidate_all(flush=False)
    env.cr.execute("ROLLBACK TO SAVEPOINT becs_bench")
    return seconds
