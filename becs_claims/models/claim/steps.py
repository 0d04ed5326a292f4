from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...storage import history
from ...validation import engine, layers, locks, totals, write
from ...validation.programs import drawdown
from ...validation.returns import take_backs


class BecsClaim(models.Model):
    """From the draft to the approved claim: its steps and what they open."""

    _inherit = "becs.claim"
    _status_template = "becs_claims.mail_template_claim"

    # Actions

    def action_submit(self):
        """File the claims: from now on their stated lines stay as they are."""
        self._submit()
        self._end_check()
        self._notify_status("received")

    def _submit(self):
        self.check_access("write")
        self._expect_state("draft")
        today = fields.Date.context_today(self)
        for claim in self:
            if not claim._has_lines():
                raise UserError(
                    self.env._(
                        "%(claim)s has no lines. Enter or import them first.",
                        claim=claim.display_name,
                    )
                )
            waiting = claim.intake_ids.filtered(lambda file: file.state == "queued")
            if waiting:
                raise UserError(
                    self.env._(
                        "%(file)s is still being read into %(claim)s. Submit the claim "
                        "when that is done.",
                        file=waiting[0].name,
                        claim=claim.display_name,
                    )
                )
            filed = claim.date_submitted
            values = {"state": "submitted", **claim._due_values()}
            # who files it, on the portal, does not read this
            own = claim.sudo()
            if not own.input_horizon:
                values["input_horizon"] = own._first_horizon()
                values["four_eyes"] = own.company_id.becs_four_eyes
            if not filed or filed > today:
                values["date_submitted"] = today
            before = claim._standing()
            claim._write_guarded(values)
            claim._record_step("submitted", before)

    def action_validate(self):
        """Validate every line; returns when all verdicts are stored.

        Claims of one company are validated together. Validating again gives the same
        answer and leaves decisions of people alone.
        """
        self.check_access("write")
        self._check_role("group_analyst")
        self._expect_state("submitted", "validated")
        self._validate()

    def action_submit_and_validate(self):
        """Submit from the screen: a large claim is validated in the background."""
        self._submit()
        # verdicts of a check are overwritten where the claim is validated now
        large = self.filtered(lambda claim: claim._is_large())
        large._end_check()
        # of the others the contact hears at once what was decided
        large._notify_status("received")
        return self.action_validate_from_screen()

    def action_validate_from_screen(self):
        """Validate now, or in the background when the claim is large."""
        small = self.env["becs.claim"]
        for claim in self:
            if claim._is_large():
                claim._check_role("group_analyst")
                claim._expect_state("submitted", "validated")
                job = self.env["becs.job"]._enqueue("validate", claim)
                claim._write_guarded({"job_id": job.id})
            else:
                small |= claim
        if small:
            small.action_validate()

    def action_create_credit_notes(self):
        """Create and post the credit notes of approved claims.

        :return: the action that opens them
        """
        self.check_access("write")
        self._check_role("group_accountant")
        self._expect_state("approved", "done")
        run = self.env["becs.run"]._run_claims(self)
        return run._action_open_result()

    def action_cancel(self):
        """Withdraw claims that were not credited; their lines count no more."""
        self.check_access("write")
        self._check_not_credited()
        self._expect_state("draft", "submitted", "validated", "approved", "done")
        self._check_not_taken_back()
        history.withdrawn(self)
        self._release_drawdown()
        before = self._standing()
        self._write_guarded({"state": "cancelled"})
        self._record_step("cancelled", before)

    def action_reset_to_draft(self):
        """Reopen claims that were not credited, to correct and file them again."""
        self.check_access("write")
        self._check_not_credited()
        self._expect_state("submitted", "validated", "approved", "done", "cancelled")
        self._check_not_taken_back()
        history.withdrawn(self)
        self._release_drawdown()
        before = self._standing()
        self._write_guarded(
            {
                "state": "draft",
                "date_submitted": False,
                "approved_by_id": False,
                "approved_on": False,
            }
        )
        decided = write.clear(self.env, self)
        self._forget_check()
        totals.stated(self.env, self.line_ids)
        totals.update(self.env, self)
        self._record_step("reset", before)
        self._record_dropped(decided, before)

    def action_import_file(self):
        """Open the wizard that adds the rows of a file to a draft claim."""
        self.ensure_one()
        self._expect_state("draft")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_claim_import"
        )
        return action | {
            "context": {
                "default_kind": "claim",
                "default_claim_id": self.id,
                "dialog_size": "extra-large",
            }
        }

    def action_what_if(self):
        """Open a new what-if on these claims."""
        return self.env["becs.what.if"]._action_new(
            self.company_id, scope="claims", claim_ids=self.ids
        )

    def action_open_lines(self):
        """Open the lines of the claims."""
        self.ensure_one()
        domain = [("claim_id", "=", self.id)]
        states = self.env.context.get("becs_line_states")
        if states:
            domain.append(("state", "in", states))
        return self._action_open("action_becs_claim_line", domain)

    def action_open_findings(self):
        """Open the findings on the claims' lines."""
        self.ensure_one()
        return self._action_open("action_becs_finding", [("claim_id", "=", self.id)])

    def action_open_credit_notes(self):
        """Open the credit notes of the claims."""
        self.ensure_one()
        moves = self.credit_note_ids
        action = self._action_open("action_becs_credit_note", [("id", "in", moves.ids)])
        if len(moves) == 1:
            action |= {"views": [(False, "form")], "res_id": moves.id}
        return action

    def _action_open(self, xmlid, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(f"becs_claims.{xmlid}")
        return action | {
            "domain": domain,
            "context": {
                "default_claim_id": self.id,
                "hide_claim": True,
            },
        }

    # Business

    def _validate(self, report=None):
        before = self._standing()
        self._run_engine(reserve=True, report=report)
        new = self.filtered(lambda claim: claim.state == "submitted")
        self._set_validated()
        self._record_validated(before)
        self._approve_small()
        new.filtered(lambda claim: claim.state == "validated")._notify_status("decided")

    def _run_engine(self, reserve, report=None):
        for _company, claims in self.grouped("company_id").items():
            engine.run(self.env, claims, reserve=reserve, report=report)
            if reserve:
                claims._revalidate_overdrawn_returns()

    def _revalidate_overdrawn_returns(self):
        """Revalidate returns that took back more than these claims pay now."""
        _all, overdrawn = take_backs.of_other_claims(self.env, self)
        # the server looks after what follows; who validates one claim may not see
        # the other
        claims = self.sudo().browse(sorted(overdrawn))
        claims._validate_in_background()
        for claim in claims.filtered(lambda claim: claim.state in ("approved", "done")):
            claim.message_post(
                body=self.env._(
                    "A return on this claim takes back from a sale that was judged "
                    "again meanwhile and pays less now (%(claims)s). Check its lines.",
                    claims=", ".join(self.mapped("display_name")),
                )
            )

    def _check_not_taken_back(self):
        """Refuse while returns of other claims take back from these."""
        for company, claims in self.grouped("company_id").items():
            # no run may match a return with these claims at the same time
            locks.distributors(self.env, company.id, claims.commercial_partner_id.ids)
        claim_ids, _overdrawn = take_backs.of_other_claims(self.env, self)
        if claim_ids:
            # named although the user may not see it: it is the same distributor's
            others = self.sudo().browse(sorted(claim_ids))
            raise UserError(
                self.env._(
                    "Returns on %(others)s take back what was paid on lines of "
                    "%(claims)s. Cancel or reset those claims first, or reject these "
                    "returns.",
                    others=", ".join(others.mapped("display_name")),
                    claims=", ".join(self.mapped("display_name")),
                )
            )

    def _run_job_validate(self, report):
        """Work of a background job; progress goes to ``report(done, total, text)``."""
        if self.state not in ("submitted", "validated"):
            return  # went on, or back, since it was asked for
        self._validate(report)

    def _is_large(self):
        """Whether it is worked on in the background when asked for on the screen."""
        self.ensure_one()
        return self.line_count > self.company_id.becs_background_lines > 0

    def _set_validated(self):
        self._forget_check()
        self.filtered(lambda claim: claim.state == "submitted")._write_guarded(
            {"state": "validated"}
        )

    def _release_drawdown(self):
        """Give back what the lines took from programs and from purchase layers."""
        drawdown.release(self.env, self)
        layers.free(self.env, SQL("l.claim_id = ANY(%s)", self.ids))

    def _close_settled(self):
        """Approved claims with nothing left to decide or to credit are done."""
        disputed = self._count_disputed()
        self.filtered(
            lambda claim: (
                claim.state == "approved"
                and not disputed.get(claim.id)
                and not claim.review_count
                and not claim.pending_count
                and not claim._has_money_to_credit()
            )
        )._write_guarded({"state": "done"})

    def _check_not_credited(self):
        # a claim has credits whether or not one may see them
        credited = self.sudo().filtered("credit_ids")
        if credited:
            raise UserError(
                self.env._(
                    "%(claim)s has lines on a credit note. Cancel or reverse the "
                    "credit note first.",
                    claim=credited[0].display_name,
                )
            )
