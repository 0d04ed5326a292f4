"""Sums over decided lines: what a claim comes to, what a program has paid and holds."""

from collections import Counter

from .world import ADJUSTED, APPROVED, RETURN, REVIEW, ZERO


def claim_totals(claim):
    """The amounts in the header of a claim."""
    lines = claim.lines
    claimed = sum((line.amount_claimed for line in lines), ZERO)
    approved = sum(
        (line.amount_approved for line in lines if line.state in (APPROVED, ADJUSTED)),
        ZERO,
    )
    review = sum((line.amount_claimed for line in lines if line.state == REVIEW), ZERO)
    return {
        "amount_claimed": claimed,
        "amount_approved": approved,
        "amount_review": review,
        "amount_proposed": sum(
            (line.amount_approved for line in lines if line.state == REVIEW), ZERO
        ),
        "amount_rejected": claimed - approved - review,
    }


def drawdown(world, program):
    """What lines of claims that are neither draft nor cancelled took, reserve and hold,
    less what returns took back, by program and program line.
    """
    sums = Counter()
    for line in world.lines():
        if line.program is not program or not line.stands or not line.amount_approved:
            continue
        if line.transaction_type == RETURN:
            continue
        if line.state == REVIEW:
            part = "reserved" if line.review_for_amount else "held"
        else:
            part = "approved"
        sums[program, f"amount_{part}"] += line.amount_program
        if line.program_line is not None:
            sums[line.program_line, f"amount_{part}"] += line.amount_program
            sums[line.program_line, f"quantity_{part}"] += line.quantity_approved
    for use in world.return_uses:
        back = use.back
        if use.program is program and back.stands and back.state != REVIEW:
            sums[program, "amount_approved"] -= use.amount_program
            if use.program_line is not None:
                sums[use.program_line, "amount_approved"] -= use.amount_program
                sums[use.program_line, "quantity_approved"] -= use.quantity
    return sums
