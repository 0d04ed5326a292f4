import re

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .test_access import AccessCase

# actions of menus and of buttons in the models, with their view modes
MODELS = (
    "becs.program",
    "becs.request",
    "becs.claim",
    "becs.claim.line",
    "becs.finding",
    "becs.claim.report",
    "becs.rule",
    "becs.product.alias",
    "becs.customer.alias",
    "becs.intake",
    "becs.pos.report",
    "becs.pos.line",
    "becs.pos.unclaimed",
    "becs.stock.adjustment",
    "becs.job",
    "becs.run",
)


@tagged("post_install", "-at_install")
class TestViews(AccessCase):
    """Screens open for those who may see them, and say what they should."""

    def test_every_action_opens_for_every_role(self):
        actions = self.env["ir.actions.act_window"].search(
            [("res_model", "in", MODELS)]
        )
        self.assertGreater(len(actions), 10)
        for role in ("viewer", "analyst", "administrator"):
            for action in actions:
                with self.subTest(role=role, action=action.xml_id):
                    model = self.as_(role, self.env[action.res_model])
                    views = [
                        (view, mode) for view, mode in action.views if mode != "search"
                    ]
                    views.append((action.search_view_id.id, "search"))
                    found = model.get_views(views, {"toolbar": True})["views"]
                    self.assertEqual(set(found), {mode for _view, mode in views})

    def test_screens_are_reached_by_people_of_the_role(self):
        names = {
            role: self._menu_ids(role) for role in ("viewer", "analyst", "employee")
        }
        todo = self.env.ref("becs_claims.menu_becs_todo").id
        imports = self.env.ref("becs_claims.menu_becs_claim_import").id
        self.assertIn(todo, names["viewer"])
        self.assertNotIn(imports, names["viewer"])
        self.assertIn(imports, names["analyst"])
        self.assertNotIn(todo, names["employee"])

    def _menu_ids(self, role):
        return self.as_(role, self.env["ir.ui.menu"])._visible_menu_ids()

    def test_money_stands_beside_its_currency(self):
        """A view that shows an amount must load the currency of it."""
        for name in MODELS:
            model = self.env[name]
            for view in self.env["ir.ui.view"].search(
                [("model", "=", name), ("type", "in", ("list", "form", "kanban"))]
            ):
                with self.subTest(view=view.xml_id):
                    arch = etree.fromstring(view.get_combined_arch())
                    shown = {
                        node.get("name")
                        for node in arch.iterfind(".//field")
                        if not any(True for _ in node.iterancestors("field"))
                    }
                    needed = {
                        model._fields[field].get_currency_field(model)
                        for field in shown
                        if field in model._fields
                        and model._fields[field].type == "monetary"
                    }
                    self.assertLessEqual(needed, shown)

    def test_the_claim_form_does_not_load_the_lines(self):
        """However many there are: a one2many would load the id of each."""
        arch = self.env["becs.claim"].get_view(view_type="form")["arch"]
        names = {node.get("name") for node in etree.fromstring(arch).iter("field")}
        self.assertFalse({"line_ids", "finding_ids"} & names)

    def test_reading_a_claim_takes_as_long_with_more_lines(self):
        names = self._fields_of_form("becs.claim")
        small, large = self.claim, self.validate(*[{"unit_credit": 20}] * 50).claim_id
        queries = []
        for claim in (small, large):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            claim.web_read({name: {} for name in names})
            queries.append(self.cr.sql_log_count - before)
        self.assertEqual(*queries)

    def _fields_of_form(self, model):
        arch = etree.fromstring(self.env[model].get_view(view_type="form")["arch"])
        return {
            node.get("name")
            for node in arch.iter("field")
            if not any(True for _ in node.iterancestors("field"))
        }

    def test_cards_have_the_fields_they_look_at(self):
        for view in self.env["ir.ui.view"].search(
            [("model", "=like", "becs.%"), ("type", "in", ("kanban", "form"))]
        ):
            for kanban in etree.fromstring(view.arch).iter("kanban"):
                named = {node.get("name") for node in kanban.iter("field")}
                looked_at = {
                    name
                    for node in kanban.iter(etree.Element)
                    for value in node.attrib.values()
                    for name in re.findall(r"\brecord\.(\w+)\.", value)
                }
                with self.subTest(view=view.xml_id):
                    self.assertLessEqual(looked_at, named)

    def test_buttons_call_methods_that_exist(self):
        for view in self.env["ir.ui.view"].search(
            [("model", "=like", "becs.%"), ("type", "!=", "search")]
        ):
            for button in etree.fromstring(view.arch).iterfind(".//button"):
                if button.get("type") == "object":
                    with self.subTest(view=view.xml_id, button=button.get("name")):
                        models = [view.model]
                        models += [
                            self.env[view.model]._fields[node.get("name")].comodel_name
                            for node in button.iterancestors("field")
                        ]
                        self.assertTrue(
                            any(
                                hasattr(self.env[model], button.get("name"))
                                for model in models
                                if model
                            )
                        )


@tagged("post_install", "-at_install")
class TestFigures(AccessCase):
    """What the widgets of the forms are told."""

    def test_money_bar_of_a_claim(self):
        bar = self.claim.money_bar
        self.assertEqual(bar["total"]["amount"], 400)
        amounts = [(part["color"], part["amount"]) for part in bar["parts"]]
        self.assertEqual(
            amounts, [("success", 200), ("warning", 200), ("danger", 0), ("info", 0)]
        )
        self.assertIn("200.00", bar["parts"][1]["note"])

    def test_money_bar_of_a_draft(self):
        claim = self.new_claim({"unit_credit": 20})
        self.assertEqual([part["amount"] for part in claim.money_bar["parts"]], [200])

    def test_money_bar_of_a_claim_that_was_reset(self):
        self.claim.action_reset_to_draft()
        self.assertEqual(self.claim.pending_count, self.claim.line_count)
        self.assertEqual(
            [part["amount"] for part in self.claim.money_bar["parts"]], [400]
        )

    def test_money_bar_opens_the_lines_behind_a_figure(self):
        part = self.claim.money_bar["parts"][1]
        action = getattr(self.claim.with_context(**part["context"]), part["action"])()
        lines = self.env["becs.claim.line"].search(action["domain"])
        self.assertEqual(lines, self.lines[1])

    def test_money_bar_of_a_program(self):
        self.program.budget_amount = 1000
        parts = {part["label"]: part for part in self.program.money_bar["parts"]}
        self.assertEqual(parts["Approved"]["amount"], 200)
        self.assertEqual(parts["In review"]["amount"], 200)
        self.assertEqual(parts["Left"]["amount"], 600)
        self.program.budget_amount = 0
        labels = [part["label"] for part in self.program.money_bar["parts"]]
        self.assertNotIn("Left", labels)

    def test_reasons(self):
        [row] = self.as_("viewer", self.claim).get_reasons()
        self.assertEqual(
            (row["lines"], row["claimed"], row["outcome"]), (1, 200, "review")
        )
        action = self.claim.action_open_lines_of_reason(row["rule_id"], "review")
        lines = self.env["becs.claim.line"].search(action["domain"])
        self.assertEqual(lines, self.lines[1])

    def test_later_page_of_lines(self):
        """It holds what is there when all lines are read at once."""
        Line = self.as_("viewer", self.env["becs.claim.line"])
        of_claim = [("claim_id", "=", self.claim.id)]
        columns = {"sequence": {}, "state": {}, "reason_summary": {}}
        every = Line.web_search_read(of_claim, columns)
        self.assertEqual(every["length"], 2)
        self.assertTrue(every["records"][1]["reason_summary"])
        self.env.invalidate_all()
        later = Line.web_search_read(of_claim, columns, offset=1, limit=1)
        self.assertEqual(later, every | {"records": every["records"][1:]})

    def test_columns_of_program_lines(self):
        self.assertEqual(self.program.lines_use, "all net_price")

    def test_program_form_shows_the_columns_its_lines_need(self):
        with Form(self.env["becs.program"]) as form:
            form.name = "New"
            with form.line_ids.new() as line:
                line.applied_on = "all"
                line.credit_method = "percent"
                line.discount_percent = 5
        self.assertEqual(form.record.lines_use, "all percent")

    def test_report_keeps_proposals_apart(self):
        self.env.flush_all()
        [sums] = self.env["becs.claim.report"]._read_group(
            [("claim_id", "=", self.claim.id)],
            [],
            [
                f"amount_{name}:sum"
                for name in ("claimed", "approved", "review", "proposed", "rejected")
            ],
        )
        self.assertEqual(sums, (400, 200, 200, 200, 0))

    def test_age_ends_with_the_claim(self):
        self.assertGreater(self.claim.days_open, 0)
        self.claim.state = "done"
        self.assertEqual(self.claim.days_open, 0)


@tagged("post_install", "-at_install")
class TestExplanation(AccessCase):
    """The sentences that say how an amount came about."""

    def assertExplained(self, line, *parts):
        for part in parts:
            self.assertIn(part, line.explanation.replace("\N{NO-BREAK SPACE}", " "))

    def test_net_price(self):
        self.assertExplained(
            self.lines[0],
            "quotes authorization A1",
            "Into-stock price: 100.00 €",
            "Credit due: 100.00 € − 80.00 € = 20.00 € per unit",
            "claims 200.00 € for 10",
            "10 × 20.00 €",
            "Approved",
        )

    def test_review(self):
        self.assertExplained(self.lines[1], "10 × 20.00 €", "Proposed")

    def test_adjusted(self):
        [line] = self.validate({"unit_credit": 25})
        self.assertExplained(line, "10 × 20.00 €", "50.00 € less than claimed")

    def test_methods(self):
        for code, terms, shown in (
            (
                "PC",
                {"credit_method": "percent", "discount_percent": 12.5},
                "12.5% of 100.00 € = 12.50 €",
            ),
            ("FX", {"credit_method": "fixed", "unit_credit": 7}, "a fixed 7.00 €"),
            (
                "MG",
                {"credit_method": "margin", "margin_percent": 20},
                "resale price 110.00 € less 20% margin",
            ),
        ):
            with self.subTest(method=terms["credit_method"]):
                self.new_program(code, line=terms)
                [line] = self.validate(
                    {"authorization_ref": code, "unit_credit": 1, "resale_price": 110}
                )
                self.assertExplained(line, shown)

    def test_without_program(self):
        [line] = self.validate({"authorization_ref": "NONE"})
        self.assertExplained(line, "No program was applied", "NONE", "nothing is paid")

    def test_decided_by_a_person(self):
        line = self.as_("analyst", self.lines[1])
        line.action_decide("set", amount=150, note="Half <b>way</b>")
        self.assertExplained(
            line, self.people["analyst"].name, "150.00 €", "Half &lt;b&gt;way"
        )

    def test_not_decided(self):
        self.assertFalse(self.new_claim({}).line_ids.explanation)

    def test_marks_differences(self):
        [line] = self.validate({"unit_credit": 25, "book_price": 110})
        self.assertTrue(line.diff_unit_credit and line.diff_amount)
        self.assertTrue(line.diff_book_price)
        self.assertFalse(line.diff_quantity)
        self.assertFalse(self.lines[0].diff_amount)


@tagged("post_install", "-at_install")
class TestDecideWizard(AccessCase):
    """The dialog that asks for the verdict and the reason."""

    def wizard(self, records, role="analyst", **values):
        return (
            self.as_(role, self.env["becs.claim.line.decide"])
            .with_context(active_model=records._name, active_ids=records.ids)
            .create({"note": "Because"} | values)
        )

    def test_it_says_what_is_decided(self):
        wizard = self.wizard(self.lines)
        shown = (wizard.line_count, wizard.amount_claimed, wizard.amount_proposed)
        self.assertEqual(shown, (2, 400, 400))
        self.assertEqual(wizard.currency_id, self.eur)

    def test_findings_stand_for_their_lines(self):
        wizard = self.wizard(self.lines[1].finding_ids, verdict="reject")
        wizard.action_apply()
        self.assertEqual(self.lines.mapped("state"), ["approved", "rejected"])
        self.assertEqual(self.lines[1].decision_note, "Because")

    def test_another_quantity_or_amount(self):
        line = self.lines[1]
        self.wizard(line, verdict="quantity", quantity=4).action_apply()
        self.assertEqual((line.quantity_approved, line.amount_approved), (4, 80))
        self.wizard(line, verdict="amount", amount=33).action_apply()
        self.assertEqual((line.quantity_approved, line.amount_approved), (4, 33))

    def test_it_wants_a_reason_and_lines(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self.wizard(self.lines[1], note=False).action_apply()
        with self.assertRaisesRegex(UserError, "Select the lines"):
            self.wizard(self.lines[:0]).action_apply()

    def test_it_proposes_what_the_line_gets(self):
        context = {"active_model": "becs.claim.line", "active_ids": self.lines[1].ids}
        Wizard = self.env["becs.claim.line.decide"].with_context(**context)
        with Form(Wizard) as form:
            form.verdict = "amount"
            self.assertEqual(form.amount, 200)
            form.note = "As proposed"

    def test_a_viewer_is_not_asked(self):
        with self.assertRaises(AccessError):
            self.wizard(self.lines, role="viewer")
        self.assertFalse(self.as_("viewer", self.lines[1]).can_decide)
        self.assertTrue(self.as_("analyst", self.lines[1]).can_decide)


@tagged("post_install", "-at_install")
class TestSmartButtons(AccessCase):
    """Buttons on partners, products and price lists lead to their records."""

    def open(self, action):
        return self.env[action["res_model"]].search(action["domain"])

    def test_partner(self):
        self.assertEqual(self.distributor.becs_claim_count, 1)
        self.assertEqual(
            self.open(self.distributor.action_open_becs_claims()), self.claim
        )
        self.program.distributor_ids = self.distributor
        self.assertIn(
            self.program, self.open(self.distributor.action_open_becs_programs())
        )

    def test_product(self):
        self.program.line_ids = [
            Command.create(
                {"applied_on": "product", "product_id": self.product.id, "excluded": 1}
            )
        ]
        template = self.product.product_tmpl_id
        self.assertEqual(template.becs_program_count, 1)
        self.assertEqual(self.open(template.action_open_becs_programs()), self.program)

    def test_pricelist(self):
        pricelist = self.env["product.pricelist"].create(
            {"name": "Authorized", "currency_id": self.eur.id}
        )
        self.program.pricelist_id = pricelist
        self.assertEqual(pricelist.becs_program_count, 1)
        self.assertEqual(self.open(pricelist.action_open_becs_programs()), self.program)

    def test_program(self):
        lines = self.open(self.program.action_open_claim_lines())
        self.assertEqual(lines, self.lines)
        self.assertEqual(self.open(self.program.action_open_claims()), self.claim)
