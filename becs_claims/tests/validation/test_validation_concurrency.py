"""Claims validated at once, on real connections; what they commit is removed."""

import threading
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from ...validation import engine
from ...validation.pipeline import VALIDATE, Pipeline
from ...validation.programs import drawdown
from ...what_if import difference
from ..shared.forgotten import forget, forget_history, forget_versions


class ConcurrencyCase(BaseCase):
    """A program with a budget, two distributors and their claims, all committed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.transaction() as env:
            self.program = env["becs.program"].create(
                {
                    "name": "Concurrent",
                    "code": "CONCURRENT",
                    "state": "approved",
                    "date_start": date(2024, 1, 1),
                    "budget_amount": 2000,
                    "line_ids": [
                        Command.create(
                            {
                                "applied_on": "all",
                                "authorized_price": 80,
                                "agreed_book_price": 100,
                            }
                        )
                    ],
                }
            )
            self.product = env["product.product"].create(
                {"name": "Concurrent", "default_code": "CONCURRENT"}
            )
            self.partners = env["res.partner"].create(
                [{"name": f"Concurrent {n}", "is_company": True} for n in range(2)]
            )
            self.claims = []
        self.addCleanup(self.remove_all)

    @contextmanager
    def transaction(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def make_claims(self, *lines, partner_ids=None):
        """One filed claim per distributor, both with these lines."""
        with self.transaction() as env:
            for partner_id in partner_ids or self.partners.ids:
                claim = env["becs.claim"].create(
                    {"partner_id": partner_id, "date_submitted": date(2024, 3, 31)}
                )
                env["becs.claim.line"].create(
                    [
                        {
                            "claim_id": claim.id,
                            "sequence": number,
                            "authorization_ref": "CONCURRENT",
                            "product_ref": "CONCURRENT",
                            "pos_document": f"{claim.id}-{number}",
                            "date_ship": date(2024, 3, 10),
                            "amount_stated": 200,
                            "quantity": 10,
                            **line,
                        }
                        for number, line in enumerate(lines)
                    ]
                )
                claim.state = "submitted"
                self.claims.append(claim.id)

    def validate(self, claim_id, met):
        with self.transaction() as env:

            def work():
                env["becs.claim"].browse(claim_id).invalidate_recordset()
                engine.run(env, env["becs.claim"].browse(claim_id))

            retrying(work, env)
        met.append(claim_id)

    def validate_at_once(self):
        """Validate the last two claims; both began before the first of them wrote."""
        barrier = threading.Barrier(2, timeout=30)
        seen, done, attempts = set(), [], []
        take = Pipeline.take

        def meet(step, run):
            take(step, run)
            if step is VALIDATE.steps[0]:
                attempts.append(run.claims.id)
                if threading.get_ident() not in seen:
                    seen.add(threading.get_ident())
                    barrier.wait()

        with (
            patch.object(Pipeline, "take", staticmethod(meet)),
            mute_logger("odoo.sql_db", "odoo.service.model"),
        ):
            threads = [
                threading.Thread(target=self.validate, args=(claim_id, done))
                for claim_id in self.claims[-2:]
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        self.assertEqual(sorted(done), self.claims[-2:])
        self.assertGreater(len(attempts), 2, "one of them had to begin again")

    def remove_all(self):
        with self.transaction() as env:
            templates = self.product.with_env(env).product_tmpl_id.ids
            programs, claims = self.program.with_env(env), self.claims
            env["becs.claim"].browse(claims).message_ids.unlink()
            programs.message_ids.unlink()
            forget_history(env, claims)
            forget_versions(env, programs.ids)
            forget(
                env,
                ("becs_claim", "id", claims),
                ("becs_program", "id", programs.ids),
                ("becs_lock", "partner_id", self.partners.ids),
                ("product_product", "id", self.product.ids),
                ("product_template", "id", templates),
                ("res_partner", "id", self.partners.ids),
            )
            env.cr.execute("DELETE FROM becs_lock WHERE partner_id IS NULL")


@tagged("post_install", "-at_install")
class TestValidationConcurrency(ConcurrencyCase):
    """Claims that are validated at once."""

    def test_cap_is_never_passed(self):
        for _ in range(3):
            with self.transaction() as env:
                program = self.program.with_env(env)
                program.budget_amount += 2000 if self.claims else 0
            self.make_claims(*[{}] * 7)
            self.validate_at_once()
            with self.transaction() as env:
                program = self.program.with_env(env)
                self.assertEqual(program.amount_approved, program.budget_amount)
                lines = env["becs.claim"].browse(self.claims).line_ids
                self.assertNotIn("pending", lines.mapped("state"))
                self.assertEqual(
                    sum(lines.mapped("amount_approved")), program.budget_amount
                )
                counted = program.amount_approved, program.amount_claimed
                drawdown.recount(env, program)
                self.assertEqual(
                    (program.amount_approved, program.amount_claimed), counted
                )

    def test_one_sale_in_two_claims_of_one_distributor(self):
        self.make_claims(
            {"pos_document": "SAME"}, partner_ids=[self.partners[0].id] * 2
        )
        self.validate_at_once()
        self.assert_one_is_paid()

    def test_one_piece_in_claims_of_two_distributors(self):
        with self.transaction() as env:
            other = self.program.with_env(env).copy({"code": "CONCURRENT2"})
            other.state = "approved"
            self.program |= other
        self.make_claims({"serial_numbers": "S-CONCURRENT"})
        with self.transaction() as env:  # so that only the number is shared
            env.cr.execute(
                "UPDATE becs_claim_line SET authorization_ref = %s WHERE claim_id = %s",
                ["CONCURRENT2", self.claims[1]],
            )
        self.validate_at_once()
        self.assert_one_is_paid()

    def assert_one_is_paid(self):
        with self.transaction() as env:
            states = env["becs.claim"].browse(self.claims).line_ids.mapped("state")
            self.assertEqual(sorted(states), ["approved", "rejected"])

    def test_a_what_if_is_seen_by_nobody(self):
        self.make_claims({}, {})
        for claim_id in self.claims:
            self.validate(claim_id, [])
        seen = {}

        def look(_env):
            with self.transaction() as env:
                claims = env["becs.claim"].browse(self.claims)
                program = self.program.with_env(env)
                seen.update(
                    program=(program.budget_amount, program.amount_approved),
                    drawn=claims.mapped("is_drawn"),
                    states=claims.line_ids.mapped("state"),
                )
            return []

        with self.transaction() as env, patch.object(difference, "figures", look):
            what_if = env["becs.what.if"].create(
                {
                    "scope": "claims",
                    "claim_ids": [Command.set(self.claims)],
                    "change_ids": [
                        Command.create({"what": "budget_amount", "value": 100})
                    ],
                }
            )
            what_if.action_run()
            self.assertEqual(len(what_if.line_ids), 4)
            # the locks went with the sandbox: others validate before this is committed
            with self.transaction() as other:
                other.cr.execute("SET LOCAL lock_timeout = '5s'")
                engine.run(other, other["becs.claim"].browse(self.claims))
            what_if.unlink()
        self.assertEqual(seen["program"], (2000, 800))
        self.assertEqual(set(seen["drawn"]), {True})
        self.assertEqual(set(seen["states"]), {"approved"})
