"""What the books do not tell of the distributors' stock, brought in as files are."""

import csv
import io

from odoo.tools import SQL

from . import intake
from .world.stockroom import Stockroom

STOCK_COLUMNS = {
    "Part Number": "product_ref",
    "Units": "quantity",
    "Unit Cost": "unit_price",
    "Kind": "adjustment_kind",
    "Date": "date_adjusted",
}
SALE_COLUMNS = {
    "Invoice": "pos_document",
    "Invoice Line": "pos_line_ref",
    "Ship Date": "date_ship",
    "Part Number": "product_ref",
    "Quantity": "quantity",
    "Resale Price": "resale_price",
    "End Customer": "end_customer_name",
}


def import_stock_lists(month, world) -> list[str]:
    """Opening stock and price protection of everybody whose purchases set prices.

    :return: what went wrong
    """
    wrong = []
    for key, room in world.stockrooms.items():
        rows = _stock_rows(room)
        wrong += _import(
            month, key, f"stock_{key}.csv", STOCK_COLUMNS, rows, kind="stock"
        )
    month.commit()
    return wrong


def _stock_rows(room: Stockroom):
    for layer in room.layers:
        if layer.opening:
            yield layer.product, layer.quantity, layer.price, "Opening stock", layer.day
    for one in room.protections:
        yield one.product, one.quantity, one.amount, "Price protection", one.day


def import_reports(month, world) -> list[str]:
    """The point-of-sale reports.

    :return: what went wrong
    """
    wrong = []
    for report in world.reports:
        rows = list(_sale_rows(report))
        wrong += _import(
            month, report.distributor, report.file_name, SALE_COLUMNS, rows,
            kind="pos", date_from=report.start, date_to=report.end,
        )  # fmt: skip
    month.commit()
    return wrong


def _sale_rows(report):
    for sale in report.sales:
        yield (
            sale.document,
            sale.position,
            sale.ship,
            sale.product,
            sale.quantity,
            sale.resale if sale.resale is not None else "",
            sale.customer,
        )


def _import(month, key, name, columns, rows, **values):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    rows = list(rows)
    writer.writerows([columns, *rows])
    partner = month.vendor.records.distributors[key]
    content = text.getvalue().encode()
    received = intake.import_file(
        month.analyst, partner, name, content, columns, **values
    ).intake
    if received.rows_stored == len(rows) and not received.rows_refused:
        return []
    return [
        f"{name}: {received.rows_stored} of {len(rows)} rows were stored, "
        f"{received.rows_refused} given back"
    ]


def compare_uses(vendor, world) -> list[str]:
    """Whether sales use just the units they should, and no unit twice."""
    env = vendor.env
    env.flush_all()
    found = {
        (partner_id, product_id): (used, twice)
        for partner_id, product_id, used, twice in env.execute_query(
            SQL(
                """
                SELECT use.partner_id, use.product_id,
                       sum(use.quantity) FILTER (WHERE NOT use.is_beyond),
                       bool_or(EXISTS (
                           SELECT FROM becs_layer_use other
                            WHERE other.id <> use.id
                              AND NOT other.is_beyond AND NOT use.is_beyond
                              AND other.move_line_id IS NOT DISTINCT FROM
                                  use.move_line_id
                              AND other.adjustment_id IS NOT DISTINCT FROM
                                  use.adjustment_id
                              AND other.start < use.start + use.quantity
                              AND use.start < other.start + other.quantity))
                  FROM becs_layer_use use
                 GROUP BY 1, 2
                """
            )
        )
    }
    wrong = []
    for key, room in world.stockrooms.items():
        partner = vendor.records.distributors[key]
        for code, units in room.judged.items():
            product = vendor.records.products[code]
            used, twice = found.get((partner.id, product.id), (0, False))
            if used != units:
                wrong.append(f"{key}, {code}: {used} units used, should be {units}")
            if twice:
                wrong.append(f"{key}, {code}: some unit is used twice")
    return wrong
