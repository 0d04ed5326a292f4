"""Databases of earlier versions after an update."""

import ast
import importlib.util
from pathlib import Path

from odoo.tests import BaseCase, tagged
from odoo.tools import file_path

from ..validation.test_validation_returns import ReturnCase
from .forgotten import forget_versions, unguarded
from .settlement_common import SettlementCommon


def migration(version, name):
    """The module of a migration script, which no import statement can name."""
    path = file_path(f"becs_claims/migrations/{version}/{name}.py")
    spec = importlib.util.spec_from_file_location("becs_migration", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestMigrationScripts(BaseCase):
    """A script does the same whatever becomes of the code it was written beside."""

    def test_no_script_imports_an_add_on(self):
        scripts = sorted(Path(file_path("becs_claims/migrations")).glob("*/*.py"))
        self.assertGreater(len(scripts), 10)
        for script in scripts:
            for node in ast.walk(ast.parse(script.read_text())):
                names = []
                if isinstance(node, ast.ImportFrom):
                    names = ["." * node.level + (node.module or "")]
                    names += [f"{names[0]}.{name.name}" for name in node.names]
                elif isinstance(node, ast.Import):
                    names = [name.name for name in node.names]
                for name in names:
                    with self.subTest(script=script.parent.name, name=name):
                        self.assertFalse(name.startswith((".", "odoo.addons")))


@tagged("post_install", "-at_install")
class TestMigrationTo2(ReturnCase):
    def migrate(self):
        self.env.flush_all()
        migration("19.0.2.0.0", "post-migrate").migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

    def test_returns_people_decided_find_their_sale(self):
        [sale] = self.sold({})
        [back] = self.returned({"quantity": 4, "amount_stated": -80})
        back.action_decide("set", amount=-80, note="Four pieces came back")
        # as the first version left it: decided, and put against no sale
        self.env.cr.execute("DELETE FROM becs_return_use")
        self.env.invalidate_all()
        self.migrate()
        self.assertEqual(self.uses(back), [(sale, 4, 80)])
        self.assertEqual((back.state, back.amount_approved), ("approved", -80))
        self.assertEqual(self.program.amount_approved, 120)
        self.assertCounted()

    def test_returns_of_no_known_sale_keep_their_verdict(self):
        [back] = self.returned({"quantity": 4, "amount_stated": -80})
        back.action_decide("set", amount=-80, note="Sold before we used this")
        self.migrate()
        self.assertFalse(back.return_use_ids)
        self.assertEqual((back.state, back.amount_approved), ("approved", -80))
        self.assertEqual(self.program.amount_approved, 0)

    def test_texts_nobody_changed_are_renewed(self):
        rule = self.env.ref("becs_claims.rule_return_without_credit")
        new = (rule.name, rule.description)
        rule.write(
            {
                "name": "Return to be settled by a person",
                "description": "Ask Purchasing first.",
            }
        )
        self.migrate()
        self.assertEqual(
            (rule.name, rule.description), (new[0], "Ask Purchasing first.")
        )


@tagged("post_install", "-at_install")
class TestMigrationTo3(ReturnCase):
    def migrate(self):
        migration("19.0.3.0.0", "post-migrate").migrate(self.env.cr, "19.0.2.0.0")

    def test_the_monthly_run_is_looked_for_every_hour(self):
        cron = self.env.ref("becs_claims.ir_cron_monthly_run")
        cron.interval_type = "days"
        self.migrate()
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "hours"))

    def test_an_interval_somebody_chose_stays(self):
        cron = self.env.ref("becs_claims.ir_cron_monthly_run")
        cron.write({"interval_number": 2, "interval_type": "weeks"})
        self.migrate()
        self.assertEqual((cron.interval_number, cron.interval_type), (2, "weeks"))


@tagged("post_install", "-at_install")
class TestVersionsMigration(ReturnCase):
    def test_approved_programs_get_their_first_version(self):
        draft = self.new_program("D1", state="draft")
        self.program.line_ids.flush_recordset()
        # as it was before versions were kept
        forget_versions(self.env, (self.program | draft).ids)
        self.env.cr.execute("UPDATE becs_program SET version = NULL")
        self.env.invalidate_all()
        for _ in range(2):  # an update that is repeated adds nothing
            self.env.flush_all()
            migration("19.0.4.0.0", "post-versions").migrate(self.env.cr, "19.0.3.0.0")
            self.env.invalidate_all()
            version = self.program.version_ids
            self.assertEqual((version.number, version.date_from), (1, False))
            self.assertFalse(version.user_id)
            self.assertEqual((self.program.version, draft.version), (1, 0))


@tagged("post_install", "-at_install")
class TestCreditsMigration(SettlementCommon):
    def test_what_was_credited_is_kept_by_claim(self):
        claim = self.make_claim(
            [
                {"program": self.program, "amount": "0.10"},
                {"program": self.program, "amount": "0.20"},
                {"program": self.other_program, "amount": 5},
            ]
        )
        self.run_claims(claim)
        before = claim.credit_ids.mapped(
            lambda c: (c.credit_line_id, c.line_count, c.amount)
        )
        self.assertEqual(len(before), 2)
        # as it was: index and foreign key on the lines, and nothing beside them
        with unguarded(self.env, "becs_claim_credit"):
            self.env.cr.execute("DELETE FROM becs_claim_credit")
        self.env.cr.execute(
            """
            CREATE INDEX becs_claim_line__credit_line_id_index
                ON becs_claim_line (credit_line_id) WHERE credit_line_id IS NOT NULL;
            ALTER TABLE becs_claim_line
                ADD CONSTRAINT becs_claim_line_credit_line_id_fkey
                FOREIGN KEY (credit_line_id) REFERENCES account_move_line (id);
            """
        )
        for _ in range(2):  # an update that is repeated adds nothing
            migration("19.0.4.1.0", "post-credits").migrate(self.env.cr, "19.0.4.0.0")
            self.env.invalidate_all()
            self.assertEqual(
                claim.credit_ids.mapped(
                    lambda c: (c.credit_line_id, c.line_count, c.amount)
                ),
                before,
            )
        self.env.cr.execute(
            """
            SELECT 'index' FROM pg_indexes
             WHERE tablename = 'becs_claim_line' AND indexdef LIKE '%credit_line_id%'
             UNION ALL
            SELECT conname FROM pg_constraint
             WHERE conrelid = 'becs_claim_line'::regclass
               AND conname LIKE '%credit_line_id%'
            """
        )
        self.assertEqual(self.env.cr.fetchall(), [])


@tagged("post_install", "-at_install")
class TestGuardMigration(ReturnCase):
    def test_the_former_guard_of_history_goes(self):
        self.env.cr.execute(
            """
            CREATE FUNCTION becs_event_stays() RETURNS trigger AS $$
            BEGIN RETURN NEW; END $$ LANGUAGE plpgsql;
            CREATE TRIGGER becs_event_stays BEFORE UPDATE ON becs_event
            FOR EACH ROW EXECUTE FUNCTION becs_event_stays();
            """
        )
        for _ in range(2):
            migration("19.0.4.1.0", "pre-kept").migrate(self.env.cr, "19.0.4.0.0")
        self.env.cr.execute("SELECT to_regproc('becs_event_stays')")
        self.assertEqual(self.env.cr.fetchall(), [(None,)])


@tagged("post_install", "-at_install")
class TestTemplatesMigration(ReturnCase):
    def migrate(self):
        self.env.flush_all()
        migration("19.0.4.2.0", "post-templates").migrate(self.env.cr, "19.0.4.1.0")
        self.env.invalidate_all()

    def test_mails_nobody_changed_are_worded_as_today(self):
        untouched, changed = (
            self.env.ref(f"becs_claims.mail_template_{name}")
            for name in ("claim_decided", "request_refused")
        )
        wording = untouched.body_html
        self.assertIn("/my/becs", wording)
        self.env.cr.execute(
            """
            UPDATE mail_template SET body_html = '{"en_US": "<p>As it was</p>"}',
                   write_date = create_date + (id = %s)::int * interval '1 day'
             WHERE id = ANY(%s)
            """,
            [changed.id, (untouched | changed).ids],
        )
        self.env.invalidate_all()
        for _ in range(2):  # the next update finds it untouched, too
            self.migrate()
            self.assertEqual(untouched.body_html, wording)
            self.assertEqual(untouched.write_date, untouched.create_date)
            self.assertEqual(changed.body_html, "<p>As it was</p>")

    def test_a_translation_is_a_change(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("becs_claims.mail_template_claim_decided")
        self.env.cr.execute("UPDATE mail_template SET write_date = create_date")
        self.env.invalidate_all()
        template.update_field_translations("subject", {"fr_FR": "Jugé"})
        self.migrate()
        self.assertEqual(template.with_context(lang="fr_FR").subject, "Jugé")
