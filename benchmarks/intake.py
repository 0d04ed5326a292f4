"""A claim file with many rows, read and stored as the add-on does it."""

from pathlib import Path

import xlsxwriter

from odoo.tools import SQL

from odoo.addons.becs_claims import intake as files
from odoo.addons.becs_claims.lookup.known import currency_codes

from .database import vacuum
from .process import memory, rounds
from .world.claims import FILED

# heading → column of the claim line
FILE = {
    "Authorization": "authorization_ref",
    "Product": "product_ref",
    "Invoice No.": "pos_document",
    "Line": "pos_line_ref",
    "Ship Date": "date_ship",
    "End Customer": "end_customer_name",
    "Quantity": "quantity",
    "Unit": "uom_ref",
    "Book Price": "book_price",
    "Resale Price": "resale_price",
    "Unit Credit": "unit_credit",
    "Amount": "amount_claimed",
}
COLUMNS = ["transaction_type", *FILE.values()]


def write_workbook(env, path, rows):
    """Write the rows of the month's claims in order, again and again if need be."""
    cells = SQL(", ").join(
        SQL.identifier("l", files.line_field(name)) for name in FILE.values()
    )
    query = SQL(
        """SELECT %s FROM becs_claim_line l
             JOIN becs_claim c ON c.id = l.claim_id
            CROSS JOIN generate_series(1, 100)
            WHERE c.date_submitted = %s AND l.product_id IS NOT NULL
              AND l.quantity > 0 AND l.amount_stated > 0
              AND l.transaction_type = 'sale' AND l.pos_document IS NOT NULL
            LIMIT %s""",
        cells,
        FILED,
        rows,
    )
    workbook = xlsxwriter.Workbook(path, {"constant_memory": True})
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    sheet = workbook.add_worksheet("Claim")
    sheet.write_row(0, 0, FILE)
    env.cr.execute(query)
    number = 0
    while part := env.cr.fetchmany(10_000):
        for row in part:
            number += 1
            for column, cell in enumerate(row):
                if cell is None:
                    continue
                if column == 4:
                    sheet.write_datetime(number, column, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                else:
                    sheet.write_number(number, column, float(cell))
    workbook.close()
    return {"rows": number, "size": Path(path).stat().st_size}


def new_claim(env):
    [[partner_id]] = env.execute_query(
        SQL("SELECT id FROM bench_distributor WHERE number = 1")
    )
    claim = env["becs.claim"].create({"partner_id": partner_id})
    env.flush_all()
    return claim


def take_back(env):
    """Undo the work, and clear away the rows it left."""
    env.cr.rollback()
    env.invalidate_all()
    vacuum(env, "becs_claim_line")


def read_and_store(env, path, repeat):
    """Measure reading and storing the workbook at ``path``, as an upload does it."""
    intake = _received(env, path)
    result = {}
    if repeat > 1:
        intake._read_now()
        intake = _again(env, path)
    with memory(result):
        result |= rounds(lambda: intake._read_now(), 1, lambda: _note(intake, result))
    times = result["times"]
    for _round in range(repeat - 1):
        intake = _again(env, path)
        times += rounds(lambda: intake._read_now(), 1)["times"]  # noqa: B023
    result["seconds"] = sorted(times)[len(times) // 2]
    return result


def _received(env, path):
    """The file as ``becs.intake`` keeps it, mapped by its headings."""
    claim = new_claim(env)
    content, name = Path(path).read_bytes(), Path(path).name
    table = files.open_table(content, name, currency_codes=currency_codes(env))
    attachment = env["ir.attachment"].create(
        {"name": name, "raw": content, "res_model": "becs.claim.import"}
    )
    return env["becs.intake"].create(
        {
            "name": name,
            "kind": "claim",
            "partner_id": claim.partner_id.id,
            "company_id": claim.company_id.id,
            "claim_id": claim.id,
            "currency_id": claim.currency_id.id,
            "attachment_id": attachment.id,
            "mapping": table.mapping,
            "options": {},
            "state": "queued",
        }
    )


def _again(env, path):
    take_back(env)
    return _received(env, path)


def _note(intake, result):
    result["rows"] = intake.rows_stored
    result["refused"] = intake.rows_refused
