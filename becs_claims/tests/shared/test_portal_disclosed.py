import io
from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.program.amendment import Amendment
from .portal_case import PortalCase
from .test_migration import migration


class DisclosedCase(PortalCase):
    """All that a distributor is told of a line, as text."""

    def shown(self, line, user=None):
        """All that is told of a line on its page, as one text."""
        self.env.flush_all()
        self.env.invalidate_all()
        own = line.with_user(user or self.clerk)
        findings = own._portal_findings()[line.id]
        return repr((own._portal_account(), own._portal_compared(), findings))

    def response(self, claim):
        file = io.BytesIO()
        claim.sudo()._write_response(file, "csv")
        return file.getvalue().decode("utf-8-sig")


@tagged("post_install", "-at_install")
class TestPortalDisclosed(DisclosedCase):
    """What a distributor is told of a line: all that is its own, nothing else."""

    def foreign_line(self, **values):
        """A line that quotes another distributor's authorization, which began late,
        is used up and pays at an odd price.
        """
        self.new_program(
            "THEIRS",
            distributor_ids=self.other.ids,
            name="Their secret deal",
            date_start=date(2024, 3, 20),
            line={"authorized_price": 77.77, "min_quantity": 1234},
        )
        line = self.validate(
            {"authorization_ref": "THEIRS", "unit_credit": 30, "book_price": 140}
        )
        self.assertIn("distributor_not_authorized", self.codes(line))
        self.assertGreater(len(line.finding_ids), 1)
        return line

    def test_nothing_of_the_authorization_of_another(self):
        line = self.foreign_line()
        shown = self.shown(line)
        response = self.response(line.claim_id)
        for text in (shown, response):
            self.assertIn("THEIRS", text, "the number the distributor stated itself")
            for secret in ("77.77", "1,234", "1234", "secret deal", "03/20", "22.23"):
                self.assertNotIn(secret, text)
        findings = self.env["becs.finding"].with_user(self.clerk).search([])
        self.assertFalse(findings)
        for finding in line.finding_ids:
            with self.assertRaises(AccessError):
                finding.with_user(self.clerk).read(["message"])
        reasons = line.claim_id.with_user(self.clerk)._portal_reasons()
        self.assertEqual(
            [reason["code"] for reason in reasons], ["authorization_unknown"]
        )

    def test_own_authorization_with_its_prices(self):
        line = self.validate({"unit_credit": 20})
        shown = self.shown(line)
        self.assertIn("You quote authorization A1", shown)
        self.assertIn("Credit due: 100.00€ − 80.00€", shown.replace("\\xa0", ""))

    def test_no_tolerance(self):
        self.program.sudo().write({"tolerance_amount": 3.21})
        line = self.validate({"unit_credit": 22})
        self.assertEqual(line.state, "approved")
        self.assertIn("little enough to be paid", self.shown(line))
        self.assertNotIn("3.21", self.shown(line))
        # the vendor's people read it
        self.assertIn("3.21", str(line.sudo()._account()))

    def test_no_limit_of_approval(self):
        self.company.becs_review_amount = 123.45
        line = self.validate({"unit_credit": 20})
        self.assertState(line, "review", 200, "over_review_amount")
        shown = self.shown(line)
        self.assertIn("a person looks at it", shown)
        self.assertNotIn("123.45", shown)
        self.assertNotIn("123.45", self.response(line.claim_id))
        findings = self.env["becs.finding"].with_user(self.clerk)
        self.assertFalse(findings.search([]))

    def test_no_name_of_who_decided(self):
        self.env.user.name = "Somebody of the vendor"
        line = self.validate({"authorization_ref": "GONE", "unit_credit": 20})
        line.action_decide("claimed", note="Agreed on the phone")
        shown = self.shown(line)
        self.assertIn("Decided by a person", shown)
        self.assertIn("Agreed on the phone", shown)
        self.assertNotIn("Somebody of the vendor", shown)
        history = repr(line.claim_id.with_user(self.clerk)._portal_history())
        self.assertNotIn("Somebody of the vendor", history)

    def test_advice_for_each_reason(self):
        lines = self.validate(
            {"authorization_ref": "GONE", "unit_credit": 20},
            {"product_ref": "GONE", "unit_credit": 20},
        )
        reasons = lines.claim_id.with_user(self.clerk)._portal_reasons()
        self.assertEqual(
            {reason["code"]: (reason["lines"], reason["lost"]) for reason in reasons},
            {"authorization_unknown": (1, 200), "product_unknown": (1, 200)},
        )
        for reason in reasons:
            self.assertTrue(reason["advice"])
            self.assertIn("X12", reason["codes"])

    def test_sentences(self):
        claim = self.new_claim({"unit_credit": 20}, {"authorization_ref": "GONE"})

        def sentence():
            self.env.invalidate_all()
            return claim.with_user(self.clerk)._portal_sentence().replace("\xa0", "")

        self.assertIn("The claim is a draft", sentence())
        claim.action_check()
        self.assertIn("1 of 2 lines will be paid: 200.00€ of 200.00€.", sentence())
        claim.action_submit()
        claim.action_validate()
        self.assertIn("1 of 2 lines are approved: 200.00€ of 200.00€.", sentence())
        claim.action_cancel()
        self.assertIn("was cancelled", sentence())

    def test_links_in_mails_lead_to_the_portal(self):
        claim = self.new_claim({})
        action = claim._get_access_action(access_uid=self.clerk.id)
        self.assertEqual(action["url"], f"/my/becs/claims/{claim.id}")
        action = claim._get_access_action(access_uid=self.env.uid)
        self.assertEqual(action["type"], "ir.actions.act_window")


@tagged("post_install", "-at_install")
class TestPortalNumbers(DisclosedCase):
    """What a distributor reads of a number, whosever it is."""

    def as_disclosed(self, line):
        """All a distributor is told of a line, the number left out."""
        shown = self.shown(line), self.response(line.claim_id)
        claim = line.claim_id.with_user(self.clerk)
        Line = claim.line_ids.browse()
        listed = {
            code: bool(Line.search(claim._portal_line_domain(reason=code)))
            for code in self.env["becs.rule"].search([]).mapped("code")
        }
        reasons = claim._portal_reasons()
        with_reason = {
            code: claim.id in claim._portal_with_reason(code) for code in listed
        }
        text = repr((shown, [code for code in listed if listed[code]], reasons))
        self.assertEqual(with_reason, listed)
        names = line.authorization_ref, line.claim_id.name, line.pos_document
        for number in names:
            text = text.replace(number, "NUMBER")
        return text, {code for code, there in listed.items() if there}

    def stated(self, number, reserve=True, **values):
        [line] = self.validate(
            {
                "authorization_ref": number,
                "authorized_price": 0.01,
                "book_price": 999,
                **values,
            },
            reserve=reserve,
        )
        return line

    def others(self):
        """Programs that never were the distributor's, by their number."""
        line = {"authorized_price": 86.94, "agreed_book_price": 96.6}
        for state in ("draft", "requested", "refused"):
            self.new_program(f"P-{state}", state=state, line=line)
            self.new_program(
                f"O-{state}", state=state, line=line, distributor_ids=self.other.ids
            )
        for state in ("approved", "suspended", "closed"):
            self.new_program(
                f"T-{state}", state=state, line=line, distributor_ids=self.other.ids
            )
        return self.env["becs.program"].search([("code", "like", "_-%")])

    def test_a_number_that_never_was_theirs_reads_as_unknown(self):
        unknown, listed = self.as_disclosed(self.stated("GONE"))
        self.assertEqual(listed, {"authorization_unknown"})
        programs = self.others()
        self.assertEqual(len(programs), 9)
        for program in programs:
            line = self.stated(program.code)
            with self.subTest(program=program.code):
                self.assertEqual(line.program_id, program)
                text, also_listed = self.as_disclosed(line)
                self.assertEqual(text, unknown)
                self.assertEqual(also_listed, listed)
                for secret in ("96.6", "86.94"):
                    self.assertNotIn(secret, text)
                self.assertIn("INU", self.response(line.claim_id))
                # the check of a draft, too
                draft = self.stated(program.code, reserve=False)
                preview = self.shown(draft)
                self.assertIn("does not exist", preview)
                for secret in ("96.6", "86.94", "not approved", "not for this"):
                    self.assertNotIn(secret, preview)
                # the vendor reads what is true
                self.assertNotIn("authorization_unknown", self.codes(line))
                self.assertIn(
                    "not approved" if "P-" in program.code else "",
                    str(line.finding_ids.mapped("message")),
                )

    def test_the_same_among_other_findings(self):
        """Nor by what else is found, or by a repeated sale."""
        values = {"product_ref": "NONE", "unit_credit": 5}
        unknown, _listed = self.as_disclosed(self.stated("GONE", **values))
        for number in self.others().mapped("code"):
            with self.subTest(number=number):
                text, listed = self.as_disclosed(self.stated(number, **values))
                self.assertEqual(listed, {"authorization_unknown", "product_unknown"})
                self.assertEqual(text, unknown)

    def test_an_updated_database_tells_no_more(self):
        rule = self.env.ref("becs_claims.becs_finding_portal_rule")
        line = self.stated("GONE")
        findings = self.env["becs.finding"].with_user(self.clerk)
        as_installed = rule.domain_force
        rule.domain_force = "[(1, '=', 1)]"  # as of a former version
        self.assertTrue(findings.search([("claim_line_id", "=", line.id)]))
        migration("19.0.4.3.0", "post-rules").migrate(self.cr, "19.0.4.2.0")
        self.assertFalse(findings.search([("claim_line_id", "=", line.id)]))
        self.assertEqual(rule.domain_force.split(), as_installed.split())

    def test_one_that_once_was_theirs(self):
        for named in (self.distributor, self.env["res.partner"]):
            program = self.new_program(
                f"ONCE{len(named)}", distributor_ids=named.ids, line={}
            )
            terms = {"distributor_ids": tuple(self.other.ids)}
            program._amend(Amendment("Sold elsewhere", terms=terms))
            line = self.stated(program.code)
            with self.subTest(named=named):
                text, listed = self.as_disclosed(line)
                self.assertEqual(listed, {"distributor_not_authorized"})
                self.assertIn("is not for this distributor", text)
                self.assertNotIn("80.00", text)
                self.assertIn("NBD", self.response(line.claim_id))

    def test_their_own_stays_told(self):
        line = self.stated("A1")
        text, listed = self.as_disclosed(line)
        self.assertIn("book_price_mismatch", listed)
        self.assertIn("100.00", text)

    def test_limits_are_listed_nowhere(self):
        self.company.becs_review_amount = 123.45
        line = self.validate({"unit_credit": 20})
        self.assertState(line, "review", 200, "over_review_amount")
        _text, listed = self.as_disclosed(line)
        self.assertFalse(listed)

    def test_nothing_of_ours_on_records_of_odoo(self):
        """Limits, tolerances and roles: whatever is kept on what they read."""
        checked = 0
        for name, model in self.registry.items():
            if name.startswith("becs.") or model._abstract or model._transient:
                continue
            records = self.env[name].with_user(self.clerk)
            ours = [field for field in model._fields.values() if _is_ours(field)]
            if ours and records.has_access("read"):
                shown = records.fields_get()
                for field in ours:
                    checked += 1
                    with self.subTest(model=name, field=field.name):
                        self.assertNotIn(field.name, shown)
                        with self.assertRaises(AccessError):
                            records.search([], limit=1).read([field.name])
                        if field.store and not field.required:
                            with self.assertRaises(AccessError):
                                records.search([(field.name, "!=", False)])
        self.assertGreater(checked, 20)
        company = self.company.with_user(self.clerk)
        with self.assertRaises(AccessError):
            company.read(["becs_review_amount"])
        line = self.env["becs.claim.line"].with_user(self.clerk)
        with self.assertRaises(AccessError):
            line.search([("company_id.becs_review_amount", ">", 1)])

    def test_end_customers_read_as_written(self):
        """Found by a number, a contact keeps its name to itself."""
        customer = self.env["res.partner"].create(
            {"name": "Secret Clinic", "ref": "C-1001", "vat": "BE0477472701"}
        )
        child = self.env["res.partner"].create(
            {"name": "Secret Ward", "ref": "C-1002", "parent_id": customer.id}
        )
        named = self.new_program("NAMED", end_customer_ids=customer.ids)

        def found(line):
            """What stands beside what was stated."""
            rows = line.with_user(self.clerk)._portal_compared()
            return [row["found"] for row in rows if row["label"] == "End customer"]

        for text, contact in (
            ("C-1001", customer),
            ("be0477472701", customer),
            ("C-1002", child),
            ("Nobody", self.env["res.partner"]),
        ):
            line = self.stated("A1", end_customer_name=text)
            with self.subTest(text=text):
                # it is found as before
                self.assertEqual(line.end_customer_id, contact)
                self.assertEqual(found(line), [text])
                text, _listed = self.as_disclosed(line)
                self.assertNotIn("Secret", text)
                with self.assertRaises(AccessError):
                    line.with_user(self.clerk).read(["end_customer_id"])
        # named by the program, the same contact is known
        line = self.stated(named.code, end_customer_name="C-1002")
        self.assertEqual(found(line), ["Secret Clinic"])
        line = self.validate(
            {"authorization_ref": False, "end_customer_name": "C-1002"}
        )
        self.assertNotIn("Ward", self.shown(line))
        # as well as by a name of the distributor's own, not by another's
        for partner, shown in ((self.other, "Our clinic"), (self.distributor, None)):
            self.env["becs.customer.alias"].create(
                {
                    "partner_id": partner.id,
                    "name": "Our clinic",
                    "customer_id": customer.id,
                }
            )
            line = self.stated("A1", end_customer_name="Our clinic")
            self.assertEqual(found(line), [shown or "Secret Clinic"])


def _is_ours(field):
    return field.name.startswith("becs_")
