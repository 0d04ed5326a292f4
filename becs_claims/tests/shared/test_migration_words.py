"""Databases whose models, fields and methods had other names."""

import json

from odoo.tests import tagged
from odoo.tools import SQL, sql

from ..validation.test_validation_returns import ReturnCase
from .test_migration import migration


@tagged("post_install", "-at_install")
class TestWordsMigration(ReturnCase):
    def migrate(self):
        self.env.flush_all()
        for _ in range(2):  # an update that is repeated changes nothing
            migration("19.0.4.6.0", "pre-words").migrate(self.env.cr, "19.0.4.5.0")
        self.env.invalidate_all()

    def test_models_and_fields_are_renamed(self):
        models = self.env["ir.model"].search([("model", "=like", "becs.%")])
        ours = [("module", "=", "becs_claims"), ("model", "=like", "ir.model%")]

        def names():
            fields = self.env["ir.model.fields"].search(
                [("model_id", "in", models.ids)], order="id"
            )
            return (
                [(model.id, model.model) for model in models],
                [(field.model, field.name, field.relation) for field in fields],
                set(self.env["ir.model.data"].search(ours).mapped("name")),
            )

        now = names()
        script = migration("19.0.4.6.0", "pre-words")
        # as it was: the same the other way round
        for old, new in script.MODELS.items():
            script._rename_model(self.env.cr, new, old)
        script._rename_field(self.env.cr, "is_late_notified", "is_late_told")
        script._rename_field(self.env.cr, "can_resubmit", "can_send_again")
        self.env.invalidate_all()
        for former, current in zip(names(), now, strict=True):
            self.assertNotEqual(former, current)
        self.assertTrue(self.env["ir.model"].search([("model", "=", "becs.unknown")]))
        self.migrate()
        self.assertEqual(names(), now)

    def test_columns_keep_what_they_hold(self):
        claim = self.new_claim({})
        claim._write_guarded({"is_late_notified": True})
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE becs_claim RENAME is_late_notified TO is_late_told"
        )
        self.migrate()
        self.assertTrue(claim.is_late_notified)

    def test_what_users_wrote_is_renamed_but_their_sentences(self):
        names = self.env["ir.filters"].create(
            {
                "name": "Late, is_late_told",
                "model_id": "becs.claim",
                "domain": "[('is_late_told', '=', True), ('name', '=', 'judge')]",
            }
        )
        action = self.env["ir.actions.server"].create(
            {
                "name": "Again",
                "model_id": self.env["ir.model"]._get_id("becs.claim"),
                "state": "code",
                "code": "records.action_judge_anew()",
            }
        )
        view = self.env["ir.ui.view"].create(
            {
                "name": "What-if",
                "model": "becs.what.if",
                "arch": '<form><field name="revalidate_decided" /></form>',
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_ui_view SET arch_db = replace(arch_db::text, %s, %s)::jsonb"
            " WHERE id = %s",
            ("revalidate_decided", "judge_decided", view.id),
        )
        self.migrate()
        self.assertEqual(names.name, "Late, is_late_told")
        self.assertEqual(
            names.domain, "[('is_late_notified', '=', True), ('name', '=', 'judge')]"
        )
        self.assertEqual(action.code, "records.action_revalidate()")
        self.assertIn('name="revalidate_decided"', view.arch)

    def written(self, table, **texts):
        """A row that an update finds, in a table that may be of another module."""
        columns = {
            name: "jsonb" if isinstance(text, dict) else "text"
            for name, text in texts.items()
            if name not in ("model_id", "alias_model_id", "ref_id")
        }
        cr = self.env.cr
        if not sql.table_exists(cr, table):
            kinds = [
                SQL("%s %s", SQL.identifier(c), SQL(k)) for c, k in columns.items()
            ]
            cr.execute(
                SQL(
                    "CREATE TABLE %s (id serial PRIMARY KEY, model_id int, %s)",
                    SQL.identifier(table),
                    SQL(", ").join(kinds),
                )
            )
        else:
            # what else a row needs is of no matter here, nor in the table it extends
            cr.execute(
                "SELECT inhparent::regclass::text FROM pg_inherits"
                " WHERE inhrelid = %s::regclass",
                [table],
            )
            for owner in (*(parent for [parent] in cr.fetchall()), table):
                cr.execute(
                    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
                    " AND attnotnull AND attnum > 0 AND attname <> 'id'",
                    [owner],
                )
                for [name] in cr.fetchall():
                    cr.execute(
                        SQL(
                            "ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL",
                            SQL.identifier(owner),
                            SQL.identifier(name),
                        )
                    )
        values = {
            name: json.dumps(text) if isinstance(text, dict) else text
            for name, text in texts.items()
        }
        cr.execute(
            SQL(
                "INSERT INTO %s (%s) VALUES (%s) RETURNING id",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, values)),
                SQL(", ").join(SQL("%s", value) for value in values.values()),
            )
        )
        return cr.fetchone()[0]

    def assertWritten(self, table, row_id, **texts):
        self.env.cr.execute(
            SQL(
                "SELECT %s FROM %s WHERE id = %s",
                SQL(", ").join(map(SQL.identifier, texts)),
                SQL.identifier(table),
                row_id,
            )
        )
        self.assertEqual(self.env.cr.fetchone(), tuple(texts.values()))

    def test_every_kind_of_what_users_wrote(self):
        claim = self.env["ir.model"]._get_id("becs.claim")
        partner = self.env["ir.model"]._get_id("res.partner")
        late, late_now = "[('is_late_told', '=', 1)]", "[('is_late_notified', '=', 1)]"
        field, field_now = "object.is_late_told", "object.is_late_notified"
        window = self.env["ir.actions.act_window"].create(
            {"name": "Claims", "res_model": "becs.claim"}
        )
        self.env.flush_all()
        code = "env['becs.unknown'].x(env[\"becs.kept.mixin\"], 'becs.unknown.names')"
        code_now = (
            "env['becs.name.resolution'].x(env[\"becs.append.only.mixin\"],"
            " 'becs.unknown.names')"
        )
        action = f'<action name="{window.id}" domain="%s"/>'
        cases = (
            (
                "base_automation",
                {"model_id": claim},
                {"filter_domain": late, "filter_pre_domain": late},
                {"filter_domain": late_now, "filter_pre_domain": late_now},
            ),
            (
                "mail_template",
                {"model": "becs.claim"},
                {
                    "subject": {"en_US": "{{ %s }}" % field},
                    "body_html": {"en_US": f'<p t-out="{field}">told</p>'},
                },
                {
                    "subject": {"en_US": "{{ %s }}" % field_now},
                    "body_html": {"en_US": f'<p t-out="{field_now}">told</p>'},
                },
            ),
            (
                "sms_template",
                {"model": "becs.claim"},
                {"body": {"en_US": "{{ %s }}" % field}},
                {"body": {"en_US": "{{ %s }}" % field_now}},
            ),
            (
                "ir_act_server",
                {"model_id": claim},
                {"value": field, "update_path": "is_late_told"},
                {"value": field_now, "update_path": "is_late_notified"},
            ),
            (
                "ir_act_server",
                {"model_id": partner},
                {"code": code, "value": "action_send_again"},
                {"code": code_now, "value": "action_send_again"},
            ),
            (
                "ir_model_fields",
                {"model": "becs.claim", "state": "manual", "name": "x_late"},
                {"related": "is_late_told", "depends": "is_late_told"},
                {"related": "is_late_notified", "depends": "is_late_notified"},
            ),
            (
                "ir_model_fields",
                {"model": "becs.claim", "state": "manual", "name": "x_code"},
                {"compute": "self.action_judge_anew()"},
                {"compute": "self.action_revalidate()"},
            ),
            (
                "ir_model_fields",
                {"relation": "becs.claim", "state": "manual", "name": "x_claim_id"},
                {"domain": late},
                {"domain": late_now},
            ),
            (
                "ir_ui_view_custom",
                {},
                {"arch": action % late},
                {"arch": action % late_now},
            ),
            (
                "base_import_mapping",
                {},
                {"res_model": "becs.unknown", "field_name": "can_send_again"},
                {"res_model": "becs.name.resolution", "field_name": "can_resubmit"},
            ),
            (
                "ir_embedded_actions",
                {"name": {"en_US": "Mine"}},
                {
                    "parent_res_model": "becs.unknown",
                    "python_method": "action_judge_anew",
                    "domain": late,
                    "context": "{}",
                },
                {
                    "parent_res_model": "becs.name.resolution",
                    "python_method": "action_revalidate",
                    "domain": late_now,
                    "context": "{}",
                },
            ),
            (
                "mail_template",
                {},
                {"model": "becs.unknown"},
                {"model": "becs.name.resolution"},
            ),
            (
                "mail_alias",
                {"alias_model_id": claim},
                {"alias_defaults": "{'is_late_told': True}"},
                {"alias_defaults": "{'is_late_notified': True}"},
            ),
            (
                "ir_act_report_xml",
                {},
                {"model": "becs.unknown", "attachment": "object.can_send_again"},
                {"model": "becs.name.resolution", "attachment": "object.can_resubmit"},
            ),
            (
                "ir_ui_view",
                {"type": "qweb", "key": "mine.messages"},
                {
                    "arch_db": {
                        "en_US": '<t t-foreach="becs_told" t-as="one"'
                        ' t-if="becs_refused.told"/>'
                    }
                },
                {
                    "arch_db": {
                        "en_US": '<t t-foreach="becs_flashed" t-as="one"'
                        ' t-if="becs_refused.reason"/>'
                    }
                },
            ),
            (
                # another add-on's words are its own
                "ir_ui_view",
                {"type": "form", "model": "res.partner"},
                {"arch_db": {"en_US": '<button name="action_send_again"/>'}},
                {"arch_db": {"en_US": '<button name="action_send_again"/>'}},
            ),
        )
        rows = [
            self.written(table, **about, **texts)
            for table, about, texts, _expected in cases
        ]
        self.migrate()
        for row_id, (table, _about, texts, expected) in zip(rows, cases, strict=True):
            with self.subTest(table=table, texts=texts):
                self.assertWritten(table, row_id, **expected)

    def test_what_refers_to_a_former_dialog_stays(self):
        """Only the reference goes: a table of another add-on may hold more."""
        self.env.cr.execute(
            """
            CREATE TABLE becs_unknown (id int PRIMARY KEY);
            CREATE TABLE mine_beside (
                id int PRIMARY KEY, unknown_id int REFERENCES becs_unknown
            );
            INSERT INTO becs_unknown VALUES (3);
            INSERT INTO mine_beside VALUES (1, 3);
            """
        )
        self.migrate()
        self.env.cr.execute(
            "SELECT to_regclass('becs_unknown'), id, unknown_id FROM mine_beside"
        )
        self.assertEqual(self.env.cr.fetchall(), [(None, 1, 3)])

    def test_former_dialogs_and_triggers_go(self):
        self.env.cr.execute(
            """
            CREATE TABLE becs_unknown_list (id int PRIMARY KEY);
            CREATE TABLE becs_unknown (
                id int PRIMARY KEY, list_id int REFERENCES becs_unknown_list
            );
            CREATE TRIGGER becs_kept_update BEFORE UPDATE ON becs_event
            FOR EACH ROW EXECUTE FUNCTION becs_refuse('kept');
            """
        )
        self.migrate()
        self.env.cr.execute(
            """
            SELECT to_regclass('becs_unknown'), to_regclass('becs_unknown_list'),
                   array_agg(tgname::text ORDER BY tgname)
              FROM pg_trigger
             WHERE tgrelid = 'becs_event'::regclass AND NOT tgisinternal
            """
        )
        guards = [f"becs_append_only_{end}" for end in ("delete", "truncate", "update")]
        self.assertEqual(self.env.cr.fetchall(), [(None, None, guards)])
