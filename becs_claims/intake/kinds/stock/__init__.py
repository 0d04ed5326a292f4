"""Stock adjustments: a row says what is or was in a distributor's stock."""

from ...columns.fields import ADJUSTMENT, CURRENCY, DATE, NONE, NUMBER, TEXT
from ...messages import _lt
from ..kind import Kind
from .check import adjustment_problems

STOCK = Kind(
    name="stock",
    label=_lt("Stock adjustments"),
    title=_lt("Import Stock Adjustments"),
    model="becs.stock.adjustment",
    line_fields={
        "adjustment_kind": ADJUSTMENT,
        "product_ref": TEXT,
        "date_adjusted": DATE,
        "quantity": NUMBER,
        "uom_ref": TEXT,
        "unit_price": NUMBER,
        "currency": CURRENCY,
        "note": TEXT,
    },
    other_fields={"distributor": TEXT, "ignored": NONE},
    date="date_adjusted",
    required=("adjustment_kind", "product_ref", "date_adjusted", "quantity"),
    complete=True,
    concepts={
        "transaction_type": "adjustment_kind",
        "date_ship": "date_adjusted",
        "book_price": "unit_price",
        "on_hand": "quantity",
        "remarks": "note",
    },
    surer=frozenset(("unit_price", "date_ship")),
    template=(
        "product_ref",
        "quantity",
        "uom_ref",
        "unit_price",
        "currency",
        "adjustment_kind",
        "date_adjusted",
        "note",
    ),
    check=adjustment_problems,
    own_currency=True,
)
