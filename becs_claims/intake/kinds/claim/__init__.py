"""Claims: a row is a sale a distributor asks to be credited for."""

from ...columns import fields
from ...messages import _lt
from ..kind import Kind
from .settle import claim_line

CLAIM = Kind(
    name="claim",
    label=_lt("Claim"),
    title=_lt("Import a Claim File"),
    model="becs.claim",
    line_fields=fields.LINE_FIELDS,
    other_fields=fields.OTHER_FIELDS,
    date="date_ship",
    stand_ins={"date_ship": "date_invoice"},
    required=("product_ref", "quantity", "date_ship", "pos_document"),
    concepts={"unit_price": "resale_price"},
    template=(
        "authorization_ref",
        "product_ref",
        "pos_document",
        "pos_line_ref",
        "date_ship",
        "end_customer_name",
        "reseller_name",
        "branch_ref",
        "quantity",
        "uom_ref",
        "book_price",
        "authorized_price",
        "resale_price",
        "unit_credit",
        "amount_claimed",
        "currency",
        "serial_numbers",
        "transaction_type",
        "origin_document",
    ),
    settle=claim_line,
)
