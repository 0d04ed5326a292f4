from decimal import Decimal

from odoo.fields import Command
from odoo.tests import new_test_user

from .accounting_case import AccountingCase


class SettlementCommon(AccountingCase):
    """Approved claims as a validation leaves them, without running one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the same statements on machines that can print and on those that cannot
        cls.classPatch(
            cls.registry["ir.actions.report"],
            "get_wkhtmltopdf_state",
            lambda self: "install",
        )
        cls.company = cls.env.company
        cls.company.becs_background_lines = 0
        cls.company.becs_four_eyes = False  # one person goes through all of it
        cls.accountant = new_test_user(
            cls.env,
            "becs_settlement_accountant",
            "base.group_user,becs_claims.group_accountant",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.product = cls.env.ref("becs_claims.product_back_end_credit")
        cls.distributor = cls.make_distributor("Distributor One")
        cls.program = cls.make_program("SD-1")
        cls.other_program = cls.make_program("SD-2")

    @classmethod
    def make_distributor(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "is_becs_distributor": True} | values
        )

    @classmethod
    def make_program(cls, code, **values):
        return cls.env["becs.program"].create({"name": code, "code": code} | values)

    @classmethod
    def make_claim(cls, lines, partner=None, state="approved", **values):
        """An approved claim.

        :param lines: dicts of columns of becs_claim_line; ``amount``, ``program`` and
            ``customer`` stand for amount_approved, program_id and end_customer_id
        """
        claim = cls.env["becs.claim"].create(
            {"partner_id": (partner or cls.distributor).id} | values
        )
        rows = [cls._line(claim, number, line) for number, line in enumerate(lines, 1)]
        cls.insert_lines(claim, rows)
        claim.sudo().write({"state": state})
        claim.flush_recordset()
        return claim

    @classmethod
    def _line(cls, claim, number, line):
        amount = Decimal(str(line.get("amount", 0)))
        program, customer = line.get("program"), line.get("customer")
        return {
            "sequence": number,
            "transaction_type": "return" if amount < 0 else "sale",
            "pos_document": f"D{number}",
            "quantity": 1,
            "quantity_approved": 1 if amount else 0,
            "state": line.get("state", "approved"),
            "decision": "automatic",
            "program_id": program.id if program else None,
            "amount_claimed": amount,
            "amount_approved": amount,
            "amount_program": Decimal(str(line.get("amount_program", max(amount, 0)))),
            "on_hold": line.get("on_hold", False),
            "end_customer_id": customer.id if customer else None,
        }

    @classmethod
    def insert_lines(cls, claim, rows):
        claim.flush_recordset()
        if rows:
            cls._insert_rows(claim, rows)
        cls.update_header(claim)

    @classmethod
    def _insert_rows(cls, claim, rows):
        common = {
            "claim_id": claim.id,
            "company_id": claim.company_id.id,
            "commercial_partner_id": claim.commercial_partner_id.id,
            "currency_id": claim.currency_id.id,
        }
        columns = [*common, *rows[0]]
        cls.env.cr.execute_values(
            f"INSERT INTO becs_claim_line ({', '.join(columns)}) VALUES %s",
            [[*common.values(), *row.values()] for row in rows],
            page_size=1000,
        )

    @classmethod
    def update_header(cls, claim):
        """What the validation writes on the claim."""
        cls.env.flush_all()
        cls.env.cr.execute(
            """
            UPDATE becs_claim claim
               SET line_count = l.lines, amount_claimed = l.claimed,
                   amount_approved = l.approved, review_count = l.review,
                   pending_count = l.pending, approved_count = l.decided
              FROM (SELECT count(*) AS lines,
                           COALESCE(sum(amount_claimed), 0) AS claimed,
                           COALESCE(sum(amount_approved) FILTER (
                               WHERE state IN ('approved', 'adjusted')), 0) AS approved,
                           count(*) FILTER (WHERE state = 'review') AS review,
                           count(*) FILTER (WHERE state = 'pending') AS pending,
                           count(*) FILTER (WHERE state = 'approved') AS decided
                      FROM becs_claim_line WHERE claim_id = %s) l
             WHERE claim.id = %s
            """,
            [claim.id, claim.id],
        )
        cls.env.invalidate_all()

    def run_claims(self, claims, user=None):
        return (
            self.env["becs.run"]
            .with_user(user or self.env.user)
            ._run_claims(claims.with_user(user or self.env.user))
        )

    def results(self, run):
        """{outcome: [(distributor, lines, amount, reason), …]} of a run."""
        found = {}
        for line in run.line_ids:
            found.setdefault(line.outcome, []).append(
                (line.partner_id.name, line.line_count, line.amount, line.reason or "")
            )
        return found

    def assert_proved(self, moves):
        """Every posted credit note is the sum of its claim lines, to the cent; what
        an invoice takes back counts below zero.
        """
        self.env.flush_all()
        for move in moves:
            lines = self.env["becs.claim.line"].search(
                [("credit_line_id", "in", move.line_ids.ids)]
            )
            total = sum(Decimal(str(line.amount_approved)) for line in lines)
            sign = -1 if move.move_type == "out_invoice" else 1
            self.assertEqual(sign * Decimal(str(move.amount_untaxed)), total)
