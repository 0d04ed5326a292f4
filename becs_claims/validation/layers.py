"""What the units of each line cost, by the purchase layers of the distributor.

Fills ``becs_judge_cost`` (line → into-stock price in the claim's currency).
"""

from odoo.tools import SQL


def stage(run):
    run.table(
        "becs_judge_cost",
        SQL("SELECT NULL::int AS id, NULL::numeric AS price WHERE FALSE"),
    )
