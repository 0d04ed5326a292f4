"""Claimed sales compared with reported ones."""

from datetime import date

from odoo.tests import tagged

from ..shared.validation_common import ValidationCase


@tagged("post_install", "-at_install")
class TestReported(ValidationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.distributor.becs_pos_since = date(2024, 3, 1)

    def report(self, *lines, **values):
        return self.env["becs.pos.line"].create(
            [
                {
                    "company_id": self.company.id,
                    "partner_id": self.distributor.id,
                    "document": "INV1",
                    "date": date(2024, 3, 10),
                    "product_id": self.product.id,
                    "quantity": 10,
                    "currency_id": self.eur.id,
                    **line,
                    **values,
                }
                for line in lines
            ]
        )

    def test_no_point_of_sale_record(self):
        self.report({"document": "INV2"}, {"document": "INV1", "quantity": -10})
        [line] = self.validate({"pos_document": "INV1", "amount_stated": 200})
        self.assertState(line, "review", 200, "no_point_of_sale_record")
        self.assertFalse(line.pos_line_id)

    def test_only_from_the_day_it_reports(self):
        lines = self.validate(
            {"amount_stated": 200, "date_ship": date(2024, 2, 29)},
            {"amount_stated": 200, "date_ship": date(2024, 3, 1)},
        )
        self.assertState(lines[0], "approved", 200)
        self.assertState(lines[1], "review", 200, "no_point_of_sale_record")

    def test_matched_by_document_line(self):
        pos = self.report({"line_ref": "1", "quantity": 4}, {"line_ref": " 2 "})
        lines = self.validate(
            {"pos_document": " inv1 ", "pos_line_ref": "2", "amount_stated": 200},
            {"pos_document": "INV1", "pos_line_ref": "1", "quantity": 4},
            {"pos_document": "INV1", "pos_line_ref": "3", "amount_stated": 200},
        )
        self.assertEqual(self.codes(lines[0]), [])
        self.assertEqual(lines[0].pos_line_id, pos[1])
        self.assertEqual(lines[1].pos_line_id, pos[0])
        self.assertEqual(self.codes(lines[1]), [])
        self.assertEqual(self.codes(lines[2]), ["no_point_of_sale_record"])

    def test_matched_with_the_sum_of_the_document(self):
        self.report({"line_ref": "1", "quantity": 4}, {"line_ref": "2", "quantity": 5})
        lines = self.validate(
            {"pos_document": "INV1", "quantity": 9, "amount_stated": 180},
            {"pos_document": "INV2", "amount_stated": 200},
        )
        self.assertState(lines[0], "approved", 180)
        self.report({"document": "INV3", "quantity": 9})
        [line] = self.validate(
            {"pos_document": "INV3", "pos_line_ref": "7", "amount_stated": 200}
        )
        self.assertState(line, "review", 200, "point_of_sale_mismatch")
        finding = line.finding_ids
        self.assertEqual((finding.claimed_value, finding.expected_value), (10, 9))
        self.assertIn("10", finding.message)
        self.assertIn("9", finding.message)

    def test_resale_price(self):
        self.report(
            {"line_ref": "1", "quantity": 4, "resale_price": 90},
            {"line_ref": "2", "quantity": 6, "resale_price": 95},
        )
        sale = {"pos_document": "INV1", "amount_stated": 200}
        [line] = self.validate({**sale, "resale_price": 93.01})
        self.assertState(line, "approved", 200)
        line.claim_id.action_cancel()
        [line] = self.validate({**sale, "resale_price": 93.02})
        self.assertState(line, "review", 200, "point_of_sale_mismatch")
        finding = line.finding_ids
        self.assertEqual((finding.claimed_value, finding.expected_value), (93.02, 93))
        line.claim_id.action_cancel()
        [line] = self.validate(sale)
        self.assertState(line, "approved", 200)

    def test_resale_price_in_another_currency(self):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.usd.id,
                "company_id": self.company.id,
                "name": date(2024, 3, 1),
                "rate": 2,
            }
        )
        self.report({"resale_price": 186, "currency_id": self.usd.id})
        lines = self.validate(
            {"pos_document": "INV1", "amount_stated": 200, "resale_price": 93}
        )
        self.assertState(lines, "approved", 200)

    def test_other_company_and_distributor(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.report({"company_id": other.id}, {"partner_id": self.other.id})
        [line] = self.validate({"pos_document": "INV1", "amount_stated": 200})
        self.assertState(line, "review", 200, "no_point_of_sale_record")

    def test_revalidated_when_the_report_is_there(self):
        [line] = self.validate({"pos_document": "INV1", "amount_stated": 200})
        pos = self.report({})
        line.claim_id.action_validate()
        self.assertState(line, "approved", 200)
        self.assertEqual(line.pos_line_id, pos)
