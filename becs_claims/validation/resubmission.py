"""Lines that are sent again for a rejected or adjusted one.

Fills ``becs_judge_chain`` (line → every line it goes back to) and ``becs_judge_filed``
(line → the day its chain was first filed, where it was sent again in time).
"""

from odoo.tools import SQL


def stage(run):
    run.table(
        "becs_judge_chain",
        SQL(
            """
            WITH RECURSIVE chain AS (
                SELECT id, resubmission_of_id AS ancestor_id
                  FROM becs_judge_line
                 WHERE resubmission_of_id IS NOT NULL
                 UNION
                SELECT chain.id, l.resubmission_of_id
                  FROM chain
                  JOIN becs_claim_line l ON l.id = chain.ancestor_id
                 WHERE l.resubmission_of_id IS NOT NULL
            )
            SELECT * FROM chain
            """
        ),
    )
    # back along the chain, as long as each line was sent in time after the answer
    run.table(
        "becs_judge_filed",
        SQL(
            """
            WITH RECURSIVE filed AS (
                SELECT id, resubmission_of_id AS next_id, date_filed, 0 AS steps
                  FROM becs_judge_line
                 WHERE resubmission_of_id IS NOT NULL
                 UNION ALL
                SELECT filed.id, l.resubmission_of_id,
                       COALESCE(claim.date_submitted, %(today)s), filed.steps + 1
                  FROM filed
                  JOIN becs_claim_line l ON l.id = filed.next_id
                  JOIN becs_claim claim ON claim.id = l.claim_id
                 WHERE filed.date_filed - l.decided_on::date <= %(days)s
                   AND filed.steps < 100
            )
            SELECT DISTINCT ON (id) id, date_filed AS date_first_filed
              FROM filed
             ORDER BY id, steps DESC
            """,
            today=run.today,
            days=run.company.becs_resubmission_days,
        ),
    )
