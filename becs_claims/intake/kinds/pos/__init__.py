"""Point-of-sale reports: a row is a sale a distributor reports."""

from ...columns.fields import CURRENCY, DATE, NONE, NUMBER, TEXT, TYPE
from ...messages import _lt
from ..kind import Kind
from .settle import reported_sale, reported_sale_problems

POINT_OF_SALE = Kind(
    name="pos",
    label=_lt("Point-of-sale report"),
    title=_lt("Import a Point-of-Sale Report"),
    model="becs.pos.report",
    line_fields={
        "transaction_type": TYPE,
        "product_ref": TEXT,
        "pos_document": TEXT,
        "pos_line_ref": TEXT,
        "date_ship": DATE,
        "end_customer_name": TEXT,
        "quantity": NUMBER,
        "uom_ref": TEXT,
        "resale_price": NUMBER,
        "currency": CURRENCY,
    },
    other_fields={"date_invoice": DATE, "distributor": TEXT, "ignored": NONE},
    date="date_ship",
    stand_ins={"date_ship": "date_invoice"},
    required=("product_ref", "quantity", "date_ship", "pos_document"),
    complete=True,
    concepts={"unit_price": "resale_price"},
    surer=frozenset(("unit_price",)),
    template=(
        "pos_document",
        "pos_line_ref",
        "date_ship",
        "product_ref",
        "quantity",
        "uom_ref",
        "resale_price",
        "currency",
        "end_customer_name",
        "transaction_type",
    ),
    settle=reported_sale,
    check=reported_sale_problems,
    own_currency=True,
)
