"""Ledgers of other years, notations and currencies, on a database."""

import contextlib
import csv
import datetime
import io
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from tools.demo.ledger import run as ledger
from tools.demo.ledger.survey import COLUMNS, LedgerError


@tagged("post_install")
class TestLedger(TransactionCase):
    """``make demo LEDGER=… LEDGER_CURRENCY=…``."""

    # what Odoo gives the tests of add-ons by itself
    test_module = "becs_claims"

    def _rows(self, days, country, first):
        """Three sales of each day, of one of seven lamps."""
        return [
            (
                str(first + n),
                f"2200{n % 7}",
                f"Lamp {n % 7}",
                "6",
                day,
                "250.00",
                "7",
                country,
            )
            for n, day in enumerate(days * 3)
        ]

    def _run(self, rows, currency=None):
        """Run the ledger; nothing may be wrong with its sums.

        :return: what was printed
        """
        text = io.StringIO()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "ledger.csv")
            with open(path, "w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([COLUMNS, *rows])
            with contextlib.redirect_stdout(text):
                problems = ledger.run(
                    self.env, path, currency, commit=self.env.flush_all
                )
        self.assertEqual(problems, [])
        self.assertNotRegex(text.getvalue(), r" NO\n")
        return text.getvalue()

    def _codes(self):
        return set(self.env["becs.finding"].search([]).mapped("code"))

    def test_month_first_in_a_currency_not_in_use(self):
        crown = self.env.ref("base.NOK")
        self.assertFalse(crown.active)
        days = [f"{month}/{day}/2017 8:26" for month in (9, 10) for day in (3, 28)]
        rows = self._rows(days, "Spain", 1000)
        # this distributor's dates alone could be read in two ways
        rows += self._rows(["10/3/2017 8:26", "9/4/2017 9:00"], "Malta", 2000)
        text = self._run(rows, "nok ")
        self.assertIn(
            "Sales from 2017-09-01 to 2017-10-31 in NOK, claimed on 2017-11-05\n", text
        )
        self.assertIn("Claimed NOK", text)
        self.assertTrue(crown.active)
        self.assertEqual(self.env.company.currency_id, crown)
        claims = self.env["becs.claim"].search([])
        self.assertEqual(len(claims), 2)
        self.assertEqual(
            set(claims.line_ids.mapped("date_ship")),
            {
                datetime.date(2017, month, day)
                for month, day in (
                    *((9, 3), (9, 28), (10, 3), (10, 28)),
                    (9, 4),
                )
            },
        )
        self.assertEqual(
            {(c.date_from, c.date_to, c.date_submitted) for c in claims},
            {
                (
                    datetime.date(2017, 9, 1),
                    datetime.date(2017, 10, 31),
                    datetime.date(2017, 11, 5),
                )
            },
        )
        programs = self.env["becs.program"].search([])
        self.assertEqual(programs.currency_id, crown)
        self.assertEqual(set(programs.mapped("date_start")), {claims[0].date_from})
        self.assertEqual(set(programs.mapped("date_end")), {claims[0].date_to})
        sold = self.env["account.move"].search([("move_type", "=", "out_invoice")])
        self.assertEqual(set(sold.mapped("invoice_date")), {claims[0].date_from})
        self.assertFalse(
            self._codes()
            & {
                "ship_date_in_future",
                "ship_date_before_authorization",
                "ship_date_after_authorization",
                "no_authorization",
                "filed_too_late",
            }
        )
        notes = claims.credit_note_ids
        self.assertEqual(notes.currency_id, crown)
        self.assertTrue(all(note.amount_total > 0 for note in notes))

    def test_day_first_with_short_years_in_yen(self):
        text = self._run(self._rows(["31.01.24", "03.02.24"], "Japan", 1), "JPY")
        self.assertIn("Sales from 2024-01-01 to 2024-02-29 in JPY", text)
        lines = self.env["becs.claim.line"].search([])
        self.assertEqual(
            set(lines.mapped("date_ship")),
            {datetime.date(2024, 1, 31), datetime.date(2024, 2, 3)},
        )
        for note in lines.claim_id.credit_note_ids:
            self.assertEqual(note.amount_total, round(note.amount_total))

    def test_without_a_currency_it_is_the_companys_own(self):
        own = self.env.company.currency_id
        text = self._run(self._rows(["2024-02-29"], "Malta", 1), "")
        self.assertIn(f"2024-02-01 to 2024-02-29 in {own.name}, ", text)
        self.assertEqual(self.env["becs.claim"].search([]).currency_id, own)

    def test_rows_without_a_date_or_number_are_accounted_for(self):
        rows = self._rows(["2019-05-05", "2019-06-06"], "Malta", 1)
        rows += self._rows(["soon", ""], "Malta", 100)
        rows += [(*rows[0][:3], "six", *rows[0][4:]), (*rows[1][:5], "-", *rows[1][6:])]
        text = self._run(rows)
        self.assertIn("Rows without a date that can be read: 6, such as “soon”.", text)
        lines = self.env["becs.claim.line"].search([])
        dated = lines.filtered("date_ship")
        self.assertEqual(len(dated), 6)
        self.assertTrue(sum(dated.mapped("amount_approved")) > 0)
        self.assertEqual(sum((lines - dated).mapped("amount_approved")), 0)
        received = self.env["becs.intake"].search([])
        self.assertEqual(received.rows_read, len(rows))
        self.assertEqual(received.rows_refused, len(rows) - len(lines))

    def test_distributor_without_a_row_that_can_be_read(self):
        rows = self._rows(["2019-05-05"], "Malta", 1)
        rows += [("9", "22001", "", "six", "2019-05-06", "2.55", "", "Spain")]
        rows += [("9", "22001", "", "6", "soon", "2.55", "", "Italy")]
        text = self._run(rows)
        self.assertIn("5 rows, 3 countries", text)
        self.assertIn("No row of spain.csv could be read", text)
        self.assertIn("No row of italy.csv could be read", text)
        claim = self.env["becs.claim"].search([])
        self.assertEqual((claim.line_count, claim.state), (3, "done"))

    def test_ledger_without_a_row_that_can_be_read(self):
        row = ("9", "22001", "", "six", "2019-05-06", "2.55", "", "Spain")
        self.assertIn("No row of spain.csv could be read", self._run([row]))
        self.assertFalse(self.env["becs.claim"].search([]))

    def test_price_that_could_be_thousands(self):
        rows = [
            ("1", "22001", "Lamp", "1,000", "2019-05-05", "1.255", "", "Malta"),
            ("2", "22001", "Lamp", "2", "2019-05-06", "1.255", "", "Malta"),
        ]
        self._run(rows)
        lines = self.env["becs.claim.line"].search([])
        self.assertEqual(lines.mapped("resale_price"), [1.255, 1.255])
        self.assertEqual(sum(lines.mapped("quantity")), 1002)

    def test_sales_to_come_are_rejected(self):
        today = datetime.date.today()
        later = today + datetime.timedelta(days=500)
        text = self._run(
            self._rows(["2024-02-10"], "Malta", 1)
            + self._rows([f"{later}"], "Malta", 100)
        )
        self.assertIn(f"Rows dated after today: 3, the last on {later}.", text)
        lines = self.env["becs.claim.line"].search([])
        future = lines.filtered(lambda line: line.date_ship > today)
        self.assertEqual(len(future), 3)
        self.assertEqual(set(future.mapped("state")), {"rejected"})
        self.assertLessEqual(
            {"ship_date_in_future"}, set(future.finding_ids.mapped("code"))
        )
        self.assertEqual(set((lines - future).mapped("state")), {"approved"})

    def test_ledger_of_the_future_is_rejected_as_a_whole(self):
        later = datetime.date.today() + datetime.timedelta(days=500)
        self._run(self._rows([f"{later}"], "Malta", 1))
        lines = self.env["becs.claim.line"].search([])
        self.assertEqual(set(lines.mapped("state")), {"rejected"})
        self.assertFalse(lines.claim_id.credit_note_ids)

    def test_unknown_currency_is_one_sentence(self):
        with self.assertRaisesRegex(LedgerError, "knows no currency “XQQ”"):
            self._run(self._rows(["2024-02-10"], "Malta", 1), "XQQ")

    def test_file_refused_for_another_reason_is_no_given_back_one(self):
        wizard = self.env.registry["becs.import"]
        refused = UserError("This is a distributor we no longer work with.")
        with (
            patch.object(wizard, "action_import", side_effect=refused),
            self.assertRaises(UserError),
        ):
            self._run(self._rows(["2024-02-10"], "Malta", 1))
