"""Rows of a list of stock become stock adjustments, in bulk."""

from .. import intake as files
from ..lookup.known import Known
from . import copying

# field of a row → column
COLUMNS = {
    "adjustment_kind": "kind",
    "product_id": "product_id",
    "date_adjusted": "date",
    "quantity": "quantity",
    "unit_price": "unit_price",
    "currency_id": "currency_id",
    "note": "note",
}


def readable(env, intake, reading):
    """Return the rows of a reading that can be stored, and those that are refused.

    :param intake: the record of becs.intake
    """
    env.flush_all()
    known = Known(env, intake.company_id, intake.commercial_partner_id)
    return files.LookedUp(reading, known, "unit_price", needs_product=True)


def store(env, intake, rows):
    """Store rows as stock adjustments of the distributor a file came from.

    Does not commit and checks no rights. Everything is stored as stated.

    :param rows: iterable of dicts with the names of :data:`COLUMNS`
    :return: number of adjustments stored
    """
    return copying.store(
        env,
        "becs_stock_adjustment",
        COLUMNS,
        {
            "intake_id": intake.id,
            "company_id": intake.company_id.id,
            "partner_id": intake.partner_id.id,
            "commercial_partner_id": intake.commercial_partner_id.id,
        },
        rows,
        intake.currency_id.id,
    )
