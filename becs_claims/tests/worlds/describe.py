"""A world in words, to read when engine and reference disagree."""

from dataclasses import MISSING, fields

from ..reference import (
    Claim,
    Line,
    Partner,
    PriceList,
    Product,
    Program,
    ProgramLine,
    Rule,
)

NAMES = {
    Partner: lambda record: record.name,
    PriceList: lambda record: f"price list {record.id}",
    Product: lambda record: f"product {record.id} {record.code}",
    Program: lambda record: f"program {record.id} {record.code}",
    ProgramLine: lambda record: f"program line {record.id}",
    Rule: lambda record: f"rule {record.id}",
    Claim: lambda record: f"claim {record.id}",
    Line: lambda record: f"line {record.claim.id}/{record.sequence}",
}
#: Of a line, only what is stated; what is decided changes from step to step.
STATED = {field.name for field in fields(Line)}
STATED -= {
    "claim",
    "state",
    "decision",
    "answered_on",
    "credited",
    "verdict",
    "program",
    "program_line",
    "review_for_amount",
}
STATED -= {"quantity_approved", "amount_approved", "amount_claims", "amount_program"}


def short(value):
    if type(value) in NAMES:
        return NAMES[type(value)](value)
    if isinstance(value, list):
        return "[" + ", ".join(short(item) for item in value) + "]"
    return str(getattr(value, "name", None) or getattr(value, "id", None) or value)


def stated(record):
    """The fields of a record that are not at their default."""
    parts = []
    for field in fields(record):
        value = getattr(record, field.name)
        default = (
            field.default_factory()
            if field.default_factory is not MISSING
            else field.default
        )
        if field.name in ("id", "lines", "claim") or value == default:
            continue
        if isinstance(record, Line) and field.name not in STATED:
            continue
        parts.append(f"{field.name}={short(value)}")
    return f"{short(record)}: " + " ".join(parts)


def describe(world):
    rows = [stated(world.companies[0]), stated(world.companies[1])]
    for program in world.programs:
        rows.append(stated(program))
        rows += [f"    {stated(line)}" for line in program.lines]
    rows += [stated(rule) for rule in world.rules]
    for claim in world.claims:
        rows.append(stated(claim))
        rows += [f"    {stated(line)}" for line in claim.lines]
    return "\n".join(rows)


def tell(step):
    """One step of a story in a line."""
    what, *details = step
    if what in ("run", "check"):
        return f"{what} {short(details[0])} on {details[2]}"
    if what == "change":
        record, name = details
        return f"change {short(record)} {name} = {short(getattr(record, name))}"
    return f"{what} " + " ".join(short(detail) for detail in details)
