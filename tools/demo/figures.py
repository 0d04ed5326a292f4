"""What became of claims, fetched from the database."""

from decimal import Decimal

from odoo.tools import SQL

from .world.compare import Found


def fetch(env, record) -> dict[int, Found]:
    """The lines of a claim by their row in the file."""
    # amounts as text: the cursor makes floats of numbers
    env.flush_all()
    env.cr.execute(
        """
        SELECT line.sequence, line.state, line.amount_claimed::text,
               line.amount_approved::text,
               ARRAY(SELECT code FROM becs_finding WHERE claim_line_id = line.id)
          FROM becs_claim_line line
         WHERE line.claim_id = %s
        """,
        [record.id],
    )
    return {
        row: Found(
            state, frozenset(codes), Decimal(claimed or 0), Decimal(approved or 0)
        )
        for row, state, claimed, approved, codes in env.cr.fetchall()
    }


def recounted(env) -> list[str]:
    """Programs whose draw-down changes when it is counted again from the lines."""
    programs = env["becs.program"].search([])
    names = ("claimed", "approved", "reserved", "held", "credited")
    before = {p.id: [p[f"amount_{name}"] for name in names] for p in programs}
    programs.action_recount_drawdown()
    return [
        f"{program.code}: draw-down {name} was {was}, counted again it is {now}"
        for program in programs
        for name, was in zip(names, before[program.id], strict=True)
        if abs((now := program[f"amount_{name}"]) - was) >= 0.005
    ]


def reasons(env, claims) -> list[tuple[str, str, int, object]]:
    """Per reason: its name, outcome, lines, and what these lines claim."""
    env.flush_all()
    return env.execute_query(
        SQL(
            """
        SELECT rule.name->>'en_US', finding.outcome, COUNT(DISTINCT line.id),
               SUM(line.amount_claimed)
          FROM becs_finding finding
          JOIN becs_rule rule ON rule.id = finding.rule_id
          JOIN becs_claim_line line ON line.id = finding.claim_line_id
         WHERE finding.claim_id = ANY(%s)
         GROUP BY 1, 2
         ORDER BY 3 DESC, 1
            """,
            claims.ids,
        )
    )


def rejections(claim) -> dict[str, int]:
    """Rejected lines of a claim by what was found first, or that a person did it."""
    claim.env.flush_all()
    return dict(
        claim.env.execute_query(
            SQL(
                """
                SELECT COALESCE(reason.name, 'By a person'), COUNT(*)
                  FROM becs_claim_line line
                  LEFT JOIN LATERAL (
                        SELECT rule.name->>'en_US' AS name
                          FROM becs_finding finding
                          JOIN becs_rule rule ON rule.id = finding.rule_id
                         WHERE finding.claim_line_id = line.id
                           AND finding.outcome = 'reject'
                         ORDER BY finding.id
                         LIMIT 1) reason ON line.decision = 'automatic'
                 WHERE line.claim_id = %s AND line.state = 'rejected'
                 GROUP BY 1
                """,
                claim.id,
            )
        )
    )
