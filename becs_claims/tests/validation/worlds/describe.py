"""A world in words, to read when engine and reference disagree."""

from dataclasses import MISSING, fields

from ..reference import (
    Adjustment,
    Claim,
    InvoiceLine,
    LayerUse,
    Line,
    Partner,
    PosLine,
    PriceList,
    Product,
    Program,
    ProgramLine,
    ReturnUse,
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
    InvoiceLine: lambda record: f"invoice line {record.id}",
    Adjustment: lambda record: f"adjustment {record.id}",
    PosLine: lambda record: f"reported {record.id}",
    LayerUse: lambda use: (
        f"{short(use.sale)}: {short(use.source)} from {use.start}, {use.quantity}"
        + (" beyond" if use.beyond else "")
    ),
    ReturnUse: lambda use: (
        f"{short(use.back)}: {use.quantity} of {short(use.sale)} for {use.amount}"
    ),
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
STATED -= {
    "counts_as_sold",
    "quantity_approved",
    "amount_approved",
    "amount_claimed",
    "amount_program",
}


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
    rows += [
        stated(partner)
        for partner in world.partners
        if partner.pos_since or partner.stock_since or partner.buyer
    ]
    for goods in (world.invoice_lines, world.adjustments, world.pos_lines):
        rows += [stated(record) for record in goods]
    rows += [f"{short(use)} used" for use in world.layer_uses]
    rows += [f"{short(use)} taken back" for use in world.return_uses]
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
