from unittest.mock import patch

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

from ...models.intake.intake import BecsIntake
from ...models.shared.job import BecsJob, JobKind


@tagged("post_install", "-at_install")
class TestJob(TransactionCase):
    """Background work: in a transaction of its own, told to everybody, repeatable."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analyst = new_test_user(
            cls.env, "job_analyst", groups="base.group_user,becs_claims.group_analyst"
        )
        cls.viewer = new_test_user(
            cls.env, "job_viewer", groups="base.group_user,becs_claims.group_viewer"
        )
        distributor = cls.env["res.partner"].create(
            {"name": "Fast Parts", "is_becs_distributor": True, "is_company": True}
        )
        cls.claim = cls.env["becs.claim"].create({"partner_id": distributor.id})
        cls.intake = cls.env["becs.intake"].create(
            {
                "name": "march.csv",
                "company_id": cls.claim.company_id.id,
                "partner_id": distributor.id,
                "claim_id": cls.claim.id,
                "state": "queued",
            }
        )

    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()

    def enqueue(self):
        intake = self.intake.with_user(self.analyst)
        return intake.env["becs.job"]._enqueue("intake", intake).sudo()

    def work(self, job, method):
        """Do a job as the cron does, ``method(intake, report)`` being the work."""
        self.env.flush_all()
        with (
            patch.object(BecsIntake, "_run_job_intake", method),
            self.registry.cursor() as cr,
        ):
            self.env["becs.job"].with_env(self.env(cr=cr)).browse(job.id)._work()
        self.env.invalidate_all()

    def test_work_is_done_by_who_asked(self):
        seen = {}

        def method(intake, report):
            seen.update(user=intake.env.user, su=intake.env.su)
            intake.sudo().rows_read = 7

        job = self.enqueue()
        self.work(job, method)
        self.assertEqual(seen, {"user": self.analyst, "su": False})
        self.assertEqual(job.state, "done")
        self.assertEqual(job.progress, 100)
        self.assertTrue(job.date_end)
        self.assertEqual(self.intake.rows_read, 7)

    def test_progress_is_seen_meanwhile(self):
        job = self.enqueue()
        shown = []

        def method(intake, report):
            report(20, 80, "Reading")
            with self.registry.cursor() as cr:
                other = job.with_env(self.env(cr=cr))
                shown.append((other.state, other.done, other.total, other.progress))

        self.work(job, method)
        self.assertEqual(shown, [("running", 20, 80, 25.0)])
        self.assertEqual((job.done, job.total), (80, 80))

    def test_error_is_told_and_nothing_kept(self):
        sentence = "Column C holds no number."

        def method(intake, report):
            intake.sudo().rows_read = 7
            raise UserError(sentence)

        job = self.enqueue()
        self.work(job, method)
        self.assertEqual(job.state, "failed")
        self.assertEqual(job.message, "Column C holds no number.")
        self.assertEqual(self.intake.rows_read, 0)
        self.assertEqual(self.intake.state, "failed")
        self.assertEqual(self.intake.error, "Column C holds no number.")

    def test_unexpected_error_says_what_to_do(self):
        def method(intake, report):
            raise ZeroDivisionError("secret detail")

        job = self.enqueue()
        with self.assertLogs("odoo.addons.becs_claims.models.shared.job", "ERROR"):
            self.work(job, method)
        self.assertEqual(job.state, "failed")
        self.assertIn("Start it again", job.message)
        self.assertNotIn("secret", job.message)

    def test_conflict_with_others_is_tried_again(self):
        tries = []

        def method(intake, report):
            tries.append(1)
            if len(tries) < 3:
                raise ConcurrencyError("somebody was faster")
            intake.sudo().rows_read += 1

        job = self.enqueue()
        with patch("odoo.service.model.time.sleep"):
            self.work(job, method)
        self.assertEqual(len(tries), 3)
        self.assertEqual(job.state, "done")
        self.assertEqual(job.attempts, 1)
        self.assertEqual(self.intake.rows_read, 1)

    def test_killed_work_is_taken_up_a_few_times(self):
        job = self.enqueue()
        done = []
        job.write({"state": "running", "attempts": 1})
        self.work(job, lambda intake, report: done.append(1))
        self.assertEqual((job.state, len(done)), ("done", 1))

        job.write({"state": "running", "attempts": 3})
        self.work(job, lambda intake, report: done.append(1))
        self.assertEqual((job.state, len(done)), ("failed", 1))
        self.assertIn("3 times", job.message)

    def test_finished_work_is_not_repeated(self):
        job = self.enqueue()
        done = []
        self.work(job, lambda intake, report: done.append(1))
        self.work(job, lambda intake, report: done.append(1))
        self.assertEqual(len(done), 1)

    def test_cron_works_through_the_queue(self):
        job = self.enqueue()
        self.env.flush_all()
        with (
            patch.object(BecsIntake, "_run_job_intake", lambda intake, report: None),
            self.registry.cursor() as cr,
        ):
            self.env["becs.job"].with_env(self.env(cr=cr))._cron_work()
        self.env.invalidate_all()
        self.assertEqual(job.state, "done")

    def test_waiting_work_is_not_asked_for_twice(self):
        self.assertEqual(self.enqueue(), self.enqueue())

    def test_retry_needs_a_failure_and_the_right(self):
        job = self.enqueue()
        with self.assertRaisesRegex(UserError, "Only failed work"):
            job.with_user(self.analyst).action_retry()
        job.state = "failed"
        with self.assertRaises(AccessError):
            job.with_user(self.viewer).action_retry()
        job.with_user(self.analyst).action_retry()
        self.assertEqual((job.state, job.attempts), ("pending", 0))

    def test_asking_needs_the_right(self):
        stranger = new_test_user(
            self.env,
            "job_stranger",
            groups="base.group_user,becs_claims.group_analyst",
            company_id=self.env["res.company"].create({"name": "Other"}).id,
        )
        for user in (self.viewer, stranger):
            intake = self.intake.with_user(user)
            with self.assertRaises(AccessError):
                intake.env["becs.job"]._enqueue("intake", intake)

    def bring(self, *add_ons):
        """Let add-ons bring kinds of their own until the end of the test."""
        kinds = BecsJob._kinds

        def _kinds(job):
            return kinds(job) | dict(add_ons)

        self.startPatcher(patch.object(BecsJob, "_kinds", _kinds))

    def test_another_add_on_brings_a_kind(self):
        kind = JobKind("Forecast", "becs.claim", "_run_job_forecast")
        self.bring(("forecast", kind))
        answers = [UserError("There is no history to forecast from."), None]

        def forecast(claim, report):
            report(1, 4, "Looking back")
            answer = answers.pop(0)
            if answer:
                raise answer
            # the name of a claim is nobody's to write
            claim.sudo().name = "FORECAST"

        self.startPatcher(
            patch.object(
                self.registry["becs.claim"], "_run_job_forecast", forecast, create=True
            )
        )
        claim = self.claim.with_user(self.analyst)
        job = claim.env["becs.job"]._enqueue("forecast", claim)
        self.assertEqual(job.display_name, f"Forecast: {self.claim.display_name}")
        shown = job.fields_get(["kind"])["kind"]["selection"]
        self.assertIn(("forecast", "Forecast"), shown)
        self.assertIn(("validate", "Validate a claim"), shown)
        self.assertEqual(job.action_open_record()["res_model"], "becs.claim")

        self.work_as_is(job)
        self.assertEqual(job.state, "failed")
        self.assertEqual(job.message, "There is no history to forecast from.")
        job.action_retry()
        self.assertEqual(job.state, "pending")
        self.work_as_is(job)
        self.assertEqual((job.state, job.done, job.total), ("done", 4, 4))
        self.assertEqual(self.claim.name, "FORECAST")

    def work_as_is(self, job):
        self.env.flush_all()
        with self.registry.cursor() as cr:
            self.env["becs.job"].with_env(self.env(cr=cr)).browse(job.id)._work()
        self.env.invalidate_all()

    def test_a_kind_works_on_its_model_only(self):
        with self.assertRaisesRegex(ValueError, "works on becs.intake"):
            self.env["becs.job"]._enqueue("intake", self.claim)
        with self.assertRaises(KeyError):
            self.env["becs.job"]._enqueue("forecast", self.claim)

    def test_kinds_name_methods_that_exist(self):
        for key, kind in self.env["becs.job"]._kinds().items():
            with self.subTest(kind=key):
                self.assertTrue(kind.label)
                self.assertIn("company_id", self.env[kind.model]._fields)
                self.assertTrue(callable(getattr(self.env[kind.model], kind.method)))

    def test_work_of_an_uninstalled_add_on_fails_with_a_sentence(self):
        """It is shown by its key, and says what became of it."""
        for model, name in (("becs.claim", self.claim.display_name), ("gone", "-")):
            with self.subTest(model=model):
                job = self.enqueue()
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE becs_job SET kind = 'forecast', res_model = %s, res_id = %s"
                    " WHERE id = %s",
                    (model, self.claim.id, job.id),
                )
                self.env.invalidate_all()
                self.assertEqual(job.display_name, f"forecast: {name}")
                self.assertEqual(
                    job.search([("id", "=", job.id)]).read(["kind"])[0]["kind"],
                    "forecast",
                )
                self.work_as_is(job)
                self.assertEqual(job.state, "failed")
                self.assertIn('"forecast"', job.message)
                self.assertIn("not installed", job.message)
                for refused in (job.action_retry, job.action_open_record):
                    with self.assertRaisesRegex(UserError, "not installed"):
                        refused()
