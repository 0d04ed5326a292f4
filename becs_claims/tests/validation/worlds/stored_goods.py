"""Purchases and reports of a random story in the database.

Invoices are copies of one that was posted, written by SQL: thousands of them would take
too long to post.
"""

import json

from odoo.fields import Command
from odoo.tools import SQL

from ..reference import Adjustment, InvoiceLine, PosLine


def number(value):
    return float(value)


class StoredGoods:
    """Stores what distributors bought, corrected and reported."""

    def __init__(self, env, catalogue):
        self.env, self.catalogue = env, catalogue
        self.templates = {}
        for company in catalogue.catalogue.companies:
            self.templates[company] = self._invoice(catalogue[company])
        self.numbers = 0

    def _invoice(self, company):
        """A posted invoice of a company to copy."""
        env = self.env(context={**self.env.context, "allowed_company_ids": company.ids})
        journal = env["account.journal"].create(
            {
                "name": "RW Sales",
                "code": "RWS",
                "type": "sale",
                "company_id": company.id,
            }
        )
        income, receivable = env["account.account"].create(
            [
                {
                    "name": name,
                    "code": code,
                    "account_type": kind,
                    "company_ids": [Command.set(company.ids)],
                }
                for name, code, kind in (
                    ("RW Income", "RWI", "income"),
                    ("RW Receivable", "RWR", "asset_receivable"),
                )
            ]
        )
        journal.default_account_id = income
        partner = env["res.partner"].create({"name": "RW Nobody's"})
        partner.property_account_receivable_id = receivable
        product = self.catalogue[self.catalogue.catalogue.products[0]]
        move = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "company_id": company.id,
                "journal_id": journal.id,
                "invoice_date": "2025-01-01",
                "currency_id": company.currency_id.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "quantity": 1,
                            "price_unit": 1,
                            "account_id": income.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        move.action_post()
        return move

    def store(self, things):
        """Store them and return {thing: record}."""
        stored = {}
        for thing in things:
            if isinstance(thing, InvoiceLine):
                stored[thing] = self._store_invoice(thing)
        for model, kind, values in (
            ("becs.stock.adjustment", Adjustment, self._adjustment),
            ("becs.pos.line", PosLine, self._pos_line),
        ):
            ours = [thing for thing in things if isinstance(thing, kind)]
            records = self.env[model].create([values(thing) for thing in ours])
            stored.update(zip(ours, records, strict=True))
        return stored

    def _store_invoice(self, line):
        template = self.templates[line.company]
        catalogue = self.catalogue
        product = catalogue[line.product]
        self.numbers += 1
        partner = catalogue[line.partner]
        subtotal = line.price * line.quantity
        [[move_id]] = self._copy(
            "account_move",
            template.id,
            {
                "name": f"RW/{self.numbers}",
                "sequence_number": self.numbers,
                "move_type": "out_refund" if line.returned else "out_invoice",
                "partner_id": partner.id,
                "commercial_partner_id": partner.commercial_partner_id.id,
                "invoice_date": str(line.date),
                "date": str(line.date),
                "currency_id": catalogue[line.currency].id,
            },
        )
        [[line_id]] = self._copy(
            "account_move_line",
            template.invoice_line_ids.id,
            {
                "move_id": move_id,
                "product_id": product.id,
                "product_uom_id": product.uom_id.id,
                "partner_id": partner.commercial_partner_id.id,
                "date": str(line.date),
                "invoice_date": str(line.date),
                "currency_id": catalogue[line.currency].id,
                "quantity": str(line.quantity),
                "price_unit": str(line.price),
                "price_subtotal": str(subtotal),
                "price_total": str(subtotal),
                "becs_goods_returned": line.returned,
            },
        )
        return self.env["account.move.line"].browse(line_id)

    def _copy(self, table, record_id, values):
        return self.env.execute_query(
            SQL(
                """
                INSERT INTO %(table)s
                SELECT (jsonb_populate_record(t, %(values)s::jsonb
                            || jsonb_build_object('id', nextval(%(sequence)s)))).*
                  FROM %(table)s t WHERE id = %(id)s
                RETURNING id
                """,
                table=SQL.identifier(table),
                values=json.dumps(values),
                sequence=f"{table}_id_seq",
                id=record_id,
            )
        )

    def _adjustment(self, row):
        return {
            "company_id": self.catalogue[row.company].id,
            "partner_id": self.catalogue[row.partner].id,
            "product_id": self.catalogue[row.product].id,
            "date": row.date,
            "kind": row.kind,
            "quantity": number(row.quantity),
            "unit_price": number(row.price),
            "currency_id": self.catalogue[row.currency].id,
        }

    def _pos_line(self, row):
        return {
            "company_id": self.catalogue[row.company].id,
            "partner_id": self.catalogue[row.partner].id,
            "product_id": self.catalogue[row.product].id,
            "document": row.document,
            "line_ref": row.line_ref or False,
            "date": row.date,
            "quantity": number(row.quantity),
            "resale_price": number(row.resale_price),
            "currency_id": self.catalogue[row.currency].id,
        }
