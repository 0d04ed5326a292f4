"""How each distributor lays out its file: headings, dates, numbers, title, total."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Layout:
    """``columns``: heading and field of a line, in the order of the file.

    :param dates: ``strftime`` format, or empty for real dates of a spreadsheet
    :param decimal: decimal sign of numbers written as text; empty for real numbers
    :param thousands: sign between groups of three digits
    :param currency: sign before amounts
    :param title: lines above the headings; ``{reference}`` and ``{period}`` are filled
    :param total: whether the last row adds up the amounts
    """

    columns: tuple[tuple[str, str], ...]
    dates: str = ""
    decimal: str = ""
    thousands: str = ""
    currency: str = ""
    delimiter: str = ","
    encoding: str = "utf-8"
    title: tuple[str, ...] = field(default=())
    total: bool = False

    def number(self, value: Decimal, name: str):
        """The value as it stands in a cell."""
        if not self.decimal:
            return value
        text = f"{value:,f}" if self.thousands else f"{value:f}"
        text = text.replace(",", "\0").replace(".", self.decimal)
        text = text.replace("\0", self.thousands)
        if self.currency and name in ("amount", "unit"):
            # the sign of the number stays in front, as spreadsheets write it
            sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
            text = f"{sign}{self.currency}{digits}"
        return text


QUILL = Layout(
    columns=(
        ("SSD Number", "authorization"),
        ("Part Number", "product"),
        ("Distributor Invoice No.", "document"),
        ("Invoice Line", "position"),
        ("Ship Date", "ship"),
        ("End Customer", "customer"),
        ("Qty Shipped", "quantity"),
        ("UoM", "unit_name"),
        ("Book Cost", "book"),
        ("Authorized Cost", "authorized"),
        ("Resale Price", "resale"),
        ("Unit Claim", "unit"),
        ("Claim Amount", "amount"),
        ("Serial Numbers", "serials"),
        ("Original Invoice", "origin"),
    ),
    title=("Ship & debit claim {reference}", "Period {period}", ""),
    total=True,
)

KIES = Layout(
    columns=(
        ("Rechnung", "document"),
        ("Pos.", "position"),
        ("Lieferdatum", "ship"),
        ("Artikelnummer", "product"),
        ("Menge", "quantity"),
        ("ME", "unit_name"),
        ("Endkunde", "customer"),
        ("Genehmigung", "authorization"),
        ("Einstandspreis", "book"),
        ("Sonderpreis", "authorized"),
        ("VK-Preis", "resale"),
        ("Gutschrift je Stück", "unit"),
        ("Gutschriftsbetrag", "amount"),
        ("Seriennummern", "serials"),
        ("Ursprungsrechnung", "origin"),
    ),
    dates="%d.%m.%Y",
    decimal=",",
    thousands=".",
    delimiter=";",
    encoding="cp1252",
)

TAMBO = Layout(
    columns=(
        ("Program Reference Number", "authorization"),
        ("Distributor Invoice", "document"),
        ("Item", "position"),
        ("Shipped On", "ship"),
        ("Manufacturer Part No.", "product"),
        ("Used By", "customer"),
        ("Shipped Quantity", "quantity"),
        ("Unit of Measure", "unit_name"),
        ("Disti Book Cost", "book"),
        ("Special Cost", "authorized"),
        ("Resale", "resale"),
        ("Credit per Unit", "unit"),
        ("Debit Amount", "amount"),
        ("Serial #", "serials"),
        ("Original Invoice", "origin"),
    ),
    dates="%Y-%m-%d",
    decimal=".",
    thousands=",",
    currency="$",
)

SOLMA = Layout(
    columns=(
        ("InvoiceDateShip", "ship"),
        ("Invoice", "document"),
        ("Invoice Line", "position"),
        ("CustomerName", "customer"),
        ("PartNumber", "product"),
        ("ProductQt", "quantity"),
        ("Unit", "unit_name"),
        ("ResalePricePerUnit", "resale"),
        ("SerialNumber", "serials"),
    ),
    dates="%Y%m%d",
    decimal=".",
    delimiter="\t",
)

LAYOUTS = {"quill": QUILL, "kies": KIES, "tambo": TAMBO, "solma": SOLMA}
