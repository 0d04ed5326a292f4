"""Databases whose models, fields and methods had other names."""

from odoo.tests import tagged

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
