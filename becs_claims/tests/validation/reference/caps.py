"""Caps: what lines take from programs and program lines, and what is left for the next
one.
"""

from .world import RETURN, REVIEW, ZERO, above


class Ledger:
    """What lines take from programs and program lines, and how much of it is only held
    for lines in review.
    """

    def __init__(self):
        self.used = {}
        self.on_hold = {}

    def add(self, program, program_line, quantity, amount, held):
        takings = [(("amount", type(program), program.id), amount)]
        if program_line is not None:
            takings.append((("amount", type(program_line), program_line.id), amount))
            takings.append(
                (("quantity", type(program_line), program_line.id), quantity)
            )
        for key, taken in takings:
            self.used[key] = self.used.get(key, ZERO) + taken
            if held:
                self.on_hold[key] = self.on_hold.get(key, ZERO) + taken

    def amount(self, record):
        return self.used.get(("amount", type(record), record.id), ZERO)

    def quantity(self, record):
        return self.used.get(("quantity", type(record), record.id), ZERO)

    def amount_held(self, record):
        return self.on_hold.get(("amount", type(record), record.id), ZERO)

    def quantity_held(self, record):
        return self.on_hold.get(("quantity", type(record), record.id), ZERO)

    def add_line(self, line):
        """Count a sale that was decided before."""
        if line.transaction_type == RETURN:
            return
        if line.program is not None and line.amount_approved:
            held = line.state == REVIEW and not line.review_for_amount
            self.add(
                line.program,
                line.program_line,
                line.quantity_approved,
                line.amount_program,
                held,
            )

    def add_back(self, use):
        """Count what a return gives back."""
        if use.program is not None:
            self.add(
                use.program, use.program_line, -use.quantity, -use.amount_program, False
            )


def cut(case, ledger):
    """Cut a line to what its caps leave.

    Returns the quantity, the amount in the claim's currency, what that takes in the
    program's currency, and the findings as ``(code, claimed, expected)``.
    """
    program, program_line = case.program, case.program_line
    codes = []
    quantity = case.quantity
    if program_line.max_quantity:
        left = program_line.max_quantity - ledger.quantity(program_line)
        held = ledger.quantity_held(program_line) > 0
        if above(quantity, left):
            left = left if above(left, ZERO) else ZERO
            codes.append(cap_finding("authorized_quantity_exceeded", left, held))
            quantity = left
    wanted = case.worth(quantity)
    wanted_there = program.currency.round(
        case.convert(wanted, case.currency, program.currency)
    )
    taken = wanted_there
    for record, cap in (
        (program_line, program_line.max_amount),
        (program, program.budget_amount),
    ):
        if not cap:
            continue
        left = cap - ledger.amount(record)
        if taken > left or left <= 0:
            codes.append(
                cap_finding("budget_exceeded", left, ledger.amount_held(record) > 0)
            )
            taken = min(taken, max(left, ZERO))
    amount = wanted
    if taken < wanted_there:
        # rounded down, so that no cap is ever passed
        amount = min(
            wanted,
            case.currency.floor(case.convert(taken, program.currency, case.currency)),
        )
    if "authorization_exhausted" in codes:
        codes = ["authorization_exhausted"]
    values = {
        "authorized_quantity_exceeded": (case.quantity, quantity),
        "budget_exceeded": (wanted, amount),
    }
    findings = [
        (code, *values.get(code, (None, None))) for code in dict.fromkeys(codes)
    ]
    return quantity, amount, taken, findings


def cap_finding(code, left, held):
    """What is said of a cap with ``left`` on it; ``held`` when lines in review hold
    some of it.
    """
    if held:
        return "authorization_held"
    return code if left > 0 else "authorization_exhausted"
