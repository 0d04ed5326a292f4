"""The statement of a credit note as a workbook, for who checks it line by line."""

from collections.abc import Callable, Iterable

from ..intake.messages import _lt
from ..intake.writers import Sheet, fitting

HEADINGS = {
    "claim": _lt("Claim"),
    "debit_number": _lt("Debit number"),
    "row": _lt("Row"),
    "authorization": _lt("Authorization number"),
    "document": _lt("Point-of-sale document"),
    "document_line": _lt("Document line"),
    "date_ship": _lt("Ship date"),
    "product": _lt("Product"),
    "end_customer": _lt("End customer"),
    "quantity": _lt("Quantity"),
    "into_stock_price": _lt("Into-stock price"),
    "authorized_price": _lt("Authorized price"),
    "unit_credit_approved": _lt("Credit per unit"),
    "claimed": _lt("Claimed amount"),
    "paid": _lt("Credited amount"),
    "reasons": _lt("Reason codes"),
}
# where money is summed up
SUMMED = ("claimed", "paid")
TOTAL = _lt("Total")


def write(
    file,
    rows: Iterable[dict],
    translate: Callable[[str], str] = lambda text: text,
    remarks: Iterable[str] = (),
) -> dict:
    """Write the rows of :func:`.statement.rows` and their sums as xlsx.

    :param file: binary file to write to
    :param translate: English text -> text in the reader's language
    :param remarks: what is to be said of the credit note, below the sums
    :return: the sums
    """
    labels = [translate(label) for label in HEADINGS.values()]
    sheet = Sheet(file, labels, fitting(labels))
    sums = dict.fromkeys(SUMMED, 0)
    for row in rows:
        for name in SUMMED:
            sums[name] += row[name] or 0
        sheet.write_row([row[name] for name in HEADINGS])
    sums = {name: round(total, 6) for name, total in sums.items()}
    total = {"claim": translate(TOTAL), **sums}
    sheet.write_row([])
    sheet.write_row([total.get(name) for name in HEADINGS], bold=True)
    for remark in remarks:
        sheet.write_row([remark])
    sheet.close()
    return sums
