"""Program lines: a row is a line of a program, as a vendor authorizes it."""

from ...columns.fields import CURRENCY, NONE, NUMBER, TEXT
from ..kind import Kind
from .check import program_line_problems
from .vocabulary import PROGRAM_VOCABULARY

PROGRAM = Kind(
    name="program",
    line_fields={
        "product_ref": TEXT,
        "agreed_book_price": NUMBER,
        "authorized_price": NUMBER,
        "discount_percent": NUMBER,
        "line_credit": NUMBER,
        "margin_percent": NUMBER,
        "min_quantity": NUMBER,
        "max_quantity": NUMBER,
        "max_amount": NUMBER,
        "min_resale_price": NUMBER,
        "max_resale_price": NUMBER,
        "currency": CURRENCY,
    },
    other_fields={"ignored": NONE},
    date="product_ref",
    required=("product_ref",),
    complete=True,
    concepts={
        "book_price": "agreed_book_price",
        "unit_credit": "line_credit",
        "quantity": "max_quantity",
    },
    vocabulary=PROGRAM_VOCABULARY,
    template=(
        "product_ref",
        "agreed_book_price",
        "authorized_price",
        "discount_percent",
        "line_credit",
        "margin_percent",
        "min_quantity",
        "max_quantity",
        "max_amount",
        "min_resale_price",
        "max_resale_price",
    ),
    check=program_line_problems,
)
