from datetime import date
from unittest.mock import patch

import psycopg2

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...decision import decide
from ...what_if import difference
from .test_what_if import WhatIfCase

# where a what-if keeps itself
OWN = "becs_what_if"


@tagged("post_install", "-at_install")
class TestWhatIfTraces(WhatIfCase):
    """A what-if leaves nothing behind, whether it went well or not."""

    def setUp(self):
        super().setUp()
        # history is kept as it is for people
        self.env = self.env(
            context={
                key: value
                for key, value in self.env.context.items()
                if key != "tracking_disable"
            }
        )
        self.program = self.program.with_env(self.env)
        self.rule("unit_credit_mismatch", outcome="note", program_ids=self.program.ids)
        lines = self.validate(
            {"serial_numbers": "S1, S2", "amount_stated": 200},
            {"unit_credit": 25, "amount_stated": 250},
            {"authorization_ref": False, "quantity": 3},
            {"authorization_ref": "nope"},
            {"transaction_type": "return", "quantity": 2, "amount_stated": -20},
            basis="calculated",
        )
        decide.decide(self.env, lines[0], "set", amount=150, note="Agreed")
        self.filed = lines.claim_id
        self.draft = self.new_claim({"amount_stated": 100}, {"quantity": 5})
        self.claims = (self.filed | self.draft).with_env(self.env)
        self.changes = [
            {"what": "authorized_price", "operation": "percent", "value": -10},
            {
                "what": "budget_amount",
                "value": 100,
                "program_ids": [Command.set(self.program.ids)],
            },
            {"what": "date_start", "date": date(2024, 3, 1)},
            {"what": "review_amount", "value": 10},
            self.outcome("unit_credit_mismatch", "reject"),
            self.outcome("missing_data", "off", program_ids=self.program.ids),
        ]

    def content(self):
        """What is in every table but the what-if's own, and how far sequences are."""
        cr = self.env.cr
        cr.flush()  # history that waits for the end of the transaction, too
        cr.execute(
            """SELECT c.relname FROM pg_class c
                WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
                ORDER BY c.relname"""
        )
        tables = [name for [name] in cr.fetchall() if not name.startswith(OWN)]
        found = {}
        for name in tables:
            cr.execute(
                f"""SELECT count(*), sum(hashtextextended(t::text, 0))
                      FROM "{name}" t"""  # noqa: S608
            )
            found[name] = cr.fetchone()
        cr.execute(
            "SELECT sequencename, last_value FROM pg_sequences"
            " WHERE schemaname = 'public'"
        )
        found.update(
            (name, value) for name, value in cr.fetchall() if not name.startswith(OWN)
        )
        return found

    def test_nothing_is_left(self):
        what_if = self.what_if(self.claims)
        before = self.content()
        for values in (
            {},
            {"revalidate_decided": True},
            {"baseline": "unchanged"},
            {"revalidate_decided": True, "baseline": "unchanged"},
        ):
            with self.subTest(values=values):
                what_if.write(
                    {
                        **values,
                        "change_ids": [
                            Command.clear(),
                            *(Command.create(change) for change in self.changes),
                        ],
                    }
                )
                what_if.action_run()
                self.assertTrue(what_if.changed_count)
                self.assertEqual(self.content(), before)

    def test_nothing_is_left_after_an_error(self):
        what_if = self.what_if(self.claims)
        what_if.change_ids = [Command.create(change) for change in self.changes]
        before = self.content()
        with (
            patch.object(difference, "figures", side_effect=ZeroDivisionError),
            self.assertRaises(ZeroDivisionError),
        ):
            what_if.action_run()
        self.assertEqual(self.content(), before)
        self.assertEqual(self.program.budget_amount, 0)
        self.program.date_end = date(2024, 3, 20)
        before = self.content()
        what_if.change_ids = [
            Command.create({"what": "date_start", "date": date(2024, 4, 1)})
        ]
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
        ):
            what_if.action_run()
        self.assertEqual(self.content(), before)

    def test_caches_tell_the_truth(self):
        """Values read before are still there, those of the sandbox are not."""
        line, program = self.filed.line_ids[1], self.program
        rules = self.env["becs.rule"].with_context(active_test=False)
        read = (
            lambda: line.mapped("amount_approved"),
            lambda: self.claims.mapped("is_drawn"),
            lambda: self.claims.mapped("amount_approved"),
            lambda: program.mapped("budget_amount"),
            lambda: program.line_ids.mapped("authorized_price"),
            lambda: program.mapped("amount_approved"),
            lambda: rules.search([]).mapped("outcome"),
            lambda: self.company.becs_review_amount,
            lambda: line.finding_ids.mapped("code"),
        )
        before = [look() for look in read]
        self.what_if(self.claims, *self.changes, revalidate_decided=True)
        self.assertEqual([look() for look in read], before)
        self.env.invalidate_all()
        self.assertEqual([look() for look in read], before)

    def test_validating_again_is_as_before(self):
        before = self.filed.line_ids.mapped("amount_approved")
        self.what_if(self.claims, *self.changes, revalidate_decided=True)
        self.filed.action_validate()
        self.assertEqual(self.filed.line_ids.mapped("amount_approved"), before)

    def test_what_is_not_written_yet_is_kept(self):
        what_if = self.what_if(self.claims)
        self.program.name = "Written in between"
        what_if.action_run()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.program.name, "Written in between")
