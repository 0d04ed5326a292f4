"""``make demo``: the invented vendor's month, printed and checked."""

import datetime
from collections import Counter

from . import figures, refusals, report, second_company, special_prices, stock
from .build import sell_in
from .build import vendor as build
from .figures import reasons, rejections
from .month import Credited, Done, Month
from .world import plan
from .world.partners import BY_KEY

SHOWN_HEADINGS = (
    "Distributor",
    "File",
    "Lines",
    "Not read",
    "Currency",
    "Claimed",
    "Approved",
    "Adjusted",
    "In review",
    "Rejected",
    "Credit note",
    "Credited",
    "Import s",
    "Validate s",
)


def run(env, today: datetime.date | None = None, scale: float = 1, commit=None):
    """Build the vendor, take its claims through the month and print the outcome.

    :param scale: share of the usual number of lines, and of invoices before
    :param commit: what to do after each step, by default to commit
    :return: what is not as it should be; empty when all is right
    """
    world = plan.build(today or datetime.date.today(), scale=scale)
    say(
        f"Setting up {len(world.products)} products, {len(world.distributors)} "
        f"distributors, {len(world.programs)} programs, sell-in invoices"
    )
    commit = commit or env.cr.commit
    vendor = build.build(env, world, months=max(round(sell_in.MONTHS * scale), 1))
    commit()
    month = Month(vendor, commit)
    say("Opening stock, price protection and point-of-sale reports are read")
    problems = stock.import_stock_lists(month, world)
    problems += stock.import_reports(month, world)
    say(f"The month before, {world.calendar.month(2).label}: done and credited")
    earlier = month.run(world.earlier)
    say(
        f"The month, {world.calendar.month(1).label}: import, validate, approve, credit"
    )
    current = month.run(world.month)
    say("Work left to do: a claim to validate, one to complete, a program to approve\n")
    opened = leave_open(month, world)
    special_prices.ask(vendor)
    second_company.set_up(vendor, world)
    commit()
    for title, credited in (("The month before", earlier), ("The month", current)):
        say(f"{title}\n")
        say(claims_table(credited.claims) + "\n")
        say(run_table(credited) + "\n")
    problems += say_refusals(month, earlier.claims, current.claims)
    say("Findings of the month (a line may have several)\n")
    say(findings_table(env, current.claims) + "\n")
    say("Rejected lines of the month by reason\n")
    say(rejected_table(current.claims) + "\n")
    say(planted(current))
    left = [problem for each in opened for problem in each.wrong]
    problems += [*earlier.wrong, *current.wrong, *left]
    problems += stock.compare_uses(vendor, world)
    return problems + figures.recounted(vendor.env)


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    print(text, flush=True)


def leave_open(month: Month, world) -> list[Done]:
    """The current month so far: one claim is filed, the other still a draft."""
    opened = [month.import_claim(spec) for spec in world.open]
    month.submit(opened[0])
    return opened


def say_refusals(month: Month, earlier: list[Done], current: list[Done]) -> list[str]:
    """Tell what the imports refused and remembered; return what is wrong with it."""
    sample = current[0]
    say(f"Rows of {sample.spec.file_name} that were given back, each with its reason\n")
    reasons_given = refusals.given_back(sample.intake)
    say(report.table(("Row", "Reason"), sorted(reasons_given.items())) + "\n")
    tried = refusals.import_again(month, current[1])
    say(report.table(("Tried", "Refused with"), tried) + "\n")
    problems = [f"{what}: was not refused" for what, refused in tried if not refused]
    before = {each.spec.distributor: each.corrected for each in earlier}
    for each in current:
        known = before.get(each.spec.distributor)
        named = ", ".join(each.corrected if known is None else known)
        if named:
            say(f"{each.spec.file_name}: columns first chosen by hand: {named}")
        if known is not None and each.corrected:
            problems.append(f"{each.spec.file_name}: its columns were not remembered")
    say("The second file of a distributor is read as its first one was.\n")
    return problems


def claims_table(done: list[Done]) -> str:
    """One row per distributor: lines, money by verdict, credit note, seconds."""
    return report.table(SHOWN_HEADINGS, [_claim_row(each) for each in done])


def run_table(credited: Credited) -> str:
    """What the credit-note run reports, and its seconds."""
    run = credited.run.sudo()
    rows = [
        (
            line.partner_id.name,
            line.outcome,
            line.line_count,
            line.move_id.name or "",
            line.currency_id.name,
            report.amount(line.amount),
            line.reason or "",
        )
        for line in run.line_ids
    ]
    headings = ("Distributor", "Run", "Lines", "Credit note", "", "Amount", "Why")
    return f"Credit-note run {run.name}: {credited.seconds:.1f} s\n" + report.table(
        headings, rows
    )


def _claim_row(each):
    record = each.record.sudo()
    [(claimed, approved)] = record.line_ids.browse()._read_group(
        [("claim_id", "=", record.id), ("state", "=", "adjusted")],
        aggregates=["amount_claimed:sum", "amount_approved:sum"],
    )
    money = (
        record.amount_claimed,
        record.amount_approved,
        (claimed or 0) - (approved or 0),
        record.amount_review,
        record.amount_rejected,
    )
    return (
        record.partner_id.name,
        each.spec.file_name,
        record.line_count,
        each.intake.rows_refused,
        record.currency_id.name,
        *(report.amount(value) for value in money),
        ", ".join(record.credit_note_ids.mapped("name")),
        report.amount(record.amount_credited),
        *(report.seconds(each.seconds.get(key, 0)) for key in ("import", "validate")),
    )


def findings_table(env, done: list[Done]) -> str:
    """One row per reason and outcome, over all distributors."""
    claims = env["becs.claim"].union(*(each.record for each in done))
    return report.table(
        ("Reason", "Outcome", "Lines"),
        [(name, outcome, lines) for name, outcome, lines, _sum in reasons(env, claims)],
    )


def rejected_table(done: list[Done]) -> str:
    """Rejected lines by what was found first; a column per distributor."""
    counts = {each.spec.distributor: Counter(rejections(each.record)) for each in done}
    names = sorted(set().union(*counts.values()))
    headings = ("Reason", *(BY_KEY[key].name.split()[0] for key in counts))
    rows = [(name, *(count[name] for count in counts.values())) for name in names]
    return report.table(headings, rows)


def planted(credited: Credited) -> str:
    """A sentence on what was planted and found."""
    done = credited.claims
    lines = [line for each in done for line in each.spec.readable if line.why]
    kinds = {line.why for line in lines}
    unreadable = sum(len(each.spec.unreadable) for each in done)
    clean = sum(1 for each in done for line in each.spec.readable if not line.why)
    wrong = len(credited.wrong)
    return (
        f"Planted: {len(lines)} defects of {len(kinds)} kinds and {unreadable} rows "
        f"that cannot be read, among {clean:,} lines in order. "
        + (
            "Each became what it should."
            if not wrong
            else f"Not as they should: {wrong}."
        )
    )
