"""``make demo LEDGER=…``: every line of a real ledger, in and accounted for."""

import csv
import io
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from odoo import fields
from odoo.exceptions import UserError

from .. import figures, intake, month, report
from . import accounts, build, days, split, terms
from .split import slug
from .sums import Account, statements, wrong
from .survey import number, survey

HEADINGS = {
    "InvoiceNo": "pos_document",
    "StockCode": "product_ref",
    "Description": "ignored",
    "Quantity": "quantity",
    "InvoiceDate": "date_ship",
    "UnitPrice": "resale_price",
    "CustomerID": "end_customer_name",
    "Country": "ignored",
    split.CREDIT_HEADING: "unit_credit",
}
EXPLAINED = """
The ledger is a list of sales; it states no credits. So every second distributor
sends it as it is, as a sales report: its claim has the basis “calculated” and the
vendor works out what each line is due. The others, the largest among them, send a
further column with the credit per unit they reckon they are due; every fiftieth
invoice asks a fifth too much. Nobody states an authorization number: it is found.
Book prices are {book} % of the usual price, programs are on the best sellers.
""".strip()


def run(env, path: Path, currency: str | None = None, commit=None) -> list[str]:
    """Take the ledger through the month.

    :param currency: the code of the one its prices are in, by default the company's
    :param commit: what to do after each step, by default to commit
    :return: what does not add up; empty when all does
    :raise LedgerError: when there is no such ledger or currency
    """
    money = build.choose_currency(env, currency)
    say("Counting what the ledger holds")
    found = survey(path)
    period = days.period(found.dates, fields.Date.context_today(env.user))
    made = terms.make(found, period, money.name)
    say(
        f"{sum(found.rows.values()):,} rows, {len(found.countries)} countries, "
        f"{len(found.articles):,} product codes"
    )
    say(
        f"Sales from {period.start} to {period.end} in {money.name}, "
        f"claimed on {period.filed}"
    )
    for note in period.notes:
        say(note)
    with tempfile.TemporaryDirectory(prefix="becs-ledger-") as folder:
        say("Splitting it into one file per distributor")
        files = split.split(path, Path(folder), made.stated_credit, made.stating)
        say(
            f"Setting up {len(made.products):,} products, programs and sell-in invoices"
        )
        sold = {
            (slug(country), code): units
            for code, article in found.articles.items()
            for country, units in article.sold.items()
        }
        vendor = build.build(env, made, sold, period, money)
        ledger = _Ledger(vendor, period, commit or env.cr.commit)
        ledger.month.commit()
        for country in found.countries:
            account = Account(
                country,
                found.rows[country],
                Decimal(found.quantity[country]),
                found.turnover[country],
            )
            ledger.take_in(account, files[country])
    ledger.finish()
    return ledger.report()


def say(text: str) -> None:
    """One line about what is going on."""
    print(text, flush=True)


class _Ledger:
    def __init__(self, vendor, period, commit):
        self.vendor = vendor
        self.period = period
        self.month = month.Month(vendor, commit)
        self.done: list[tuple[Account, month.Done]] = []
        self.credit_seconds, self.failed = 0.0, []

    def take_in(self, account, path):
        say(f"  {account.name}: {account.rows:,} rows")
        started = time.monotonic()
        content = path.read_bytes()
        notation = {"decimal": ".", "date_order": self.period.order}
        try:
            imported = intake.import_file(
                self.month.analyst,
                self.vendor.records.distributors[slug(account.name)],
                path.name,
                content,
                HEADINGS,
                notation,
                reference=f"LEDGER {account.name}",
                date_from=self.period.start,
                date_to=self.period.end,
            )
        except UserError as error:
            env = self.month.analyst
            if intake.is_readable(env, content, path.name, HEADINGS, notation):
                raise
            self._give_back(account, error)
            return
        done = month.Done(None, imported.claim, imported.intake)
        done.seconds["read"] = intake.seconds_to_read(
            self.month.analyst, content, path.name
        )
        done.seconds["import"] = imported.seconds
        users = self.vendor.users
        intake.file_on(
            self.month.analyst, done.record, users["administrator"], self.period.filed
        )
        done.record.with_env(self.month.analyst).action_submit()
        self.month.commit()
        self.month.validate(done)
        done.seconds["all"] = time.monotonic() - started
        self.done.append((account, done))

    def _give_back(self, account, error):
        """No row of the file can be read: it comes back whole, and is no claim."""
        say(f"    {error}")
        account.read = account.refused = account.rows
        account.refused_quantity = account.quantity
        account.refused_turnover = account.turnover
        env = self.vendor.env
        nothing = month.Done(None, env["becs.claim"], env["becs.intake"])
        self.done.append((account, nothing))

    def finish(self):
        """Approve all claims and have one run credit them."""
        claims = self.claims
        if claims:
            claims.with_env(self.month.approver).action_approve()
            self.month.commit()
        # one of which nothing was approved is done already
        if "approved" in claims.mapped("state"):
            credited = self.month.credit([done for _account, done in self.done])
            self.credit_seconds = credited.seconds
            self.failed = credited.wrong
        for account, done in self.done:
            if done.record:
                # as superuser: the report accounts for every line of the ledger
                accounts.fetch(
                    self.vendor.env, account, done.record.sudo(), done.intake.sudo()
                )
                _add_refused(account, done.intake.sudo())

    @property
    def currency(self):
        return self.vendor.env.company.currency_id

    @property
    def claims(self):
        return self.vendor.env["becs.claim"].union(*(d.record for _a, d in self.done))

    def report(self):
        """Print all tables; return what does not add up."""
        total = Account("All")
        for account, _done in self.done:
            total += account
        say("\n" + EXPLAINED.format(book=int(terms.BOOK_SHARE * 100)) + "\n")
        headings = ("Distributor", "Basis", "Rows", "Not read", "Approved", "Adjusted")
        headings += ("Review", "Rejected", "Claimed", "Approved", "Review", "Rejected")
        headings += ("Credited", "Import s", "Validate s", "Credit note")
        rows = [_row(account, done.seconds, done) for account, done in self.done]
        say(report.table(headings, rows, _row(total, self._seconds())))
        say("\nReasons (a line may have several)\n")
        reasons = figures.reasons(self.vendor.env, self.claims)
        headings = ("Reason", "Outcome", "Lines", f"Claimed {self.currency.name}")
        say(
            report.table(
                headings,
                [
                    (name, outcome, lines, report.amount(claimed or 0))
                    for name, outcome, lines, claimed in reasons
                ],
            )
        )
        say("\nDoes it add up?\n")
        say(
            report.table(
                ("What must be equal", "Left", "Right", ""),
                [
                    (
                        what,
                        _shown(left),
                        _shown(right),
                        "yes" if left == right else "NO",
                    )
                    for what, left, right in statements(total)
                ],
            )
        )
        self._print_seconds(total, self._seconds())
        problems = [*self.failed, *wrong(total), *figures.recounted(self.vendor.env)]
        for account, _done in self.done:
            problems += wrong(account)
        return problems

    def _seconds(self):
        return {
            name: sum(done.seconds.get(name, 0) for _account, done in self.done)
            for name in ("read", "import", "validate")
        }

    def _print_seconds(self, total, spent):
        say(
            f"\n{total.rows:,} lines: read {spent['read']:.1f} s (reading alone), "
            f"read and stored {spent['import']:.1f} s, "
            f"validated {spent['validate']:.1f} s, credited {self.credit_seconds:.1f} s"
        )


def _row(account, seconds, done=None):
    states = account.states
    notes = done.record.sudo().credit_note_ids if done else ()
    return (
        account.name,
        done and done.record.basis or "",
        account.rows,
        account.refused,
        *(
            states.get(state, 0)
            for state in ("approved", "adjusted", "review", "rejected")
        ),
        *(
            report.amount(value)
            for value in (
                account.claimed,
                account.approved,
                account.review,
                account.rejected,
                account.credit_notes,
            )
        ),
        *(report.seconds(seconds.get(name, 0)) for name in ("import", "validate")),
        ", ".join(note.name for note in notes),
    )


def _shown(value):
    return f"{value:,}" if isinstance(value, int) else f"{Decimal(value):,.2f}"


def _add_refused(account, received):
    """Count what the rows given back hold, from the very file a person gets."""
    content = received.refused_attachment_id.raw
    if not content:
        return
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    for row in reader:
        units, price = number(row["Quantity"]), number(row["UnitPrice"])
        if units is not None and price is not None:
            account.refused_quantity += units
            account.refused_turnover += units * price
