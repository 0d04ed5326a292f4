"""Which program and which of its lines a claim line gets, and which rule applies."""

from datetime import date

from odoo.tests import tagged

from ...validation.resolve import customers, products, units
from ..shared.validation_common import ValidationCase


@tagged("post_install", "-at_install")
class TestProgramLine(ValidationCase):
    def line_for(self, quantity=10):
        [line] = self.validate(
            {"quantity": quantity, "authorization_ref": self.program.code},
            basis="calculated",
        )
        return line

    def covering(self, **scopes):
        """A new program with a line per scope, the narrowest one last."""
        self.program = self.new_program(f"S{len(scopes)}", lines=[])
        targets = {
            "product": ("product_id", self.product.id),
            "template": ("product_tmpl_id", self.product.product_tmpl_id.id),
            "deep": ("categ_id", self.deep.id),
            "category": ("categ_id", self.categories[0].id),
            "all": (None, None),
        }
        lines = {}
        for number, (scope, values) in enumerate(reversed(scopes.items())):
            name, target = targets[scope]
            lines[scope] = self.env["becs.program.line"].create(
                {
                    "program_id": self.program.id,
                    "applied_on": "category" if scope == "deep" else scope,
                    "sequence": number,
                    "authorized_price": 80,
                    "agreed_book_price": 100,
                    **({name: target} if name else {}),
                    **values,
                }
            )
        return lines

    def test_narrowest_scope(self):
        scopes = dict.fromkeys(("product", "template", "deep", "category", "all"), {})
        while scopes:
            lines = self.covering(**scopes)
            narrowest = next(iter(scopes))
            self.assertEqual(self.line_for().program_line_id, lines[narrowest])
            del scopes[narrowest]

    def test_minimum_not_reached_leads_to_a_wider_line(self):
        lines = self.covering(
            product={"min_quantity": 100}, template={"min_quantity": 20}, all={}
        )
        for quantity, scope in (
            (100, "product"),
            (99, "template"),
            (20, "template"),
            (19, "all"),
        ):
            self.assertEqual(self.line_for(quantity).program_line_id, lines[scope])

    def test_no_minimum_reached(self):
        lines = self.covering(product={"min_quantity": 100}, all={"min_quantity": 20})
        line = self.line_for(19)
        self.assertEqual(line.program_line_id, lines["product"])
        self.assertEqual(self.codes(line), ["below_minimum_quantity"])
        self.assertEqual(line.finding_ids.expected_value, 20)

    def test_sequence_then_id_in_one_scope(self):
        lines = self.covering(all={"sequence": 5})
        first, _second = self.env["becs.program.line"].create(
            [
                {
                    "program_id": self.program.id,
                    "applied_on": "all",
                    "sequence": 4,
                    "agreed_book_price": 100,
                }
                for _ in range(2)
            ]
        )
        self.assertNotEqual(first, lines["all"])
        self.assertEqual(self.line_for().program_line_id, first)

    def test_excluded(self):
        self.covering(product={"excluded": True}, category={})
        line = self.line_for()
        self.assertState(line, "rejected", 0, "product_not_authorized")
        self.assertFalse(line.program_line_id)

    def test_excluded_ends_the_list(self):
        lines = self.covering(
            product={"min_quantity": 100}, category={"excluded": True}, all={}
        )
        line = self.line_for(10)
        self.assertEqual(line.program_line_id, lines["product"])
        self.assertEqual(self.codes(line), ["below_minimum_quantity"])


@tagged("post_install", "-at_install")
class TestProgramFound(ValidationCase):
    """No authorization is stated."""

    def found(self, **values):
        [line] = self.validate(
            {"authorization_ref": False, **values}, basis="calculated"
        )
        return line.program_id

    def test_named_end_customer_first(self):
        named = self.new_program("B", end_customer_ids=self.customer.ids)
        self.assertEqual(self.found(end_customer_name="Hospital"), named)
        self.assertEqual(self.found(end_customer_name="School"), self.program)

    def test_narrowest_scope(self):
        narrow = self.new_program(
            "B", line={"applied_on": "category", "categ_id": self.deep.id}
        )
        self.new_program(
            "C",
            line={"applied_on": "category", "categ_id": self.categories[0].id},
            date_start=date(2024, 2, 1),
        )
        self.assertEqual(self.found(), narrow)

    def test_latest_start_then_lowest_id(self):
        later, _twin = (
            self.new_program(code, date_start=date(2024, 2, 1)) for code in "BC"
        )
        self.assertEqual(self.found(), later)
        self.assertEqual(self.found(date_ship=date(2024, 1, 31)), self.program)

    def test_only_what_pays_and_covers(self):
        self.program.state = "suspended"
        self.new_program("B", distributor_ids=self.other.ids)
        self.new_program("C", line={"min_quantity": 11})
        self.new_program("D", date_end=date(2024, 3, 9))
        self.new_program("E", line={"excluded": True})
        self.new_program("F", active=False)
        self.assertFalse(self.found())
        closed = self.new_program("G", date_end=date(2024, 3, 10), state="closed")
        self.assertEqual(self.found(), closed)

    def test_something_left_first(self):
        self.program.line_ids.max_quantity = 10
        second = self.new_program("B", date_start=date(2023, 1, 1))
        lines = self.validate(*[{"authorization_ref": False}] * 2, basis="calculated")
        self.assertEqual(
            lines.program_id, self.program, "what was left before the run counts"
        )
        self.assertState(lines[1], "rejected", 0, "authorization_exhausted")
        self.assertEqual(self.found(), second)

    def test_held_counts_as_gone(self):
        self.program.write({"budget_amount": 200})
        self.company.becs_review_amount = 1
        self.validate({"amount_stated": 200})
        self.program.end_customer_ids = self.customer
        second = self.new_program("B")
        self.assertEqual(self.found(end_customer_name="Hospital"), second)


@tagged("post_install", "-at_install")
class TestRules(ValidationCase):
    def verdict(self, partner=None):
        [line] = self.validate(
            {"unit_credit": 20, "amount_stated": 250}, partner=partner
        )
        return line.state, line.finding_ids.mapped("outcome")

    def test_default(self):
        self.assertEqual(self.verdict(), ("adjusted", ["adjust"]))

    def test_switched_off(self):
        self.rule("amount_mismatch", active=False)
        self.assertEqual(
            self.verdict(), ("adjusted", []), "no more is paid than is due"
        )

    def test_narrower_rows_win(self):
        self.rule("amount_mismatch", outcome="note")
        self.assertEqual(self.verdict(), ("adjusted", ["note"]))
        self.rule(
            "amount_mismatch", outcome="review", distributor_ids=self.distributor.ids
        )
        self.assertEqual(self.verdict(), ("review", ["review"]))
        self.assertEqual(self.verdict(self.other), ("adjusted", ["note"]))
        self.rule("amount_mismatch", outcome="reject", program_ids=self.program.ids)
        self.assertEqual(self.verdict(), ("rejected", ["reject"]))
        self.rule(
            "amount_mismatch",
            active=False,
            program_ids=self.program.ids,
            distributor_ids=self.distributor.ids,
        )
        self.assertEqual(self.verdict(), ("adjusted", []))
        self.assertEqual(self.verdict(self.other), ("rejected", ["reject"]))

    def test_sequence_decides_between_equals(self):
        self.rule("amount_mismatch", outcome="note", sequence=5)
        self.rule("amount_mismatch", outcome="reject", sequence=4)
        self.assertEqual(self.verdict(), ("rejected", ["reject"]))

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.rule("amount_mismatch", outcome="reject", company_id=company.id)
        self.assertEqual(self.verdict(), ("adjusted", ["adjust"]))

    def test_softened_line_without_price_waits(self):
        self.rule("product_unknown", outcome="note")
        [line] = self.validate({"product_ref": "nope", "amount_stated": 200})
        self.assertState(line, "review", 0, "product_unknown")

    def test_caps_hold_when_softened(self):
        self.program.line_ids.max_quantity = 15
        self.rule("authorization_exhausted", active=False)
        self.rule("authorized_quantity_exceeded", outcome="note")
        lines = self.validate(*[{"amount_stated": 200}] * 3)
        self.assertEqual(lines.mapped("amount_approved"), [200, 100, 0])
        self.assertEqual(lines.mapped("state"), ["approved", "adjusted", "adjusted"])
        self.assertFalse(lines[2].finding_ids)

    def test_low_resale_price_with_margin(self):
        self.new_program(
            "M",
            line={
                "credit_method": "margin",
                "margin_percent": 15,
                "min_resale_price": 85,
            },
        )
        stated = {"authorization_ref": "M", "resale_price": 80}
        [line] = self.validate(stated, basis="calculated")
        self.assertEqual(line.state, "review")
        self.rule("resale_price_below_authorized", outcome="note")
        [line] = self.validate(stated, basis="calculated")
        self.assertEqual(line.state, "approved")


@tagged("post_install", "-at_install")
class TestResolve(ValidationCase):
    def product_of(self, ref):
        return products.find(self.env, self.company, self.distributor, [ref]).get(ref)

    def test_alias_before_reference_before_barcode(self):
        barcoded = self.new_product("P3", barcode="X1")
        self.assertEqual(self.product_of(" x1 "), barcoded.id)
        referenced = self.new_product("X1")
        self.assertEqual(self.product_of("X1"), referenced.id)
        self.env["becs.product.alias"].create(
            {
                "partner_id": self.distributor.id,
                "code": "x1",
                "product_id": self.product.id,
            }
        )
        self.assertEqual(self.product_of("X1"), self.product.id)
        other = products.find(self.env, self.company, self.other, ["X1"])
        self.assertEqual(other, {"X1": referenced.id})

    def test_one_usable_among_several(self):
        good, archived, foreign = (self.new_product("TWICE") for _ in range(3))
        archived.active = False
        foreign.becs_eligible = False
        self.assertEqual(self.product_of("twice"), good.id)
        foreign.becs_eligible = True
        self.assertFalse(self.product_of("twice"))

    def test_archived_when_it_is_the_only_one(self):
        self.product.active = False
        self.assertEqual(self.product_of("p1"), self.product.id)

    def test_product_of_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.product.company_id = company
        self.assertFalse(self.product_of("P1"))

    def test_units(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        dozen.active = True
        unit = self.env.ref("uom.product_uom_unit")
        self.assertEqual(
            units.find(self.env, [" PCS", "Dz", dozen.name.lower(), "barrel"]),
            {" PCS": unit.id, "Dz": dozen.id, dozen.name.lower(): dozen.id},
        )

    def test_customer_named_by_the_authorization(self):
        """A name several companies bear is the one that the stated program names."""
        twins = self.env["res.partner"].create(
            [{"name": "Twin", "is_company": True} for _twin in range(2)]
        )
        self.new_program("A", end_customer_ids=twins[0].ids)
        self.new_program("B", end_customer_ids=twins[1].ids)
        one = self.customer.id
        name = self.customer.name
        asked = [
            (name, None),
            (f" {name.upper()}", "a"),
            (name, "nobody"),
            ("Twin", "A"),
            ("twin", " b"),
            ("Twin", "nobody"),
            ("Twin", None),
            ("Stranger", "A"),
        ]
        self.assertEqual(
            customers.find(self.env, self.company, self.distributor, asked),
            {
                asked[0]: one,
                asked[1]: one,
                asked[2]: one,
                asked[3]: twins[0].id,
                asked[4]: twins[1].id,
            },
        )

    def test_found_later(self):
        """What a code stands for may be told after the line came in."""
        claim = self.new_claim({"product_ref": "theirs", "amount_stated": 200})
        self.assertFalse(claim.line_ids.product_id)
        self.env["becs.product.alias"].create(
            {
                "partner_id": self.distributor.id,
                "code": "THEIRS",
                "product_id": self.product.id,
            }
        )
        claim.action_check()
        self.assertEqual(claim.line_ids.product_id, self.product)
        self.assertState(claim.line_ids, "approved", 200)
