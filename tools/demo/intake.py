"""Bringing a file in exactly as a person does: through the import wizard."""

import time
from dataclasses import dataclass

from odoo import fields

# what the invented world calls a column → the field of a claim line
FIELDS = {
    "document": "pos_document",
    "position": "pos_line_ref",
    "ship": "date_ship",
    "product": "product_ref",
    "quantity": "quantity",
    "unit_name": "uom_ref",
    "customer": "end_customer_name",
    "authorization": "authorization_ref",
    "book": "book_price",
    "authorized": "authorized_price",
    "resale": "resale_price",
    "unit": "unit_credit",
    "amount": "amount_claimed",
    "serials": "serial_numbers",
    "origin": "origin_document",
}


@dataclass
class Imported:
    """A file that came in.

    :param claim: empty where the file is no claim
    :param corrected: headings whose meaning had to be chosen by hand
    """

    claim: object
    intake: object
    corrected: list[str]
    seconds: float


def import_file(
    env, partner, name, content, headings, notation=None, **values
) -> Imported:
    """Import a file as the user of ``env``; of a claim, the draft comes of it.

    :param headings: ``{heading: field}`` the person knows to be right
    :param notation: how the person knows dates and numbers to be written, fields of
        the wizard; what is empty is left to the file
    :param values: further fields of the wizard, such as the debit number
    :raise UserError: when no row of it can be read; nothing is left of it then
    """
    started = time.monotonic()
    attachment = env["ir.attachment"].create({"name": name, "raw": content})
    wizard = env["becs.import"].create(
        {"partner_id": partner.id, "attachment_id": attachment.id, **values}
    )
    wizard.action_read()
    corrected = _correct_columns(wizard, headings)
    wizard.write({name: value for name, value in (notation or {}).items() if value})
    with env.cr.savepoint():
        wizard.action_import()
    intake = env["becs.intake"].search([("attachment_id", "=", attachment.id)])
    claim = intake.claim_id
    work_in_background(env, claim or intake)
    return Imported(claim, intake, corrected, time.monotonic() - started)


def is_readable(env, content: bytes, name: str, headings, notation) -> bool:
    """Whether the product can read any row of a file."""
    from odoo.addons.becs_claims import intake as reader
    from odoo.addons.becs_claims.lookup.known import currency_codes

    table = reader.open_table(content, name, currency_codes=currency_codes(env))
    mapping = {column.key: headings[column.heading] for column in table.columns}
    rows = table.read(mapping, notation)
    return any(isinstance(row, reader.Row) for row in rows)


def _correct_columns(wizard, headings):
    corrected = []
    for column in wizard.column_ids:
        wanted = headings.get(column.heading)
        if wanted and column.field_name != wanted:
            column.field_name = wanted
            corrected.append(column.heading)
    return corrected


def work_in_background(env, record) -> None:
    """Do at once what was put off to the background, as the cron would.

    :raise RuntimeError: when the work failed
    """
    job = record.sudo().job_id
    if not job or job.state not in ("pending", "running"):
        return
    env.cr.commit()  # the job works in transactions of its own
    job._work()
    env.cr.commit()
    env.invalidate_all()
    if job.state == "failed":
        raise RuntimeError(f"{record.display_name}: {job.message}")


def file_on(env, claim, person, day) -> None:
    """Enter the day the distributor sent the claim.

    :param person: who may approve claims, and will not approve this one
    """
    if day < fields.Date.context_today(claim):
        claim.with_user(person).date_submitted = day


def seconds_to_read(env, content: bytes, name: str) -> float:
    """How long reading the rows of a file takes, when nothing is stored."""
    from odoo.addons.becs_claims import intake as reader
    from odoo.addons.becs_claims.lookup.known import currency_codes

    started = time.monotonic()
    table = reader.open_table(content, name, currency_codes=currency_codes(env))
    for _row in table.read(table.mapping):
        pass
    return time.monotonic() - started
