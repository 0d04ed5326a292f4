from odoo.fields import Command
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from .settlement_common import SettlementCommon

ROLES = ("viewer", "analyst", "approver", "accountant", "administrator")


@tagged("post_install", "-at_install")
class TestMoneyOverHttp(SettlementCommon, HttpCase):
    """Who matches credit notes and takes statements, asked the way a browser asks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {
            "company_id": cls.company.id,
            "company_ids": [Command.set(cls.company.ids)],
        }
        for role in ROLES:
            new_test_user(
                cls.env,
                f"money_{role}",
                f"base.group_user,becs_claims.group_{role}",
                **company,
            )
        new_test_user(cls.env, "money_employee", "base.group_user", **company)
        for login, partner in (
            ("money_clerk", cls.distributor),
            ("money_stranger", cls.make_distributor("Distributor Two")),
        ):
            cls.env["res.users"].with_context(no_reset_password=True).create(
                {
                    "login": login,
                    "password": login,
                    "partner_id": partner.id,
                    "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
                    **company,
                }
            )
        claim = cls.make_claim(
            [{"program": cls.program, "amount": 100}], reference="DN-78"
        )
        cls.env["becs.run"]._run_claims(claim)
        cls.note = claim.credit_note_ids  # 115 with tax
        cls.invoice = cls.init_invoice(
            "out_invoice", cls.distributor, "2026-07-01", True, amounts=[500], taxes=[]
        )

    def call(self, login, model, method, *args):
        self.authenticate(login, login)
        self.env.flush_all()
        with mute_logger("odoo.http"):
            result = self.make_jsonrpc_request(
                f"/web/dataset/call_kw/{model}/{method}",
                {
                    "model": model,
                    "method": method,
                    "args": args,
                    "kwargs": {"context": {"allowed_company_ids": self.company.ids}},
                },
            )
        self.env.invalidate_all()
        return result

    def refused(self, login, model, method, *args):
        with (
            self.subTest(login=login, model=model, method=method),
            self.assertRaisesRegex(JsonRpcException, "odoo.exceptions.AccessError"),
        ):
            self.call(login, model, method, *args)

    def test_only_accountants_match_a_deduction(self):
        values = {"move_id": self.note.id, "other_ids": [[6, 0, self.invoice.ids]]}
        for role in ("viewer", "analyst", "approver", "employee", "clerk", "stranger"):
            self.refused(f"money_{role}", "becs.deduction", "create", values)
            self.refused(f"money_{role}", "becs.deduction", "search_read", [])
        self.assertEqual(self.note.amount_residual, 115)
        wizard = self.call("money_accountant", "becs.deduction", "create", values)
        for role in ("analyst", "clerk"):
            self.refused(f"money_{role}", "becs.deduction", "action_match", [wizard])
        self.call("money_accountant", "becs.deduction", "action_match", [wizard])
        self.assertEqual(
            (self.note.amount_residual, self.invoice.amount_residual), (0, 385)
        )

    def test_the_statement_goes_to_who_reads_the_credit_note(self):
        [workbook] = self.note._becs_statements()
        url = f"/web/content/{workbook.id}?download=true"
        for role in ("accountant", "administrator"):
            action = self.call(
                f"money_{role}", "account.move", "action_becs_statement", self.note.ids
            )
            self.assertEqual(action["url"], url)
            response = self.url_open(url)
            self.assertEqual((response.status_code, response.content[:2]), (200, b"PK"))
        for role in ("employee", "stranger"):
            self.refused(
                f"money_{role}", "account.move", "action_becs_statement", self.note.ids
            )
            self.assertNotIn(b"PK", self.url_open(url).content[:2])
        self.authenticate(None, None)
        self.assertNotIn(b"PK", self.url_open(url).content[:2])
