"""Screens show as read-only what the gate closes to the user, on this record."""

from lxml import etree

from odoo.tests import Form, tagged

from .every_model_case import KEEPER, EveryModelCase
from .world import ROLES

FIELD = "becs_closed_fields"
ALWAYS = ("1", "True")


@tagged("post_install", "-at_install")
class TestClosedFields(EveryModelCase):
    def models(self):
        return {sample.record._name for sample in self.samples} - {"product.product"}

    def test_every_record_answers_for_each_role(self):
        answered = 0
        for sample in self.samples:
            record = sample.record
            if record._name not in self.models():
                continue
            names = set(filter(record._is_guarded, record._fields))
            for role in (*ROLES, KEEPER):
                user_record = record.with_user(self.people[role])
                if not user_record.has_access("read"):
                    continue
                for one, stored in (
                    (user_record, user_record),
                    (user_record.new({}), user_record.browse()),
                    (user_record.new({}, origin=user_record), user_record),
                ):
                    with self.subTest(model=record._name, role=role, record=one):
                        closed = stored._closed_fields(names)
                        self.assertEqual(set(one[FIELD] or []), closed)
                        answered += 1
        self.assertGreater(answered, 200)

    def test_every_screen_asks(self):
        """Each field that a form, or a list to write in, offers for writing."""
        asked = 0
        for name in self.models():
            model = self.env[name]
            for view in self.env["ir.ui.view"].search(
                [
                    ("model", "=", name),
                    ("type", "in", ("form", "list")),
                    ("mode", "=", "primary"),
                ]
            ):
                found = model.get_view(view.id, view.type)
                with self.subTest(view=view.xml_id):
                    asked += self.ask(model, etree.fromstring(found["arch"]))
        self.assertGreater(asked, 300)

    def ask(self, model, arch):
        """Look through a view and those within; how many fields ask."""
        nodes = [
            node
            for node in arch.iter("field")
            if next(node.iterancestors("field", "groupby"), None)
            is next(arch.iterancestors("field", "groupby"), None)
        ]
        asked = 0
        for node in nodes:
            field = model._fields[node.get("name")]
            for view in node.iterchildren("form", "list"):
                if FIELD in self.env[field.comodel_name]._fields:
                    asked += self.ask(self.env[field.comodel_name], view)
            if field.name == FIELD or not model._is_guarded(field.name):
                continue
            given = node.get("readonly") or str(field.readonly)
            writes = arch.tag == "form" or arch.get("editable")
            if writes and given not in ALWAYS:
                self.assertIn(f"'{field.name}' in ({FIELD} or [])", given)
                self.assertIn(FIELD, [one.get("name") for one in nodes])
                asked += 1
        return asked

    def form(self, role, record):
        return Form(self.as_(role, record))

    def test_contact_page(self):
        manager = self.env.ref("base.group_partner_manager")
        reads = self.env.ref("account.group_account_readonly")
        for role in ("viewer", "analyst"):
            self.people[role].group_ids += manager | reads
        form = self.form("viewer", self.distributor)
        form.name = "Renamed"
        for name, value in (
            ("becs_pay_policy", "hold_claim"),
            ("is_becs_distributor", False),
            ("becs_portal_role", "submit"),
        ):
            with self.assertRaisesRegex(AssertionError, "readonly"):
                form[name] = value
        form.save()
        self.assertEqual(self.distributor.name, "Renamed")
        form = self.form("analyst", self.distributor)
        form.becs_pay_policy = "hold_claim"
        form.save()
        self.assertEqual(self.distributor.becs_pay_policy, "hold_claim")

    def test_product_page(self):
        manager = self.env.ref("product.group_product_manager")
        for role in ("viewer", "analyst"):
            self.people[role].group_ids += manager
        for product in (self.product.product_tmpl_id, self.product):
            form = self.form("viewer", product)
            with self.assertRaisesRegex(AssertionError, "readonly"):
                form.becs_eligible = not product.becs_eligible
            form = self.form("analyst", product)
            form.becs_eligible = not product.becs_eligible
            form.save()

    def test_filing_date(self):
        """It is entered by an approver, on a draft."""
        with self.assertRaisesRegex(AssertionError, "readonly"):
            self.form("analyst", self.env["becs.claim"]).date_submitted = "2024-01-05"
        form = self.form("approver", self.env["becs.claim"])
        form.partner_id = self.distributor
        form.date_submitted = "2024-01-05"
        claim = form.save()
        claim.sudo().state = "submitted"
        with self.assertRaisesRegex(AssertionError, "readonly"):
            self.form("approver", claim).date_submitted = "2024-01-06"

    def test_terms_of_a_refused_program(self):
        program = self.sample("becs.program").record
        self.form("analyst", program).claim_window_days = 5
        program.sudo().state = "refused"
        with self.assertRaisesRegex(AssertionError, "readonly"):
            self.form("analyst", program).claim_window_days = 5
        form = self.form("approver", program)
        form.claim_window_days = 5
        form.save()
        self.assertEqual(program.claim_window_days, 5)

    def test_an_added_field_is_closed_on_screens_too(self):
        """A field is shown as read-only until the gate names it."""
        Program = self.registry["becs.program"]
        named = Program._writable_fields

        def without_note(records):
            return named(records) - {"note"}

        self.patch(Program, "_writable_fields", without_note)
        program = self.sample("becs.program").record
        with self.assertRaisesRegex(AssertionError, "readonly"):
            self.form("analyst", program).note = "x"
