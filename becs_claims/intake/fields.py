"""The fields of a claim line a column can hold, and the kind of value of each."""

from .messages import FIELD_LABELS

TEXT, NUMBER, DATE, TYPE, SERIALS, CURRENCY, NONE = (
    "text",
    "number",
    "date",
    "type",
    "serials",
    "currency",
    "none",
)

# Fields of a row, in the order of its values.
LINE_FIELDS = {
    "transaction_type": TYPE,
    "authorization_ref": TEXT,
    "product_ref": TEXT,
    "pos_document": TEXT,
    "pos_line_ref": TEXT,
    "origin_document": TEXT,
    "date_ship": DATE,
    "end_customer_name": TEXT,
    "reseller_name": TEXT,
    "branch_ref": TEXT,
    "quantity": NUMBER,
    "uom_ref": TEXT,
    "book_price": NUMBER,
    "authorized_price": NUMBER,
    "resale_price": NUMBER,
    "unit_credit": NUMBER,
    "amount_claimed": NUMBER,
    "serial_numbers": SERIALS,
    "currency": CURRENCY,
    "resubmission_ref": TEXT,
}
# Columns that say something about rows or the file without being stored on the row.
OTHER_FIELDS = {
    "date_invoice": DATE,  # stands in for the ship date where that is missing
    "debit_number": TEXT,
    "distributor": TEXT,
    "ignored": NONE,
}
FIELDS = {**LINE_FIELDS, **OTHER_FIELDS}
FILE_FIELDS = ("debit_number", "distributor")
PRICE_FIELDS = ("book_price", "authorized_price", "resale_price", "unit_credit")
# Texts a program refers to something by: a date or a rounded number there means the
# spreadsheet has spoiled the cell.
REFERENCE_FIELDS = (
    "authorization_ref",
    "product_ref",
    "pos_document",
    "origin_document",
)
REQUIRED_FIELDS = ("product_ref", "quantity", "date_ship", "pos_document")


def field_choices(translate=None):
    """Return [(field, label)] for a person to choose from, in the order of a claim
    line.
    """
    translate = translate or (lambda text: text)
    return [(name, translate(FIELD_LABELS[name])) for name in FIELDS]


def missing_fields(mapped):
    """Return the required fields that no column holds; an invoice date may stand in for
    the ship date.
    """
    mapped = set(mapped)
    if "date_invoice" in mapped:
        mapped.add("date_ship")
    return [name for name in REQUIRED_FIELDS if name not in mapped]


def claim_basis(mapped):
    """Return ``"stated"`` when the columns state money to be paid, else
    ``"calculated"``.
    """
    mapped = set(mapped)
    stated = (
        mapped & {"unit_credit", "amount_claimed"}
        or {"book_price", "authorized_price"} <= mapped
    )
    return "stated" if stated else "calculated"
