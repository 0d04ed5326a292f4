"""What became of a claim's lines, fetched from the database."""

from decimal import Decimal

from .world.compare import Found


def fetch(env, record) -> dict[int, Found]:
    """The lines of a claim by their row in the file."""
    # amounts as text: the cursor makes floats of numbers
    env.flush_all()
    env.cr.execute(
        """
        SELECT line.sequence, line.state, line.amount_claims::text,
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
