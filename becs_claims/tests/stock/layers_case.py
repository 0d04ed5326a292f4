"""Purchases, reports and adjustments of a distributor, written in few words."""

from datetime import date

from odoo import Command

from ..shared.validation_common import ValidationCase


def day(text):
    """A day of 2024 from month and day: ``day("03-10")``."""
    return date.fromisoformat(f"2024-{text}")


class LayersCase(ValidationCase):
    """The program takes its into-stock price from layers, first in first out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.into_stock_source = "fifo"
        cls.journal = cls.env["account.journal"].create(
            {
                "name": "Sales",
                "code": "BSAL",
                "type": "sale",
                "company_id": cls.company.id,
            }
        )
        cls.income, cls.receivable = cls.env["account.account"].create(
            [
                {
                    "name": name,
                    "code": code,
                    "account_type": kind,
                    "company_ids": [Command.set(cls.company.ids)],
                }
                for name, code, kind in (
                    ("Income", "BINC", "income"),
                    ("Receivable", "BREC", "asset_receivable"),
                )
            ]
        )
        cls.journal.default_account_id = cls.income

    @classmethod
    def invoice(
        cls, when, *lines, partner=None, kind="out_invoice", post=True, **values
    ):
        """A posted customer invoice; lines are (quantity, price) or dicts.

        :return: its product lines
        """
        partner = partner or cls.distributor
        partner.with_company(
            cls.company
        ).property_account_receivable_id = cls.receivable
        rows = [
            line
            if isinstance(line, dict)
            else {"quantity": line[0], "price_unit": line[1]}
            for line in lines
        ]
        move = cls.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "journal_id": cls.journal.id,
                "invoice_date": day(when) if isinstance(when, str) else when,
                "currency_id": cls.eur.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "account_id": cls.income.id,
                            "tax_ids": [Command.clear()],
                            **row,
                        }
                    )
                    for row in rows
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move.invoice_line_ids

    @classmethod
    def adjust(cls, when, kind, quantity, price=0, **values):
        return cls.env["becs.stock.adjustment"].create(
            {
                "company_id": cls.company.id,
                "partner_id": cls.distributor.id,
                "product_id": cls.product.id,
                "date": day(when) if isinstance(when, str) else when,
                "kind": kind,
                "quantity": quantity,
                "unit_price": price,
                "currency_id": cls.eur.id,
                **values,
            }
        )

    @classmethod
    def back(cls, when, quantity, **values):
        """Goods that came back."""
        return cls.invoice(
            when,
            {"quantity": quantity, "price_unit": 1, "becs_goods_returned": True},
            kind="out_refund",
            **values,
        )

    @classmethod
    def report(cls, when, quantity, document="INV1", **values):
        return cls.env["becs.pos.line"].create(
            {
                "company_id": cls.company.id,
                "partner_id": cls.distributor.id,
                "document": document,
                "date": day(when),
                "product_id": cls.product.id,
                "quantity": quantity,
                "currency_id": cls.eur.id,
                **values,
            }
        )

    def sell(self, *sales, **values):
        """Validate one claim of sales (ship date, quantity, more values of the line).

        :return: its lines in order
        """
        return self.validate(
            *(
                {"date_ship": day(when), "quantity": quantity, **more}
                for when, quantity, more in (
                    (*sale, {}) if len(sale) == 2 else sale for sale in sales
                )
            ),
            **{"basis": "calculated", **values},
        )

    def uses(self, record):
        """(units, price) of what a claim line or reported line uses, in order."""
        name = "pos_line_id" if record._name == "becs.pos.line" else "claim_line_id"
        found = self.env["becs.layer.use"].search([(name, "=", record.id)], order="id")
        return [
            (use.quantity, use.unit_price, "beyond")
            if use.is_beyond
            else (use.quantity, use.unit_price)
            for use in found
        ]

    def assertLayersHold(self):
        """No unit is used twice, and none that was never bought."""
        spans = {}
        for use in self.env["becs.layer.use"].search([("is_beyond", "=", False)]):
            source = use.move_line_id or use.adjustment_id
            self.assertLessEqual(use.start + use.quantity, source.quantity)
            spans.setdefault(source, []).append((use.start, use.start + use.quantity))
        for taken in spans.values():
            taken.sort()
            for (_first, last), (first, _last) in zip(taken, taken[1:], strict=False):
                self.assertLessEqual(last, first)
