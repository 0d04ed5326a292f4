"""What a column can hold: kinds of value, and the fields of a claim line."""

TEXT, NUMBER, DATE, TYPE, ADJUSTMENT, SERIALS, CURRENCY, NONE = (
    "text",
    "number",
    "date",
    "type",
    "adjustment",
    "serials",
    "currency",
    "none",
)

# What a row of a claim states, in the order of its values.
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
# what a row states → field of the claim line, where they are not called the same; the
# line that is sent again is looked up when the row is read
_LINE_FIELD = {
    "amount_claimed": "amount_stated",
    "resubmission_ref": "resubmission_of_id",
}


def line_field(name):
    """Return the field of a claim line that holds what a row states under a name."""
    return _LINE_FIELD.get(name, name)


# The fields of a claim line that hold it as it was stated; the currency is the claim's.
STATED = tuple(line_field(name) for name in LINE_FIELDS if name != "currency")
# stated text → field of the claim line with what it was found to stand for
REFERENCES = {
    "product_ref": "product_id",
    "end_customer_name": "end_customer_id",
    "uom_ref": "uom_id",
}
# Columns that say something about rows or the file without being stored on the row.
OTHER_FIELDS = {
    "date_invoice": DATE,  # stands in for the ship date where that is missing
    "debit_number": TEXT,
    "distributor": TEXT,
    "ignored": NONE,
}
FILE_FIELDS = ("debit_number", "distributor")
# Numbers that are no money: what is beside one of them is a unit, never a currency.
COUNT_FIELDS = (
    "quantity",
    "min_quantity",
    "max_quantity",
    "discount_percent",
    "margin_percent",
)
PRICE_FIELDS = ("book_price", "authorized_price", "resale_price", "unit_credit")
# What a row of a program states → how its credit is worked out.
PROGRAM_METHODS = {
    "authorized_price": "net_price",
    "discount_percent": "percent",
    "line_credit": "fixed",
    "margin_percent": "margin",
}
# Texts a program refers to something by: a date or a rounded number there means the
# spreadsheet has spoiled the cell.
REFERENCE_FIELDS = (
    "authorization_ref",
    "product_ref",
    "pos_document",
    "origin_document",
)


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


def currencies_beside(name, currency_codes):
    """Return those of the currencies that may be written beside a number of a field."""
    return frozenset() if name in COUNT_FIELDS else currency_codes
