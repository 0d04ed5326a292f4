"""The distributors' files say what the lines say, each in its own way."""

import csv
import datetime
import io
from decimal import Decimal

import openpyxl
import xlrd

from tools.demo.files.layouts import KIES, TAMBO, Layout
from tools.demo.files.writers import write
from tools.demo.world.lines import Claim, Line

DAY = datetime.date(2026, 3, 9)


def claim(distributor, name):
    order = ("SD-1", "Würz & Co")
    money = {"amount": Decimal("2469.00"), "unit": Decimal(2)}
    serials = ("A1", "A2")
    raw = {"amount": "none"}
    lines = [
        Line("D1", "10", DAY, "P", Decimal("1234.5"), *order, **money, serials=serials),
        Line("D2", "20", None, "P", Decimal(-3), amount=Decimal("-6.00")),
        Line("D3", "30", DAY, "P", Decimal(1), raw=raw, state="unreadable"),
    ]
    return Claim(distributor, "R-1", DAY, DAY, DAY, lines, name)


def test_csv_with_decimal_comma():
    spec = claim("kies", "a.csv")
    rows = list(
        csv.DictReader(io.StringIO(write(spec).decode("cp1252")), delimiter=";")
    )
    assert rows[0]["Menge"] == "1.234,5"
    assert rows[0]["Lieferdatum"] == "09.03.2026"
    assert rows[0]["Endkunde"] == "Würz & Co"
    assert rows[0]["Seriennummern"] == "A1, A2"
    assert rows[1]["Gutschriftsbetrag"] == "-6,00"
    assert rows[1]["Lieferdatum"] == ""
    assert rows[2]["Gutschriftsbetrag"] == "none"
    assert [line.row for line in spec.lines] == [2, 3, 4]


def test_xlsx_with_real_dates_title_and_total():
    spec = claim("quill", "a.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(write(spec))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "Ship & debit claim R-1"
    headings = rows[3]
    found = dict(zip(headings, rows[spec.lines[0].row - 1], strict=True))
    assert found["Ship Date"].date() == DAY
    assert found["Qty Shipped"] == 1234.5
    assert rows[-1][0] == "Total"
    assert rows[-1][headings.index("Claim Amount")] == 2463


def test_xls_with_currency_signs():
    spec = claim("tambo", "a.xls")
    sheet = xlrd.open_workbook(file_contents=write(spec)).sheet_by_index(0)
    found = dict(zip(sheet.row_values(0), sheet.row_values(1), strict=True))
    assert found["Debit Amount"] == "$2,469.00"
    assert found["Shipped On"] == "2026-03-09"


def test_numbers_as_text():
    assert KIES.number(Decimal("1234567.125"), "book") == "1.234.567,125"
    assert TAMBO.number(Decimal("-5.50"), "amount") == "-$5.50"
    assert Layout(()).number(Decimal("1.5"), "book") == Decimal("1.5")
