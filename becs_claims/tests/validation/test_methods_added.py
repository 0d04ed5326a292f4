"""Credit methods as a whole, and one that another add-on brings."""

from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ... import intake as files
from ...models.program import given_away
from ...validation.methods import CORE, Method, Methods, Percent, Term
from ..shared.validation_common import ValidationCase

# not _lt: what tests say is not translated
said = LazyTranslate(__name__)


class OfResale(Method):
    """A percent of the resale price is the authorized price."""

    code = "of_resale"
    terms = (Term("margin_percent", is_percent=True, is_required=True),)
    uses_resale_price = True
    price_unknown = said("State the resale price.")

    def authorized_price(self):
        return SQL("l.resale_stated * l.term_margin_percent * 0.01")

    def expected_credit(self, line, agreed):
        return SQL("%s.resale_price * pl.margin_percent / 1000", line)

    def explain_price(self, line, terms):
        return [f"{terms.margin_percent:g} percent of the resale price"]

    def told(self, line, terms):
        return "Of the resale price", f"{terms.margin_percent:g}%"

    def not_measured(self, line):
        return f"Nobody knows {line._covered()}"


@tagged("post_install", "-at_install")
class TestMethods(ValidationCase):
    def test_they_are_what_can_be_chosen(self):
        methods = self.env["becs.program.line"]._methods()
        self.assertEqual(list(methods), [method.code for method in CORE])
        for model in ("becs.program.line", "becs.program.line.terms"):
            field = self.env[model]._fields["credit_method"]
            self.assertEqual(field.get_values(self.env), list(methods))

    def test_their_terms_are_fields_of_all_that_holds_terms(self):
        names = self.env["becs.program.line"]._methods().line_terms
        for model in (
            "becs.program.line",
            "becs.program.line.terms",
            "becs.program.amend.line",
        ):
            self.assertLessEqual({*names}, self.env[model]._fields.keys())

    def test_the_columns_of_files_are_theirs(self):
        columns = self.env["becs.program.line"]._methods().columns
        self.assertEqual(
            {column: code for column, (_name, code) in columns.items()},
            files.PROGRAM_METHODS,
        )
        self.assertLessEqual(columns.keys(), files.PROGRAM.line_fields.keys())

    def test_of_a_term_that_two_use_the_first_says_what_it_is(self):
        terms = Methods([*CORE, OfResale()]).terms
        self.assertEqual(terms, Methods(CORE).terms)
        self.assertFalse(terms["margin_percent"].is_required)

    def test_a_code_is_that_of_one_method(self):
        with self.assertRaisesRegex(ValueError, "one code: .*percent.*percent"):
            Methods([*CORE, Percent()])


@tagged("post_install", "-at_install")
class TestMethodAdded(ValidationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        model = cls.env.registry["becs.program.line"]
        given = model._credit_methods
        cls.classPatch(
            model, "_credit_methods", lambda line: [*given(line), OfResale()]
        )
        for name in ("becs.program.line", "becs.program.line.terms"):
            field = cls.env[name]._fields["credit_method"]
            labels = dict(field.selection) | {"of_resale": "Of resale"}
            cls.classPatch(field, "_selection", labels)
            cls.classPatch(field, "selection", list(labels.items()))
        cls.env.registry.clear_cache("stable")
        cls.addClassCleanup(cls.env.registry.clear_cache, "stable")
        cls.added = cls.new_program(
            "R1", line={"credit_method": "of_resale", "margin_percent": 90}
        )

    def sale(self, **values):
        [line] = self.validate({"authorization_ref": "R1", **values})
        return line

    def test_a_run_pays_by_it(self):
        line = self.sale(resale_price=95, unit_credit=14.5)
        self.assertState(line, "approved", 145)
        self.assertEqual(line.authorized_price_calculated, 85.5)
        self.assertEqual(line.unit_credit_calculated, 14.5)
        line = self.sale(resale_price=95, unit_credit=15)
        self.assertState(line, "adjusted", 145, "unit_credit_mismatch")

    def test_what_it_needs_is_checked(self):
        line = self.sale(unit_credit=14.5)
        self.assertEqual(self.codes(line), ["authorized_price_unknown"])
        self.assertEqual(line.finding_ids.message, "State the resale price.")
        self.added.line_ids.agreed_book_price = 0
        line = self.sale(resale_price=95, unit_credit=14.5)
        self.assertEqual(self.codes(line), ["book_price_unknown"])

    def test_a_resale_price_it_depends_on_is_looked_at(self):
        self.added.line_ids.min_resale_price = 96
        line = self.sale(resale_price=95, unit_credit=14.5)
        self.assertState(line, "review", 145, "resale_price_below_authorized")

    def test_its_terms_hold_by_ship_date(self):
        # as an amendment writes them, which is not what is tested
        self.added.line_ids.sudo().write({"margin_percent": 80})
        self.env["becs.program.line.terms"].sudo().create(
            {
                "program_line_id": self.added.line_ids.id,
                "date_to": date(2024, 3, 5),
                "credit_method": "of_resale",
                "margin_percent": 90,
                "agreed_book_price": 100,
            }
        )
        self.env["becs.program.version"].sudo().create(
            {
                "program_id": self.added.id,
                "number": 2,
                "date_from": date(2024, 3, 6),
                "reason": "Test",
            }
        )
        self.added.sudo().version = 2
        early, late = self.validate(
            {
                "authorization_ref": "R1",
                "resale_price": 95,
                "date_ship": date(2024, 3, 5),
            },
            {
                "authorization_ref": "R1",
                "resale_price": 95,
                "date_ship": date(2024, 3, 6),
            },
        )
        self.assertEqual(early.authorized_price_calculated, 85.5)
        self.assertEqual(late.authorized_price_calculated, 76)

    def test_it_is_explained(self):
        line = self.sale(resale_price=95, unit_credit=14.5)
        told = str(line._account()["sections"])
        self.assertIn("90 percent of the resale price", told)
        self.assertIn("Credit due", told)

    def test_the_portal_tells_it(self):
        line = self.added.line_ids
        self.assertEqual(line._portal_credit(line), ("Of the resale price", "90%"))

    def test_a_line_without_what_it_requires_is_refused(self):
        self.added.line_ids.margin_percent = 0
        with self.assertRaisesRegex(ValidationError, "pays nothing: enter the Margin"):
            self.added.line_ids._check_terms()

    def test_unclaimed_sales_are_expected_by_it(self):
        self.program.active = False
        sale = self.env["becs.pos.line"].create(
            {
                "company_id": self.company.id,
                "partner_id": self.distributor.id,
                "document": "INV1",
                "date": date(2024, 3, 10),
                "product_id": self.product.id,
                "quantity": 10,
                "resale_price": 95,
                "currency_id": self.eur.id,
            }
        )
        self.env.flush_all()
        row = self.env["becs.pos.unclaimed"].browse(sale.id)
        self.assertEqual(row.program_id, self.added)
        self.assertAlmostEqual(row.unit_credit, 8.55)

    def test_what_it_gives_away_is_asked(self):
        self.added.distributor_ids = self.distributor
        self.added.line_ids.write(
            {"applied_on": "product", "product_id": self.product.id}
        )
        given = given_away.of_program(self.added)
        self.assertEqual(given.unknown, f"Nobody knows {self.product.display_name}")
