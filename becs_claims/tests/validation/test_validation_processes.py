"""Two processes validate claims at the same time, again and again, on real connections.

Each round, two claims draw on one program and one stock, and claim one sale or one
piece twice. What is committed is removed in the end.
"""

import multiprocessing
import time
import traceback
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api, sql_db
from odoo.modules.registry import Registry
from odoo.service import model
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from ...validation.programs import drawdown
from ..shared import rounds
from ..shared.forgotten import forget, forget_history, forget_versions

ROUNDS = rounds.rounds(100)
#: Rounds that sell the same product.
OF_PRODUCT = 10
#: Of 50 units that each round claims once, and 10 it claims a second time.
CAP = 35
#: Units bought of each product, in layers of 30: some sales go beyond them.
BOUGHT = 450


@contextmanager
def transaction():
    with Registry(get_db_name()).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})


def serve(pipe):
    """In a process of its own: validate the claims that come through the pipe.

    Sends back how often it had to begin again, or what went wrong.
    """
    sql_db._Pool = None  # the parent's connections are not for two
    Registry(get_db_name())._db = sql_db.db_connect(get_db_name())
    sleep = time.sleep
    with (
        mute_logger("odoo.sql_db", "odoo.service.model"),
        # it waits for seconds, which says nothing about who draws on what
        patch.object(model.time, "sleep", lambda seconds: sleep(seconds / 100)),
    ):
        while claim_id := pipe.recv():
            try:
                pipe.send(validate(claim_id))
            except Exception:
                pipe.send(traceback.format_exc())


def validate(claim_id):
    tries = []
    with transaction() as env:

        def work():
            tries.append(claim_id)
            env["becs.claim"].browse(claim_id).action_validate()

        model.retrying(work, env)
    return len(tries) - 1


class ProcessCase(BaseCase):
    """Pairs of claims, ``self.claims``, that two processes validate at once."""

    def setUp(self):
        super().setUp()
        self.remove_all()
        self.addCleanup(self.remove_all)

    def remove_all(self):
        """Also what a run of this test left that was stopped in the middle."""
        with transaction() as env:
            partners = env["res.partner"].search([("name", "=like", "Processes _")])
            products = env["product.product"].search(
                [("default_code", "=like", "PROCESSES%")]
            )
            programs = env["becs.program"].search([("code", "=like", "PROCESSES%")])
            claims = env["becs.claim"].search([("partner_id", "in", partners.ids)])
            templates = products.product_tmpl_id.ids
            (claims.message_ids | programs.message_ids).unlink()
            forget_history(env, claims.ids)
            forget_versions(env, programs.ids)
            forget(
                env,
                ("becs_claim", "id", claims.ids),
                ("becs_program", "id", programs.ids),
                ("becs_layer_use", "product_id", products.ids),
                ("becs_stock_adjustment", "product_id", products.ids),
                ("becs_lock", "partner_id", partners.ids),
                ("product_product", "id", products.ids),
                ("product_template", "id", templates),
                ("res_partner", "id", partners.ids),
            )
            env.cr.execute("DELETE FROM becs_lock WHERE partner_id IS NULL")

    def validate_all(self):
        """Let two processes validate the two claims of each round at the same time.

        :return: in how many rounds one of them had to begin again
        """
        context = multiprocessing.get_context("fork")
        pipes, processes = [], []
        for _ in range(2):
            ours, theirs = context.Pipe()
            process = context.Process(target=serve, args=(theirs,), daemon=True)
            process.start()
            pipes.append(ours)
            processes.append(process)
        repeated = 0
        for pair in self.claims:
            for pipe, claim_id in zip(pipes, pair, strict=True):
                pipe.send(claim_id)
            answers = []
            for pipe in pipes:
                self.assertTrue(pipe.poll(60), "one of them never ended")
                answers.append(pipe.recv())
            for answer in answers:
                self.assertIsInstance(answer, int, answer)
            repeated += any(answers)
        for pipe in pipes:
            pipe.send(None)
        for process in processes:
            process.join(10)
            self.assertEqual(process.exitcode, 0)
        return repeated


@tagged("post_install", "-at_install")
class TestValidationProcesses(ProcessCase):
    def setUp(self):
        super().setUp()
        with transaction() as env:
            self.partners = env["res.partner"].create(
                [{"name": f"Processes {n}", "is_company": True} for n in range(2)]
            )
            self.partners[1].becs_stock_partner_id = self.partners[0]
            self.products = env["product.product"].create(
                [
                    {"name": f"Processes {n}", "default_code": f"PROCESSES{n}"}
                    for n in range(ROUNDS // OF_PRODUCT)
                ]
            )
            self.layers = env["becs.stock.adjustment"].create(
                [
                    {
                        "partner_id": self.partners[0].id,
                        "product_id": product.id,
                        "date": date(2024, 1, 1 + number),
                        "kind": "correction",
                        "quantity": 30,
                        "unit_price": 100 + number,
                    }
                    for product in self.products
                    for number in range(BOUGHT // 30)
                ]
            )
            self.programs = env["becs.program"].create(
                [self.program(number) for number in range(ROUNDS)]
            )
            self.claims = [self.make_claims(env, number) for number in range(ROUNDS)]

    def program(self, number):
        return {
            "name": "Processes",
            "code": f"PROCESSES{number}",
            "state": "approved",
            "date_start": date(2024, 1, 1),
            "into_stock_source": "fifo",
            "line_ids": [
                Command.create(
                    {
                        "applied_on": "all",
                        "authorized_price": 80,
                        "max_quantity": CAP,
                    }
                )
            ],
        }

    def make_claims(self, env, number):
        """Two claims: of one distributor with one sale in both, or of two distributors
        that buy together with one piece in both.
        """
        one, other = self.partners.ids
        twice = {"pos_document": f"SAME{number}"}
        if number % 2:
            twice = {"serial_numbers": f"PROCESSES{number}"}
        claims = env["becs.claim"].create(
            [
                {"partner_id": partner_id, "date_submitted": date(2024, 3, 31)}
                for partner_id in (one, other if number % 2 else one)
            ]
        )
        env["becs.claim.line"].create(
            [
                {
                    "claim_id": claim.id,
                    "sequence": sequence,
                    "authorization_ref": f"PROCESSES{number}",
                    "product_ref": f"PROCESSES{number // OF_PRODUCT}",
                    "pos_document": f"{claim.id}-{sequence}",
                    "date_ship": date(2024, 3, 10 + sequence),
                    "amount_stated": 150,
                    "quantity": 10,
                    **(twice if sequence == 0 else {}),
                }
                for claim in claims
                for sequence in range(3)
            ]
        )
        claims.action_submit()
        return claims.ids

    def test_nothing_is_passed_lost_or_paid_twice(self):
        repeated = self.validate_all()
        self.assertGreater(repeated, ROUNDS // 5, "they hardly ever met")
        with transaction() as env:
            for program, pair in zip(
                self.programs.with_env(env), self.claims, strict=True
            ):
                self.check_round(env, program, env["becs.claim"].browse(pair))
            self.check_counters(env)
            self.check_layers(env)

    def check_round(self, env, program, claims):
        lines = claims.line_ids
        self.assertEqual(claims.mapped("state"), ["validated"] * 2)
        self.assertEqual(len(lines), 6)
        self.assertNotIn("pending", lines.mapped("state"))
        # 50 units are claimed once, and each is paid or cut, the second time rejected
        self.assertEqual(sum(lines.mapped("quantity_approved")), CAP)
        self.assertEqual(program.line_ids.quantity_approved, CAP)
        twice = lines.filtered(lambda line: line.sequence == 0)
        codes = [set(line.finding_ids.mapped("code")) for line in twice]
        found = {"duplicate_line", "serial_already_claimed"}
        self.assertEqual(sum(bool(code & found) for code in codes), 1)
        self.assertEqual(
            sum(lines.mapped("amount_claimed")), sum(claims.mapped("amount_claimed"))
        )
        self.assertEqual(
            sum(lines.mapped("amount_approved")), sum(claims.mapped("amount_approved"))
        )

    def check_counters(self, env):
        """The counters are what counting again gives."""
        names = ("amount_approved", "amount_claimed", "amount_held")
        programs = self.programs.with_env(env)
        counted = [programs.mapped(name) for name in names]
        drawdown.recount(env, programs)
        env.invalidate_all()
        self.assertEqual([programs.mapped(name) for name in names], counted)

    def check_layers(self, env):
        """Every sale uses its units, no unit twice, none that was not bought."""
        uses = env["becs.layer.use"].search([("product_id", "in", self.products.ids)])
        sold = env["becs.claim.line"].search(
            [("product_id", "in", self.products.ids), ("counts_as_sold", "=", True)]
        )
        self.assertEqual(len(sold), 5 * ROUNDS)
        self.assertEqual(uses.claim_line_id, sold)
        for _line, own in uses.grouped("claim_line_id").items():
            self.assertEqual(sum(own.mapped("quantity")), 10)
        spans = uses.filtered(lambda use: not use.is_beyond).grouped("adjustment_id")
        self.assertEqual(len(spans), len(self.layers))
        for layer, own in spans.items():
            end = 0
            for use in own.sorted("start"):
                self.assertEqual(use.start, end, "no unit twice, and none left out")
                end += use.quantity
            self.assertEqual(end, layer.quantity)
