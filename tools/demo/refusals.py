"""What must not get in: rows nobody can read, files and numbers that came before."""

import csv
import io

import openpyxl

from odoo.exceptions import UserError

from . import intake


def given_back(received) -> dict[int, str]:
    """The reason on each row that was given back, by its row in the original file."""
    attachment = received.sudo().refused_attachment_id
    if not attachment:
        return {}
    if attachment.name.endswith(".csv"):
        text = attachment.raw.decode("utf-8-sig")
        delimiter = csv.Sniffer().sniff(text.split("\n")[0], ";,\t").delimiter
        rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    else:
        book = openpyxl.load_workbook(io.BytesIO(attachment.raw), read_only=True)
        rows = book.active.iter_rows(values_only=True)
    next(rows)
    return {int(row[0]): str(row[1]) for row in rows}


def check_given_back(done) -> list[str]:
    """Whether exactly the planted rows came back, each with a reason."""
    found = given_back(done.intake)
    planted = {line.row: line.why for line in done.spec.unreadable}
    name = done.spec.file_name
    return [
        *(
            f"{name}, row {row} ({planted[row]}): was not given back"
            for row in sorted(planted.keys() - found.keys())
        ),
        *(
            f"{name}, row {row}: was given back: {found[row]}"
            for row in sorted(found.keys() - planted.keys())
        ),
        *(
            f"{name}, row {row}: was given back without a reason"
            for row in sorted(found)
            if not found[row].strip()
        ),
    ]


def import_again(month, done) -> list[tuple[str, str]]:
    """Try to bring in the same file, then another one under the same debit number.

    :return: what was tried, and the sentence it was refused with; empty when it was not
    """
    content = done.intake.attachment_id.sudo().raw
    tries = (
        ("The same file again", content, "Another number"),
        ("Another file, same debit number", content + b"\r\n", done.spec.reference),
    )
    return [
        (what, _refused(month, done, raw, reference)) for what, raw, reference in tries
    ]


def _refused(month, done, content, reference):
    env = month.analyst
    try:
        with env.cr.savepoint():
            intake.import_file(
                env,
                done.record.partner_id,
                done.spec.file_name,
                content,
                {},
                reference=reference,
            )
            raise _NotRefused
    except UserError as error:
        return str(error)
    except _NotRefused:
        return ""


class _NotRefused(Exception):
    """It got in; the savepoint takes it out again."""
