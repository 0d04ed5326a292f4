"""Two processes take back from the same sales at the same time, on real connections."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from ...validation.programs import drawdown
from ..shared import rounds
from .test_validation_processes import ProcessCase, transaction

ROUNDS = rounds.rounds(40)
SOLD = 10
#: What each of two claims brings back of every sale: one of them fits, both do not.
BACK = (6, 3)


@tagged("post_install", "-at_install")
class TestReturnsProcesses(ProcessCase):
    def setUp(self):
        super().setUp()
        with transaction() as env:
            self.partner = env["res.partner"].create(
                {"name": "Processes 0", "is_company": True}
            )
            self.product = env["product.product"].create(
                {"name": "Processes", "default_code": "PROCESSES0"}
            )
            self.program = env["becs.program"].create(
                {
                    "name": "Processes",
                    "code": "PROCESSES0",
                    "state": "approved",
                    "date_start": date(2024, 1, 1),
                    "line_ids": [
                        Command.create(
                            {
                                "applied_on": "all",
                                "agreed_book_price": 100,
                                "authorized_price": 80,
                            }
                        )
                    ],
                }
            )
            sales = self.claim(
                env,
                date(2024, 3, 31),
                [
                    {"pos_document": f"SOLD{number}", "quantity": SOLD}
                    for number in range(ROUNDS)
                ],
            )
            sales.action_validate()
            self.sales = sales.line_ids
            self.claims = [
                [self.returns(env, number, half) for half in range(2)]
                for number in range(ROUNDS)
            ]

    def claim(self, env, filed, lines):
        claim = env["becs.claim"].create(
            {
                "partner_id": self.partner.id,
                "date_submitted": filed,
                "basis": "calculated",
            }
        )
        env["becs.claim.line"].create(
            [
                {
                    "claim_id": claim.id,
                    "sequence": number,
                    "authorization_ref": "PROCESSES0",
                    "product_ref": "PROCESSES0",
                    "date_ship": date(2024, 3, 10),
                    **line,
                }
                for number, line in enumerate(lines)
            ]
        )
        claim.action_submit()
        return claim

    def returns(self, env, number, half):
        lines = [
            {
                "transaction_type": "return",
                "pos_document": f"BACK{number}-{half}-{quantity}",
                "origin_document": f"SOLD{number}",
                "quantity": quantity,
            }
            for quantity in BACK
        ]
        return self.claim(env, date(2024, 4, 30), lines).id

    def test_no_unit_is_taken_back_twice(self):
        repeated = self.validate_all()
        self.assertGreater(repeated, ROUNDS // 5, "they hardly ever met")
        with transaction() as env:
            for sale, pair in zip(self.sales.with_env(env), self.claims, strict=True):
                self.check_round(env, sale, env["becs.claim"].browse(pair))
            self.check_counters(env)

    def check_round(self, env, sale, claims):
        self.assertEqual(sale.amount_approved, 200)
        self.assertEqual(claims.mapped("state"), ["validated"] * 2)
        lines = claims.line_ids.sorted(lambda line: line.quantity_approved)
        self.assertEqual(len(lines), 2 * len(BACK))
        # who came first took back all it asked for, what the other asks for waits
        self.assertEqual(
            lines.mapped(lambda line: (line.state, line.quantity_approved)),
            [("review", 1), ("review", 1), ("approved", 3), ("approved", 6)],
        )
        self.assertEqual(len(lines[2:].claim_id), 1)
        taken = lines[2:].return_use_ids
        self.assertEqual(taken.sale_line_id, sale)
        self.assertEqual(sum(taken.mapped("quantity")), sum(BACK))
        self.assertEqual(sum(taken.mapped("amount")), 180)
        self.assertEqual(sum(claims.mapped("amount_approved")), -180)

    def check_counters(self, env):
        program = self.program.with_env(env)
        counted = (program.amount_approved, program.line_ids.quantity_approved)
        self.assertEqual(counted, (ROUNDS * 20, ROUNDS))
        drawdown.recount(env, program)
        env.invalidate_all()
        self.assertEqual(
            (program.amount_approved, program.line_ids.quantity_approved), counted
        )
