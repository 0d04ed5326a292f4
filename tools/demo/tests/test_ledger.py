"""No row of a ledger is lost, and what does not add up is told."""

import csv
import datetime
import gzip
from decimal import Decimal

import pytest

from tools.demo.ledger import split, terms
from tools.demo.ledger.days import Period
from tools.demo.ledger.sums import Account, statements, wrong
from tools.demo.ledger.survey import COLUMNS, LedgerError, survey

ROWS = [
    (
        "1",
        "22001",
        "A  lamp",
        "6",
        "2010-12-01 08:26:00",
        "2.50",
        "7",
        "United Kingdom",
    ),
    ("1", "22001", "", "-2", "2010-12-01 08:26:00", "2.50", "7", "United Kingdom"),
    ("2", "22001a", "B", "1", "2010-12-02 08:26:00", "0.00", "", "France"),
    ("3", "22001A", "B", "3", "2010-12-02 08:26:00", "1.00", "8", "France"),
    ("C4", "POST", "Carriage", "-1", "2010-12-03 08:26:00", "18.00", "8", "France"),
    ("5", "AMAZONFEE", "Fee", "1", "2010-12-03 08:26:00", "5.00", "", "United Kingdom"),
]
HEADINGS = f"{','.join(COLUMNS)}\r\n".encode()


@pytest.fixture
def ledger(tmp_path):
    return packed(tmp_path, ROWS)


def packed(folder, rows):
    path = folder / "ledger.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return path


def test_survey_counts_everything(ledger):
    found = survey(ledger)
    assert found.rows == {"United Kingdom": 3, "France": 3}
    assert found.quantity == {"United Kingdom": 5, "France": 3}
    assert found.turnover["United Kingdom"] == Decimal("15.00")
    assert set(found.articles) == {"22001", "22001A", "POST", "AMAZONFEE"}
    assert found.articles["22001"].description == "A lamp"
    assert found.articles["22001A"].usual_price == 1
    assert found.countries[0] == "United Kingdom"
    assert found.dates == {
        "2010-12-01 08:26:00": 2,
        "2010-12-02 08:26:00": 2,
        "2010-12-03 08:26:00": 2,
    }


def test_split_keeps_every_row_as_it_is(ledger, tmp_path):
    def stated(country, row):
        assert country == "France"
        return row[1].lower()

    files = split.split(ledger, tmp_path, stated, frozenset({"France"}))
    written = []
    for country, path in files.items():
        with open(path, encoding="utf-8", newline="") as file:
            headings, *rows = csv.reader(file)
        assert tuple(headings[: len(COLUMNS)]) == COLUMNS
        assert (headings[-1] == split.CREDIT_HEADING) == (country == "France")
        if country == "France":
            assert [row[-1] for row in rows] == [row[1].lower() for row in rows]
        written += [tuple(row[: len(COLUMNS)]) for row in rows]
    assert sorted(written) == sorted(ROWS)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("none.csv", None, "There is no ledger at"),
        ("other.csv", b"a,b\n1,2\n", "has the headings a, b"),
        ("packed.csv.gz", b"not packed", "cannot be read"),
        ("empty.csv", HEADINGS, "has no rows below its headings"),
        ("blank.csv", HEADINGS + b"\r\n\r\n", "has no rows below its headings"),
        ("ragged.csv", HEADINGS + b"1,2,3\r\n", "Line 2 of .* has 3 columns"),
    ],
)
def test_wrong_ledger_is_one_sentence(tmp_path, name, content, sentence):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(LedgerError, match=sentence):
        survey(tmp_path / name)


def test_marked_text_and_empty_lines_are_no_obstacle(tmp_path):
    path = tmp_path / "ledger.csv"
    row = ",".join(ROWS[0]).encode()
    path.write_bytes(b"\xef\xbb\xbf" + HEADINGS + b"\r\n" + row + b"\r\n\r\n")
    assert survey(path).rows == {"United Kingdom": 1}
    assert len(split.split(path, tmp_path)) == 1


@pytest.mark.parametrize(
    ("quantity", "price"), [("six", "1.00"), ("6", "NaN"), ("", "")]
)
def test_row_without_numbers_is_counted_as_a_row(tmp_path, quantity, price):
    row = (*ROWS[0][:3], quantity, ROWS[0][4], price, *ROWS[0][6:])
    found = survey(packed(tmp_path, [row, ROWS[1]]))
    assert found.rows["United Kingdom"] == 2
    assert found.dates.total() == 2
    assert found.quantity["United Kingdom"] == -2
    assert found.turnover["United Kingdom"] == Decimal("-5.00")


def test_programs_are_in_the_months_and_currency_of_the_ledger(tmp_path):
    ledger = packed(
        tmp_path, [(*ROWS[0][:1], n, *ROWS[0][2:]) for n in range(22000, 22300)]
    )
    start, end = datetime.date(2023, 2, 1), datetime.date(2024, 2, 29)
    period = Period(start, end, datetime.date(2024, 3, 5))
    made = terms.make(survey(ledger), period, "CHF")
    assert len(made.programs) > 8
    assert {(p.start, p.end, p.currency) for p in made.programs} == {
        (start, end, "CHF")
    }
    assert {distributor.currency for distributor in made.distributors} == {"CHF"}


def test_stated_credit_asks_too_much_every_fiftieth_invoice():
    product = terms.Product("22001", "", "", Decimal("10.00"))
    line = terms.ProgramLine("product", "22001", "fixed", Decimal("0.50"))
    start = datetime.date(2010, 12, 1)
    program = terms.Program("p", "P", "P", "blanket", (line,), start, currency="GBP")
    distributor = terms.Distributor("uk", "UK", "", "", "GBP", Decimal("0.6"))
    made = terms.Terms([product], [distributor], [program], [], frozenset())
    row = ["49", " 22001 ", "", "1", "", "10", "", "UK"]
    assert made.stated_credit("UK", row) == "0.5000"
    assert made.stated_credit("UK", ["C50", *row[1:]]) == "0.6000"
    assert made.stated_credit("UK", [*row[:1], "OTHER", *row[2:]]) == ""
    assert made.stated_credit("UK", ["CASH", *row[1:]]) == "0.5000"
    assert made.stated_credit("UK", ["INV-50", *row[1:]]) == "0.6000"
    assert made.stated_credit("UK", [*row[:5], "gratis", *row[6:]]) == ""


def balanced():
    account = Account("a", rows=5, quantity=Decimal(9), turnover=Decimal(20))
    account.read, account.stored, account.refused = 5, 4, 1
    account.stored_quantity, account.refused_quantity = Decimal(8), Decimal(1)
    account.stored_turnover, account.refused_turnover = Decimal(18), Decimal(2)
    account.states = {"approved": 1, "adjusted": 1, "review": 1, "rejected": 1}
    account.claimed = account.lines_claimed = Decimal(40)
    account.approved = account.lines_approved = Decimal(15)
    account.credited_lines = account.credit_notes = Decimal(15)
    account.review = account.lines_review = Decimal(10)
    account.rejected, account.lines_rejected = Decimal(15), Decimal(10)
    account.lines_cut = Decimal(5)
    return account


def test_sums_that_add_up():
    assert wrong(balanced()) == []
    assert wrong(balanced() + balanced()) == []
    assert (balanced() + balanced()).states["review"] == 2


@pytest.mark.parametrize(
    "name",
    sorted(
        name
        for name in Account.__dataclass_fields__
        if name not in ("name", "states", "lines_cut", "refused_turnover")
    ),
)
def test_any_figure_that_is_off_is_told(name):
    account = balanced()
    setattr(account, name, getattr(account, name) + 1)
    assert wrong(account)


def test_line_without_verdict_is_told():
    account = balanced()
    account.states = {"approved": 3}
    assert any("lines decided" in problem for problem in wrong(account))
    assert len(statements(account)) > 10
