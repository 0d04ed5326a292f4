from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..claim_line.resubmission_case import ResubmissionCase

ODD = ['O\'Neill "& Sons"', "100% Shop_", "\N{PILE OF POO} shop", "x" * 300, "a\\b%"]


class NamesCase(ResubmissionCase):
    """Lines that state codes and names nobody knows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pump = cls.new_product("PUMP-10", name="Pump")
        cls.bid = cls.new_program(
            "BID", program_type="bid", end_customer_ids=[Command.set(cls.customer.ids)]
        )

    def unknown_lines(self, *codes, **values):
        return self.validate(
            *({"product_ref": code, "amount_stated": 200} for code in codes), **values
        )

    def ask(self, records, **context):
        """The dialog that asks what the texts of records stand for."""
        self.env.flush_all()
        action = (
            records.with_user(self.analyst)
            .with_context(**context)
            .action_resolve_names()
        )
        return (
            self.env[action["res_model"]]
            .with_user(self.analyst)
            .browse(action["res_id"])
        )

    def aliases(self, model="becs.product.alias"):
        return self.env[model].search([("partner_id", "=", self.distributor.id)])


@tagged("post_install", "-at_install")
class TestNameResolution(NamesCase):
    """One text of a distributor is resolved by a person."""

    def test_product_is_remembered_and_revalidated(self):
        [line] = self.unknown_lines("pump 10")
        self.assertState(line, "rejected", 0, "product_unknown")
        dialog = self.ask(line)
        self.assertEqual(dialog.choice_ids[0].product_id, self.pump)
        with Form(dialog) as form:
            form.choice_id = dialog.choice_ids[0]
            self.assertEqual(form.product_id, self.pump)
            self.assertIn("Stored: “pump 10” of Distributor 0", form.remembered)
        action = dialog.action_apply()
        self.assertIn("customer: 1, in claims: 1", action["params"]["message"])
        self.assertState(line, "approved", 200)
        self.assertEqual(line.product_id, self.pump)
        self.assertEqual(line.product_ref, "pump 10")  # as stated
        self.assertEqual(
            [(alias.code, alias.product_id) for alias in self.aliases()],
            [("pump 10", self.pump)],
        )

    def test_nothing_is_remembered_unless_ticked(self):
        [line] = self.unknown_lines("X9")
        dialog = self.ask(line)
        dialog.write({"product_id": self.pump.id, "remember": False})
        dialog.action_apply()
        self.assertEqual(line.product_id, self.pump)
        self.assertFalse(self.aliases())

    def test_other_claims_only_when_ticked(self):
        [line] = self.unknown_lines("X9")
        others = self.unknown_lines("x9 ", " X9") + self.unknown_lines("Y1")
        theirs = self.unknown_lines("X9", partner=self.other)
        dialog = self.ask(line)
        shown = (dialog.own_line_count, dialog.line_count, dialog.claim_count)
        self.assertEqual(shown, (1, 3, 2))
        dialog.write({"all_open": False, "remember": False, "product_id": self.pump})
        self.assertEqual(dialog.line_count, 1)
        dialog.action_apply()
        self.assertEqual(line.product_id, self.pump)
        self.assertFalse(others.product_id)
        dialog = self.ask(others[0])
        dialog.product_id = self.pump
        dialog.action_apply()
        self.assertEqual(others.mapped("product_id"), self.pump)
        self.assertFalse(others[2].product_id | theirs.product_id)
        self.assertEqual(others.mapped("state"), ["approved", "approved", "rejected"])

    def test_not_validated_unless_ticked(self):
        [line] = self.unknown_lines("X9")
        dialog = self.ask(line)
        dialog.write({"product_id": self.pump.id, "revalidate": False})
        dialog.action_apply()
        self.assertEqual((line.product_id, line.state), (self.pump, "rejected"))

    def test_an_approved_claim_stays(self):
        [late], [line] = self.unknown_lines("X9"), self.unknown_lines("X9")
        late.claim_id.state = "approved"
        dialog = self.ask(line)
        dialog.product_id = self.pump
        dialog.action_apply()
        self.assertFalse(late.product_id)
        with self.assertRaisesRegex(UserError, "Send its rejected lines again"):
            self.ask(late)

    def test_end_customer(self):
        line, known = self.validate(
            {
                "authorization_ref": "BID",
                "end_customer_name": "The HOSPITAL, Ltd.",
                "amount_stated": 200,
            },
            {"end_customer_name": "Nobody asks", "amount_stated": 200},
        )
        self.assertState(line, "review", 200, "end_customer_not_authorized")
        dialog = self.ask(line | known)
        self.assertEqual((dialog.kind, dialog.name), ("customer", "The HOSPITAL, Ltd."))
        self.assertEqual(dialog.choice_ids[0].customer_id, self.customer)
        self.assertIn("named in the authorization", dialog.choice_ids[0].display_name)
        dialog.customer_id = self.customer
        dialog.action_apply()
        self.assertState(line, "approved", 200)
        self.assertEqual(self.aliases("becs.customer.alias").name, "The HOSPITAL, Ltd.")

    def test_what_the_authorization_names_is_offered_unlike_as_it_is(self):
        [line] = self.validate(
            {"authorization_ref": "BID", "end_customer_name": "QQQ 7"}
        )
        self.assertEqual(self.ask(line).choice_ids.customer_id, self.customer)

    def test_a_wrong_customer_is_put_right(self):
        wrong = self.env["res.partner"].create({"name": "Clinic", "is_company": True})
        [line] = self.validate(
            {
                "authorization_ref": "BID",
                "end_customer_name": "Clinic",
                "amount_stated": 200,
            }
        )
        self.assertEqual(line.end_customer_id, wrong)
        dialog = self.ask(line, becs_kind="customer")
        self.assertNotIn(wrong, dialog.choice_ids.customer_id)
        dialog.customer_id = self.customer
        dialog.action_apply()
        self.assertState(line, "approved", 200)

    def test_a_changed_entry_is_told(self):
        self.env["becs.product.alias"].create(
            {
                "partner_id": self.distributor.id,
                "code": " x9 ",
                "product_id": self.pump.id,
            }
        )
        self.pump.active = False
        [line] = self.unknown_lines("X9")
        line.product_id = False
        dialog = self.ask(line)
        dialog.product_id = self.product
        self.assertIn("was [PUMP-10] Pump so far", dialog.remembered)
        dialog.action_apply()
        self.assertEqual(self.aliases().product_id, self.product)

    def test_serial_numbers_follow(self):
        [line] = self.validate({"product_ref": "X9", "serial_numbers": "S1"})
        dialog = self.ask(line)
        dialog.product_id = self.pump
        dialog.action_apply()
        self.assertEqual(line.serial_ids.product_id, self.pump)

    def test_draft_claims(self):
        claim = self.new_claim({"product_ref": "X9"}, {"product_ref": "P1"})
        dialog = self.ask(claim)
        dialog.product_id = self.pump
        dialog.action_apply()
        self.assertEqual(claim.state, "draft")
        self.assertEqual(claim.line_ids[0].product_id, self.pump)

    def test_nothing_unknown(self):
        lines = self.validate({"unit_credit": 20})
        for records in (lines, lines.claim_id):
            with self.assertRaisesRegex(UserError, "Nothing is unknown"):
                self.ask(records)

    def test_nothing_chosen(self):
        with self.assertRaisesRegex(UserError, "Choose what"):
            self.ask(self.unknown_lines("X9")).action_apply()

    def test_odd_texts(self):
        lines = self.unknown_lines(*ODD)
        dialog = self.ask(lines.claim_id)
        self.assertEqual(set(dialog.row_ids.mapped("name")), set(ODD))
        self.assertEqual((dialog.has_products, dialog.has_customers), (True, False))
        for row in dialog.row_ids:
            row.product_id = self.pump
        dialog.action_apply()
        self.assertEqual(set(lines.mapped("state")), {"approved"})
        self.assertEqual(set(self.aliases().mapped("code")), set(ODD))
        self.assertState(self.unknown_lines(*ODD)[1], "approved", 200)


@tagged("post_install", "-at_install")
class TestNameResolutionList(NamesCase):
    """All unknown texts at once."""

    def test_of_a_claim(self):
        lines = self.validate(
            {"product_ref": "X9", "amount_stated": 200},
            {"product_ref": "PUMP10", "amount_stated": 150},
            {"product_ref": "pump10", "amount_stated": 150},
            {"authorization_ref": "BID", "end_customer_name": "Z", "amount_stated": 9},
        )
        dialog = self.ask(lines.claim_id)
        self.assertEqual(
            [
                (row.kind, row.name.lower(), row.line_count, row.amount_claimed)
                for row in dialog.row_ids
            ],
            [
                ("product", "pump10", 2, 300),
                ("product", "x9", 1, 200),
                ("customer", "z", 1, 9),
            ],
        )
        self.assertIn("[PUMP-10] Pump", dialog.row_ids[0].closest)
        with self.assertRaisesRegex(UserError, "at least one"):
            dialog.action_apply()
        with Form(dialog) as form, form.row_ids.edit(0) as row:
            row.take = True
            self.assertEqual(row.product_id, self.pump)
        dialog.row_ids[2].customer_id = self.customer
        dialog.row_ids[2].remember = False
        dialog.action_apply()
        self.assertEqual(
            lines.mapped("state"), ["rejected", "approved", "approved", "approved"]
        )
        self.assertEqual(len(self.aliases()), 1)
        self.assertFalse(self.aliases("becs.customer.alias"))

    def test_what_is_likely_for_customers_is_no_product(self):
        """Numbers of customers and of products may be the same."""
        lines = self.validate(
            {"product_ref": "X9", "amount_stated": 200},
            {"authorization_ref": "BID", "end_customer_name": "Z", "amount_stated": 9},
        )
        found = {}
        for model in ("becs.product.alias", "becs.customer.alias"):
            kind = self.registry[model]

            def closest(aliases, company, texts, preferred, plain=kind._closest):
                found[aliases._name] = {text: set(preferred[text]) for text in texts}
                return plain(aliases, company, texts, preferred)

            self.patch(kind, "_closest", closest)
        self.ask(lines.claim_id)
        self.assertEqual(
            found,
            {
                "becs.product.alias": {"X9": set()},
                "becs.customer.alias": {"Z": {self.customer.id}},
            },
        )

    def test_of_all_open_claims(self):
        self.unknown_lines("X9", "X9")
        self.unknown_lines("X9", "Y1")
        self.unknown_lines("X9", partner=self.other)
        closed = self.unknown_lines("Y1")
        closed.claim_id.action_cancel()
        self.env.flush_all()
        names = self.env["becs.name.unresolved"].search([])
        self.assertEqual(
            {
                (n.commercial_partner_id, n.name): (n.line_count, n.claim_count)
                for n in names
            },
            {
                (self.distributor, "X9"): (3, 2),
                (self.distributor, "Y1"): (1, 1),
                (self.other, "X9"): (1, 1),
            },
        )
        action = names.with_user(self.analyst).action_resolve()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(len(dialog.row_ids), 3)
        for name in names:
            found = self.env["becs.claim.line"].search(
                name.action_open_lines()["domain"]
            )
            self.assertEqual(len(found), name.line_count)

    def test_distributors_are_kept_apart(self):
        [ours], [theirs] = (
            self.unknown_lines("X9", partner=partner)
            for partner in (self.distributor, self.other)
        )
        dialog = self.ask(ours.claim_id | theirs.claim_id)
        dialog.all_open = False
        row = dialog.row_ids.filtered(lambda row: row.partner_id == self.other)
        row.product_id = self.pump
        dialog.action_apply()
        self.assertEqual(
            (ours.product_id, theirs.product_id.id),
            (ours.product_id.browse(), self.pump.id),
        )
        self.assertFalse(self.aliases())

    def test_findings_stand_for_their_lines(self):
        [line] = self.unknown_lines("X9")
        dialog = self.ask(line.finding_ids)
        self.assertEqual(dialog.name, "X9")

    def test_queries_do_not_grow(self):
        counts = []
        for number in (5, 50):
            claim = self.unknown_lines(
                *(f"N{number}-{i}" for i in range(number))
            ).claim_id
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            dialog = self.ask(claim)
            self.assertEqual(len(dialog.row_ids), number)
            dialog.row_ids.mapped("line_count")
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)  # prefetching, by the thousand


@tagged("post_install", "-at_install")
class TestOffer(NamesCase):
    """What a person resolved by hand may be remembered."""

    def test_offer(self):
        line, other = self.unknown_lines("X9", "X9")
        line = line.with_user(self.analyst)
        self.assertFalse(line.get_alias_offer("product"))
        line.product_id = self.pump
        self.assertIn("X9", line.get_alias_offer("product"))
        self.assertFalse(self.aliases())
        action = line.with_context(becs_kind="product").action_remember_name()
        dialog = (
            self.env["becs.name.resolution"]
            .with_user(self.analyst)
            .browse(action["res_id"])
        )
        self.assertEqual(dialog.product_id, self.pump)
        dialog.action_apply()
        self.assertEqual(self.aliases().product_id, self.pump)
        self.assertEqual((line | other).mapped("state"), ["approved", "approved"])
        self.assertFalse(line.get_alias_offer("product"))

    def test_the_only_line_is_revalidated(self):
        [line] = self.unknown_lines("X9")
        line.with_user(self.analyst).product_id = self.pump
        action = (
            line.with_user(self.analyst)
            .with_context(becs_kind="product")
            .action_remember_name()
        )
        self.env["becs.name.resolution"].with_user(self.analyst).browse(
            action["res_id"]
        ).action_apply()
        self.assertState(line, "approved", 200)


@tagged("post_install", "-at_install")
class TestAliases(NamesCase):
    """The lists of what distributors write."""

    def test_import(self):
        result = (
            self.env["becs.product.alias"]
            .with_user(self.analyst)
            .load(
                ["partner_id", "code", "product_id"],
                [["Distributor 0", " X9 ", "PUMP-10"], ["Distributor 0", "Y1", "P1"]],
            )
        )
        self.assertFalse(result["messages"])
        self.assertEqual(self.aliases().mapped("code"), ["X9", "Y1"])
        result = (
            self.env["becs.product.alias"]
            .with_user(self.analyst)
            .load(["partner_id", "code", "product_id"], [["Distributor 0", "x9", "P1"]])
        )
        self.assertIn("is [PUMP-10] Pump already", result["messages"][0]["message"])
        result = (
            self.env["becs.customer.alias"]
            .with_user(self.analyst)
            .load(
                ["partner_id", "name", "customer_id"],
                [["Distributor 0", "St. Mary", "Hospital"]],
            )
        )
        self.assertFalse(result["messages"])
        self.assertEqual(self.aliases("becs.customer.alias").customer_id, self.customer)

    def test_an_entry_has_waiting_claims_revalidated(self):
        [line] = self.unknown_lines("X9")
        [other] = self.unknown_lines("X9", partner=self.other)
        values = {"partner_id": self.distributor.id, "code": "Z"}
        alias = (
            self.env["becs.product.alias"]
            .with_user(self.analyst)
            .create(values | {"product_id": self.pump.id})
        )
        job = line.claim_id.job_id
        self.assertEqual((job.kind, job.state), ("validate", "pending"))
        self.assertFalse(other.claim_id.job_id)
        alias.code = "X9"
        self.assertEqual(line.claim_id.job_id, job)  # one is enough
        line.claim_id.action_validate()
        self.assertState(line, "approved", 200)

    def test_a_contact_stands_for_its_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.distributor.id}
        )
        alias = self.env["becs.product.alias"].create(
            {"partner_id": contact.id, "code": "X9", "product_id": self.pump.id}
        )
        self.assertEqual(alias.partner_id, self.distributor)
        self.assertState(*self.unknown_lines("x9"), "approved", 200)

    def test_an_empty_code_is_refused(self):
        result = self.env["becs.product.alias"].load(
            ["partner_id", "code", "product_id"], [["Distributor 0", "  ", "PUMP-10"]]
        )
        self.assertIn("what the distributor writes", result["messages"][0]["message"])
        [alias] = self.env["becs.product.alias"].create(
            {"partner_id": self.distributor.id, "code": "A", "product_id": self.pump.id}
        )
        alias.code = "a "  # its own text is free
        other = alias.copy({"code": "B"})
        with self.assertRaisesRegex(UserError, "already"):
            other.code = "A"

    def test_a_viewer_changes_nothing(self):
        [line] = self.unknown_lines("X9")
        self.env.flush_all()
        for record in (line, line.claim_id, line.finding_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.viewer).action_resolve_names()
        name = self.env["becs.name.unresolved"].with_user(self.viewer).search([])
        self.assertEqual(name.name, "X9")
        self.assertEqual(name.action_resolve()["res_model"], "becs.claim.line")
        with self.assertRaises(AccessError):
            self.env["becs.product.alias"].with_user(self.viewer).create(
                {
                    "partner_id": self.distributor.id,
                    "code": "X9",
                    "product_id": self.pump.id,
                }
            )

    def test_another_company_sees_nothing(self):
        [line] = self.unknown_lines("X9")
        self.env["becs.product.alias"].create(
            {"partner_id": self.distributor.id, "code": "Y", "product_id": self.pump.id}
        )
        company = self.env["res.company"].create({"name": "Vendor 2"})
        stranger = new_test_user(
            self.env,
            "again_stranger",
            "base.group_user,becs_claims.group_analyst",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.env.flush_all()
        env = self.env(user=stranger, context={})
        self.assertFalse(env["becs.name.unresolved"].search([]))
        with self.assertRaises(AccessError):
            line.with_env(env).action_resolve_names()
        aliases = env["becs.product.alias"]
        self.assertTrue(aliases.search([("code", "=", "Y")]))
        self.pump.company_id = self.company
        self.env.invalidate_all()
        self.assertFalse(aliases.search([("code", "=", "Y")]))
