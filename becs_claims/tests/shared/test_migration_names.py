"""Databases in which fields were called otherwise, after an update."""

import json

from lxml import etree

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL
from odoo.tools.sql import column_exists, rename_column

from ..intake.import_case import HEADINGS, ROWS, ImportCase, csv_file
from .test_migration import migration
from .validation_common import ValidationCase

# models that the same update renames after that
TODAY = {
    "becs.unknown": "becs.name.resolution",
    "becs.unknown.name": "becs.name.unresolved",
}
LINE, CLAIM, PROGRAM = "becs.claim.line", "becs.claim", "becs.program"


class NamesCase(ValidationCase):
    def setUp(self):
        super().setUp()
        self.script = migration("19.0.4.6.0", "pre-amounts")

    def migrate(self):
        self.env.flush_all()
        self.script.migrate(self.env.cr, "19.0.4.5.0")
        self.env.invalidate_all()

    def call_as_before(self):
        """Give columns and fields the names they had."""
        self.env.flush_all()
        cr = self.env.cr
        for model, renamed in self.script.RENAMED.items():
            table = model.replace(".", "_")
            for old, new in reversed(renamed.items()):
                if column_exists(cr, table, new):
                    rename_column(cr, table, new, old)
                cr.execute(
                    "UPDATE ir_model_data SET name = %s"
                    " WHERE module = 'becs_claims' AND name = %s",
                    [f"field_{table}__{old}", f"field_{table}__{new}"],
                )
                cr.execute(
                    "UPDATE ir_model_fields SET name = %s"
                    " WHERE model = %s AND name = %s",
                    [old, model, new],
                )
        self.env.invalidate_all(flush=False)

    def put(self, record, **texts):
        """Write texts as they were, which would be refused today."""
        record.flush_recordset()
        for name, text in texts.items():
            value = json.dumps(text) if isinstance(text, dict) else text
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = %s",
                    SQL.identifier(record._table),
                    SQL.identifier(name),
                    value,
                    record.id,
                )
            )
        record.invalidate_recordset(flush=False)

    def names(self):
        """{model: fields}, {name of an XML id: field} as the database has them."""
        self.env.cr.execute(
            """
            SELECT field.model, field.name, data.name
              FROM ir_model_fields field
              JOIN ir_model_data data ON data.model = 'ir.model.fields'
                   AND data.res_id = field.id AND data.module = 'becs_claims'
             WHERE field.model = ANY(%s)
             ORDER BY field.model, field.name
            """,
            [list(self.script.RENAMED)],
        )
        return self.env.cr.fetchall()


@tagged("post_install", "-at_install")
class TestNamesOfFields(NamesCase):
    def test_values_stay(self):
        lines = self.validate(
            {"amount_stated": 250, "unit_credit": 25},
            {"unit_credit": 20},
            {"authorization_ref": "GONE", "amount_stated": 50},
        )
        columns = (
            "amount_stated",
            "amount_claimed",
            "amount_claimed_program",
            "unit_credit_approved",
        )
        counts = ("approved_count", "adjusted_count", "rejected_count", "review_count")
        before = [
            lines.read(columns),
            lines.claim_id.read(["amount_claimed", *counts]),
            lines.finding_ids.read(["amount_claimed"]),
        ]
        self.assertEqual(lines.mapped("amount_stated"), [250, 0, 50])
        self.assertEqual(lines.mapped("amount_claimed"), [250, 200, 50])
        names = self.names()
        self.call_as_before()
        self.assertNotEqual(self.names(), names)
        for _ in range(2):  # an update that is repeated renames nothing
            self.migrate()
            self.assertEqual(self.names(), names)
            self.assertEqual(
                [
                    lines.read(columns),
                    lines.claim_id.read(["amount_claimed", *counts]),
                    lines.finding_ids.read(["amount_claimed"]),
                ],
                before,
            )

    def test_every_name_is_one_of_today(self):
        for model, renamed in self.script.RENAMED.items():
            for old, new in renamed.items():
                with self.subTest(model=model, field=old):
                    fields = self.env[TODAY.get(model, model)]._fields
                    self.assertIn(new, fields)
                    if old not in renamed.values():
                        self.assertNotIn(old, fields)


@tagged("post_install", "-at_install")
class TestNamesPeopleUse(NamesCase):
    """What people made with the former names says the same with those of today."""

    def migrated(self, record, **texts):
        """What texts become when an update runs, and again when it is repeated."""
        self.call_as_before()
        self.put(record, **texts)
        self.migrate()
        first = record.read(list(texts))
        self.migrate()
        self.assertEqual(record.read(list(texts)), first)
        return first[0]

    def filter(self, model, **texts):
        record = self.env["ir.filters"].create({"name": "Mine", "model_id": model})
        return self.migrated(record, **texts)

    def test_filters_of_lines(self):
        [line, other] = self.validate({"amount_stated": 250}, {"unit_credit": 20})
        self.assertEqual((line.amount_claimed, other.amount_claimed), (250, 200))
        found = self.filter(
            LINE,
            domain="['|', ('amount_claimed', '>', 220),"
            " ('amount_claims', '>', 220), ('state', '=', 'amount_claims')]",
            context="{'group_by': ['date_ship:month', 'amount_claims'],"
            " 'pivot_measures': ['amount_claimed', 'unit_paid', '__count'],"
            " 'default_amount_claimed': 3}",
            sort='["amount_claimed desc", "amount_claims"]',
        )
        self.assertEqual(
            found["domain"],
            "['|', ('amount_stated', '>', 220),"
            " ('amount_claimed', '>', 220), ('state', '=', 'amount_claims')]",
        )
        self.assertEqual(
            found["context"],
            "{'group_by': ['date_ship:month', 'amount_claimed'],"
            " 'pivot_measures': ['amount_stated', 'unit_credit_approved', '__count'],"
            " 'default_amount_stated': 3}",
        )
        self.assertEqual(found["sort"], '["amount_stated desc", "amount_claimed"]')

    def test_a_filter_finds_the_same_lines(self):
        lines = self.validate({"amount_stated": 250}, {"unit_credit": 20})
        record = self.env["ir.filters"].create({"name": "Mine", "model_id": LINE})
        self.migrated(record, domain="[('amount_claimed', '>', 220)]")
        self.assertEqual(
            self.env[LINE].search(
                [*record._get_eval_domain(), ("claim_id", "=", lines.claim_id.id)]
            ),
            lines[0],
        )

    def test_filters_of_claims_and_programs(self):
        """Theirs is the sum, now as before."""
        for model, domain, expected in (
            (
                CLAIM,
                "[('amount_claimed', '>', 5), ('line_ids.amount_claimed', '>', 5),\n"
                " ('line_ids.amount_claims', '>', 5), ('count_review', '>', 0)]",
                "[('amount_claimed', '>', 5), ('line_ids.amount_stated', '>', 5),\n"
                " ('line_ids.amount_claimed', '>', 5), ('review_count', '>', 0)]",
            ),
            (
                CLAIM,
                "[('line_ids', 'any', [('amount_claims', '>', 5),"
                " ('claim_id', 'any', [('amount_claimed', '<', uid)])])]",
                "[('line_ids', 'any', [('amount_claimed', '>', 5),"
                " ('claim_id', 'any', [('amount_claimed', '<', uid)])])]",
            ),
            (PROGRAM, "[('amount_claimed', '>', 5)]", None),
            (
                "becs.finding",
                "[('claim_line_id.amount_claimed', '>', 5), ('amount_claims', '>', 5)]",
                "[('claim_line_id.amount_stated', '>', 5), ('amount_claimed', '>', 5)]",
            ),
            ("becs.intake", "[('claim_id.count_pending', '=', 0)]", None),
            ("res.partner", "[('name', '=', 'amount_claims')]", None),
        ):
            with self.subTest(domain=domain):
                found = self.filter(model, domain=domain)["domain"]
                if model == "becs.intake":
                    expected = "[('claim_id.pending_count', '=', 0)]"
                self.assertEqual(found, expected or domain)

    def test_what_cannot_be_read_stays(self):
        broken = "[('amount_claims', '>', "
        record = self.env["ir.filters"].create({"name": "Mine", "model_id": LINE})
        self.call_as_before()
        self.put(record, domain=broken)
        with self.assertLogs(level="WARNING") as logs:
            self.migrate()
        self.assertEqual(record.domain, broken)
        self.assertIn(f"domain of ir_filters {record.id} cannot be", logs.output[0])

    def test_what_cannot_be_told_is_named_in_the_log(self):
        """Of what a dictionary is cannot be seen; the update goes on."""
        codes = (
            ("vals = {'unit_paid': 5}\nrecord.write(vals)", "names a field"),
            ("record.search(Domain('amount_claims', op, 5))", "cannot be read"),
        )
        actions = self.env["ir.actions.server"].create(
            [
                {
                    "name": "Mine",
                    "model_id": self.env["ir.model"]._get_id(LINE),
                    "state": "code",
                }
                for _code in codes
            ]
        )
        self.call_as_before()
        for action, (code, _why) in zip(actions, codes, strict=True):
            self.put(action, code=code)
        with self.assertLogs(level="WARNING") as logs:
            self.migrate()
        for action, (code, why) in zip(actions, codes, strict=True):
            self.assertEqual(action.code, code)
            self.assertIn(
                f"code of ir_act_server {action.id} {why}", "\n".join(logs.output)
            )

    def test_exports(self):
        export = self.env["ir.exports"].create(
            {
                "name": "Mine",
                "resource": CLAIM,
                "export_fields": [
                    Command.create({"name": name})
                    for name in (
                        "amount_claimed",
                        "count_review",
                        "line_ids/amount_claimed",
                        "line_ids/amount_claims",
                        "line_ids/claim_id/amount_claimed",
                        "line_ids/unit_paid",
                    )
                ],
            }
        )
        self.call_as_before()
        for _ in range(2):
            self.migrate()
            names = export.export_fields.mapped("name")
            self.assertEqual(
                names,
                [
                    "amount_claimed",
                    "review_count",
                    "line_ids/amount_stated",
                    "line_ids/amount_claimed",
                    "line_ids/claim_id/amount_claimed",
                    "line_ids/unit_credit_approved",
                ],
            )
        [line] = self.validate({"unit_credit": 20})
        rows = line.claim_id.export_data(names)["datas"]
        self.assertEqual(rows, [[200, 0, 0, 200, 200, 20]])

    def test_own_rules(self):
        rule = self.env["becs.rule"].create(
            {
                "code": "own_large",
                "name": "Large",
                "outcome": "review",
                "domain": "[('amount_stated', '>', 220)]",
            }
        )
        found = self.migrated(
            rule, domain="[('amount_claimed', '>', 220), ('amount_claims', '>', 220)]"
        )
        self.assertEqual(
            found["domain"],
            "[('amount_stated', '>', 220), ('amount_claimed', '>', 220)]",
        )
        self.assertFalse(rule.problem)
        large, unit = self.validate(
            {"amount_stated": 250, "unit_credit": 25}, {"unit_credit": 25}
        )
        self.assertIn(rule, large.finding_ids.rule_id)
        self.assertNotIn(rule, unit.finding_ids.rule_id)

    def test_mails(self):
        [line] = self.validate({"unit_credit": 20})
        template = self.env["mail.template"].create(
            {
                "name": "Mine",
                "model_id": self.env["ir.model"]._get_id(CLAIM),
                "subject": "?",
                "body_html": "<p>?</p>",
            }
        )
        body = (
            '<p title="&lt;amount_claims">'
            '<t t-out="object.amount_claimed"/> of '
            '<t t-if="object.count_review &lt; 5" t-out="object.count_review"/>'
            '<t t-set="found" t-value="object.line_ids.filtered('
            'lambda one: one.amount_claims &gt; one.amount_claimed)"/>'
            '<t t-foreach="found" t-as="each"><b t-out="each.amount_claims"/>'
            '<i t-out="each.amount_claimed"/></t>'
            "<t t-out=\"sum(object.line_ids.mapped('unit_paid'))\"/></p>"
        )
        self.call_as_before()
        self.put(
            template,
            subject={
                "en_US": "{{ object.amount_claimed }} {{ object.line_ids[:1]"
                ".amount_claims ||| amount_claims }}"
            },
            body_html={"en_US": body},
        )
        for _ in range(2):
            self.migrate()
            self.assertEqual(
                template.subject,
                "{{ object.amount_claimed }} {{ object.line_ids[:1]"
                ".amount_claimed ||| amount_claims }}",
            )
        rendered = template._render_field("body_html", line.claim_id.ids)
        text = etree.fromstring(str(rendered[line.claim_id.id]))
        self.assertEqual(
            "".join(text.itertext()).split(), ["200.0", "of", "0200.00.020.0"]
        )
        self.assertEqual(text.get("title"), "<amount_claims")

    def test_code_of_actions(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Mine",
                "model_id": self.env["ir.model"]._get_id(CLAIM),
                "state": "code",
                "code": "pass",
            }
        )
        [line] = self.validate({"unit_credit": 20})
        found = self.migrated(
            action,
            code="lines = env['becs.claim.line'].search("
            "[('claim_id', 'in', records.ids), ('amount_claims', '>', 5)])\n"
            "for claim in records:\n"
            "    total = sum(one.amount_claims for one in claim.line_ids)\n"
            "    if total == claim.amount_claimed and not claim['count_pending']:\n"
            "        # amount_claims of é\n"
            "        claim.write({'reference': 'É %s %s' % "
            "(lines.unit_paid, total)})\n",
        )
        self.assertEqual(
            found["code"],
            "lines = env['becs.claim.line'].search("
            "[('claim_id', 'in', records.ids), ('amount_claimed', '>', 5)])\n"
            "for claim in records:\n"
            "    total = sum(one.amount_claimed for one in claim.line_ids)\n"
            "    if total == claim.amount_claimed and not claim['pending_count']:\n"
            "        # amount_claims of é\n"
            "        claim.write({'reference': 'É %s %s' % "
            "(lines.unit_credit_approved, total)})\n",
        )
        action.with_context(active_model=CLAIM, active_ids=line.claim_id.ids).run()
        self.assertEqual(line.claim_id.reference, "É 20.0 200.0")

    def test_views(self):
        base = self.env.ref("becs_claims.becs_claim_view_form")
        view = self.env["ir.ui.view"].create(
            {
                "name": "Mine",
                "model": CLAIM,
                "inherit_id": base.id,
                "arch": '<field name="reference" position="after"/>',
            }
        )
        whole = self.env["ir.ui.view"].create(
            {
                "name": "Mine",
                "model": CLAIM,
                "arch": '<form><field name="name"/></form>',
            }
        )
        self.call_as_before()
        self.put(
            view,
            arch_db={
                "en_US": "<xpath expr=\"//field[@name='partner_id']\""
                ' position="after">'
                '<field name="amount_claimed"'
                ' invisible="count_review == 0 and amount_claimed"/></xpath>'
            },
        )
        self.put(
            whole,
            arch_db={
                "en_US": '<form><field name="amount_claimed"/>'
                '<field name="line_ids" context="{\'default_amount_claimed\': 1}">'
                '<list default_order="amount_claims desc">'
                '<field name="amount_claimed" readonly="amount_claims &lt; 3"'
                ' column_invisible="parent.amount_claimed == 0"/>'
                '<field name="amount_claims" sum="Claimed"/></list></field></form>'
            },
        )
        for _ in range(2):
            self.migrate()
            self.assertEqual(
                view.arch_db,
                '<xpath expr="//field[@name=\'partner_id\']" position="after">'
                '<field name="amount_claimed"'
                ' invisible="review_count == 0 and amount_claimed"/></xpath>',
            )
            self.assertEqual(
                whole.arch_db,
                '<form><field name="amount_claimed"/>'
                '<field name="line_ids" context="{\'default_amount_stated\': 1}">'
                '<list default_order="amount_claimed desc">'
                '<field name="amount_stated" readonly="amount_claimed &lt; 3"'
                ' column_invisible="parent.amount_claimed == 0"/>'
                '<field name="amount_claimed" sum="Claimed"/></list></field></form>',
            )
        (view | whole)._check_xml()

    def test_search_views(self):
        view = self.env["ir.ui.view"].create(
            {
                "name": "Mine",
                "model": LINE,
                "arch": '<search><field name="product_ref"/></search>',
            }
        )
        found = self.migrated(
            view,
            arch_db={
                "en_US": '<search><field name="amount_claims"'
                " filter_domain=\"[('amount_claims', '&gt;=', self)]\"/></search>"
            },
        )["arch_db"]
        self.assertIn('name="amount_claimed"', found)
        self.assertIn("('amount_claimed', '&gt;=', self)", found)

    def put_pages(self, *pages):
        """Pages with architectures as they were, from (values, architecture)."""
        views = self.env["ir.ui.view"].create(
            [
                {"name": "Mine", "type": "qweb", "arch": "<data/>", **values}
                for values, _arch in pages
            ]
        )
        # only now: one that does not fit its page lets no other be made
        for view, (_values, arch) in zip(views, pages, strict=True):
            self.put(view, arch_db={"en_US": arch})
        return views

    def test_kinds_of_names_in_views(self):
        for model, before, after in (
            (
                LINE,
                '<list position="attributes">'
                '<attribute name="default_order">amount_claimed, unit_paid desc'
                "</attribute></list>",
                '<list position="attributes">'
                '<attribute name="default_order">'
                "amount_stated, unit_credit_approved desc</attribute></list>",
            ),
            (
                LINE,
                "<xpath expr=\"//progressbar[@sum_field='amount_claims']\""
                ' position="attributes">'
                '<attribute name="sum_field">amount_claimed</attribute></xpath>',
                "<xpath expr=\"//progressbar[@sum_field='amount_claimed']\""
                ' position="attributes">'
                '<attribute name="sum_field">amount_stated</attribute></xpath>',
            ),
            (
                LINE,
                "<xpath expr=\"//label[@for='amount_claims']\" "
                'position="attributes"><attribute name="for">amount_claimed'
                '</attribute><attribute name="invisible" add="unit_paid == 0"'
                ' separator=" or "/></xpath>',
                "<xpath expr=\"//label[@for='amount_claimed']\" "
                'position="attributes"><attribute name="for">amount_stated'
                '</attribute><attribute name="invisible"'
                ' add="unit_credit_approved == 0" separator=" or "/></xpath>',
            ),
            (
                LINE,
                '<field name="amount_claims" position="attributes">'
                '<attribute name="name">amount_claimed</attribute></field>',
                '<field name="amount_claimed" position="attributes">'
                '<attribute name="name">amount_stated</attribute></field>',
            ),
            (
                # what the field's own attributes name is of its model, but a domain
                CLAIM,
                '<field name="line_ids" position="attributes">'
                '<attribute name="invisible">amount_claimed == 0</attribute>'
                "<attribute name=\"domain\">[('amount_claimed', '=', 0)]</attribute>"
                "</field>",
                '<field name="line_ids" position="attributes">'
                '<attribute name="invisible">amount_claimed == 0</attribute>'
                "<attribute name=\"domain\">[('amount_stated', '=', 0)]</attribute>"
                "</field>",
            ),
            (
                CLAIM,
                "<xpath expr=\"//field[@name='line_ids']//label[@for='amount_claims']"
                '" position="after"><field name="amount_claimed"/></xpath>',
                "<xpath expr=\"//field[@name='line_ids']//label[@for='amount_claimed']"
                '" position="after"><field name="amount_stated"/></xpath>',
            ),
            (
                LINE,
                '<xpath expr="//groupby[@name=\'claim_id\']" position="inside">'
                '<field name="amount_claimed"/><field name="count_review"/></xpath>',
                '<xpath expr="//groupby[@name=\'claim_id\']" position="inside">'
                '<field name="amount_claimed"/><field name="review_count"/></xpath>',
            ),
            (
                LINE,
                '<list><field name="amount_claimed"/><groupby name="claim_id">'
                '<field name="amount_claimed"/><field name="count_review"/>'
                "</groupby></list>",
                '<list><field name="amount_stated"/><groupby name="claim_id">'
                '<field name="amount_claimed"/><field name="review_count"/>'
                "</groupby></list>",
            ),
            (
                LINE,
                "<form><field name=\"state\" options=\"{'amount': 'amount_claimed',"
                " 'other': 'unit_paid', 'no_open': True}\"/></form>",
                "<form><field name=\"state\" options=\"{'amount': 'amount_stated',"
                " 'other': 'unit_credit_approved', 'no_open': True}\"/></form>",
            ),
            (
                CLAIM,
                "<kanban><t t-if=\"record['count_review'].raw_value"
                ' and record.count_pending.raw_value"/></kanban>',
                "<kanban><t t-if=\"record['review_count'].raw_value"
                ' and record.pending_count.raw_value"/></kanban>',
            ),
            (
                CLAIM,
                "<xpath expr=\"//t[@t-if='record.count_review.raw_value']\""
                ' position="attributes"><attribute name="t-if">'
                "record.count_pending.raw_value</attribute></xpath>",
                "<xpath expr=\"//t[@t-if='record.review_count.raw_value']\""
                ' position="attributes"><attribute name="t-if">'
                "record.pending_count.raw_value</attribute></xpath>",
            ),
        ):
            with self.subTest(before=before):
                names = self.script.Names(self.env.cr)
                found = self.script.View(names).renamed(model, before)
                self.assertEqual(found, after)
                self.assertFalse(names.unsure)

    def test_pages_and_reports(self):
        page = self.env.ref("becs_claims.portal_lines")
        again = self.env.ref("becs_claims.portal_again")
        cases = (
            (
                {"inherit_id": page.id},
                "<xpath expr=\"//span[@t-field='line.amount_claims']\""
                ' position="attributes">'
                '<attribute name="t-out">line.amount_claimed</attribute></xpath>',
                "<xpath expr=\"//span[@t-field='line.amount_claimed']\""
                ' position="attributes">'
                '<attribute name="t-out">line.amount_stated</attribute></xpath>',
            ),
            (
                {"inherit_id": page.id},
                '<data><t t-call="becs_claims.portal_money"'
                ' amount="line.amount_claims" currency="line.currency_id"/></data>',
                '<data><t t-call="becs_claims.portal_money"'
                ' amount="line.amount_claimed" currency="line.currency_id"/></data>',
            ),
            (
                {"inherit_id": again.id},
                '<data><b t-out="record.amount_claimed"/>'
                '<b t-out="record.amount_claims"/></data>',
                '<data><b t-out="record.amount_stated"/>'
                '<b t-out="record.amount_claimed"/></data>',
            ),
            (
                {"key": "mine.drafts"},
                '<t><t t-foreach="drafts" t-as="one" t-out="one.count_review"/>'
                '<i t-out="draft.amount_claimed"/></t>',
                '<t><t t-foreach="drafts" t-as="one" t-out="one.review_count"/>'
                '<i t-out="draft.amount_claimed"/></t>',
            ),
            (
                {"key": "mine.lines"},
                '<t><t t-foreach="docs" t-as="each" t-out="each.amount_claims"/></t>',
                '<t><t t-foreach="docs" t-as="each" t-out="each.amount_claimed"/></t>',
            ),
            (
                {"key": "mine.lines_document"},
                '<t><i t-out="o.amount_claimed"/><i t-out="doc.amount_claims"/></t>',
                '<t><i t-out="o.amount_stated"/><i t-out="doc.amount_claimed"/></t>',
            ),
        )
        self.env["ir.actions.report"].create(
            {"name": "Mine", "model": LINE, "report_name": "mine.lines"}
        )
        self.call_as_before()
        views = self.put_pages(*((values, before) for values, before, _after in cases))
        with self.assertNoLogs(self.script.__name__, "WARNING"):
            self.migrate()
        for view, (_values, before, after) in zip(views, cases, strict=True):
            with self.subTest(before=before):
                self.assertEqual(view.arch_db, after)

    def test_an_amount_of_what_is_not_known_is_named_in_the_log(self):
        """It would be another amount afterwards, and nothing would tell."""
        codes = {
            "def total(one):\n    return one.amount_claimed": True,
            "vals = {'amount_claimed': 5}": True,
            "total = sum(rows.mapped('amount_claimed'))": True,
            "row = rows[0]['amount_claimed']": True,
            "total = record.amount_claimed + sum(record.line_ids.mapped('id'))": False,
            "for row in records.read(['amount_claimed']):\n"
            "    total = row['amount_claimed']": False,
            "found = record.search([('name', '=', 'amount_claimed')])": False,
            "# amount_claimed of lines\ntotal = 'The amount_claimed is big'": False,
            "partner = env['res.partner'].search([])[0].amount_claimed": False,
        }
        actions = self.env["ir.actions.server"].create(
            [
                {
                    "name": "Mine",
                    "model_id": self.env["ir.model"]._get_id(CLAIM),
                    "state": "code",
                }
                for _code in codes
            ]
        )
        self.call_as_before()
        for action, code in zip(actions, codes, strict=True):
            self.put(action, code=code)
        page, known = self.put_pages(
            ({}, '<t t-out="other.amount_claimed"/>'),
            ({}, '<t t-out="claim.amount_claimed"/>'),
        )
        with self.assertLogs(self.script.__name__, "WARNING") as logs:
            self.migrate()
        said = "\n".join(logs.output)
        for action, (code, is_told) in zip(actions, codes.items(), strict=True):
            with self.subTest(code=code):
                self.assertEqual(
                    f"code of ir_act_server {action.id} names amount_claimed" in said,
                    is_told,
                )
                self.assertEqual(action.code, code)
        self.assertIn(f"arch_db of ir_ui_view {page.id} names", said)
        self.assertNotIn(f"arch_db of ir_ui_view {known.id} names", said)

    def test_actions_beside_actions(self):
        window = self.env["ir.actions.act_window"].create(
            {"name": "Lines", "res_model": LINE}
        )
        action = self.env["ir.embedded.actions"].create(
            {
                "name": "Mine",
                "parent_res_model": CLAIM,
                "parent_action_id": window.id,
                "action_id": window.id,
            }
        )
        found = self.migrated(
            action,
            domain="[('amount_claimed', '>', 0), ('count_review', '=', 0)]",
            context="{'group_by': 'amount_claimed'}",
        )
        self.assertEqual(
            (found["domain"], found["context"]),
            (
                "[('amount_claimed', '>', 0), ('review_count', '=', 0)]",
                "{'group_by': 'amount_stated'}",
            ),
        )

    def test_domains_of_own_fields(self):
        field = self.env["ir.model.fields"].create(
            {
                "name": "x_line_id",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "ttype": "many2one",
                "relation": LINE,
            }
        )
        found = self.migrated(field, domain="[('amount_claimed', '>', 0)]")
        self.assertEqual(found["domain"], "[('amount_stated', '>', 0)]")

    def test_fields_of_the_add_on_are_not_told_of(self):
        """The database holds what they are related to: the update writes it anew."""
        field = self.env["ir.model.fields"]._get("becs.dispute", "amount_claimed")
        self.call_as_before()
        self.put(field, related="claim_line_id.amount_claims")
        with self.assertNoLogs(self.script.__name__, "WARNING"):
            self.migrate()

    def test_names_of_reports(self):
        report = self.env["ir.actions.report"].create(
            {"name": "Mine", "model": LINE, "report_name": "mine.lines"}
        )
        found = self.migrated(
            report,
            attachment="'Line %s' % object.amount_claims",
            print_report_name={
                "en_US": "'%s of %s' % "
                "(object.amount_claimed, object.claim_id.count_review)"
            },
        )
        self.assertEqual(
            (found["attachment"], found["print_report_name"]),
            (
                "'Line %s' % object.amount_claimed",
                "'%s of %s' % (object.amount_stated, object.claim_id.review_count)",
            ),
        )

    def test_what_mails_are_entered_as(self):
        alias = self.env["mail.alias"].create(
            {
                "alias_name": "mine",
                "alias_model_id": self.env["ir.model"]._get_id(CLAIM),
            }
        )
        self.call_as_before()
        self.env.cr.execute(
            "UPDATE mail_alias SET alias_model_id = %s WHERE id = %s",
            [self.env["ir.model"]._get_id("becs.dispute"), alias.id],
        )
        self.put(alias, alias_defaults="{'amount_claims': 5, 'name': 'amount'}")
        self.migrate()
        self.assertEqual(
            alias.alias_defaults, "{'amount_claimed': 5, 'name': 'amount'}"
        )

    def test_defaults(self):
        """They are kept by field, which is the same one."""
        self.env["ir.default"].set(LINE, "amount_stated", 7.0)
        self.call_as_before()
        self.migrate()
        self.assertEqual(
            self.env[LINE].default_get(["amount_stated", "amount_claimed"]),
            {"amount_stated": 7.0},
        )


@tagged("post_install", "-at_install")
class TestProfilesOfBefore(ImportCase):
    def test_a_file_is_read_as_it_was(self):
        """A profile holds names of the columns of files, which are as they were."""
        headings = [name.replace("Claim Amount", "Our Sum") for name in HEADINGS]
        self.env["becs.import.profile"].create(
            {
                "partner_id": self.distributor.id,
                "kind": "claim",
                "mapping": {"our sum": "amount_claimed"},
            }
        )
        wizard = self.read_file(csv_file(ROWS, headings))
        self.assertEqual(self.column(wizard, "Our Sum").field_name, "amount_claimed")
        lines = self.claim_of(wizard.action_import()).line_ids
        self.assertEqual(lines.mapped("amount_stated"), [25, 5, -5])
        self.assertEqual(lines.mapped("amount_claimed"), [25, 5, -5])
