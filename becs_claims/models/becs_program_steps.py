from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import ValidationError

from ..validation import drawdown
from .becs_program_amending import AMENDABLE, Amendment


class BecsProgramSteps(models.AbstractModel):
    """From the draft to the closed program: its steps and what they open."""

    _name = "becs.program.steps"
    _description = "Steps of a Back-End Credit Program"

    renewed_from_id = fields.Many2one(
        "becs.program",
        "Renews",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        help="The program this one continues.",
    )
    renewal_ids = fields.One2many(
        "becs.program", "renewed_from_id", "Renewed By", readonly=True
    )

    def action_request(self):
        """Ask for approval of draft or refused programs."""
        self.check_access("write")
        self._expect_state("draft", "refused")
        self._check_complete()
        self._write_guarded({"state": "requested"})
        self._ask_approver()

    def action_approve(self):
        """Let the program pay.

        :raise UserError: when the user is not an approver
        :raise ValidationError: when the program is not complete
        """
        self.check_access("write")
        self._check_role("group_approver")
        self._expect_state("draft", "requested")
        self._check_complete()
        self._write_guarded({"state": "approved"})
        self.activity_feedback(["mail.mail_activity_data_todo"])

    def action_refuse(self):
        """Turn down a requested program."""
        self.check_access("write")
        self._check_role("group_approver")
        self._expect_state("draft", "requested")
        self._write_guarded({"state": "refused"})
        self.activity_feedback(["mail.mail_activity_data_todo"])

    def action_suspend(self):
        """Stop paying for the time being: lines go to review."""
        self.check_access("write")
        self._check_role("group_approver")
        self._expect_state("approved")
        self._write_guarded({"state": "suspended"})

    def action_resume(self):
        """Let a suspended program pay again."""
        self.check_access("write")
        self._check_role("group_approver")
        self._expect_state("suspended")
        self._check_complete()
        self._write_guarded({"state": "approved"})

    def action_close(self):
        """End the program today; earlier ship dates are still paid."""
        self.check_access("write")
        self._check_role("group_approver")
        self._expect_state("approved", "suspended")
        today = fields.Date.context_today(self)
        for program in self:
            if not program.date_end or program.date_end > today:
                # a program closed before it began covers its first day only
                last = max(today, program.date_start)
                program._apply_amendment(
                    Amendment(self.env._("Closed"), terms={"date_end": last})
                )
            program._write_guarded({"state": "closed"})

    def action_renew(self):
        """Make the program that continues this one, as a draft, and open it.

        It has the newest terms, begins the day after this one ends and covers as long;
        number and caps are fresh. A renewal nobody approved yet is opened instead.
        """
        self.ensure_one()
        self._expect_state(*AMENDABLE)
        renewal = self.renewal_ids.filtered(
            lambda program: program.state in ("draft", "requested")
        )[:1]
        if not renewal:
            renewal = self.copy({"name": self.name, **self._next_ship_dates()})
            renewal._write_guarded({"renewed_from_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": renewal.id,
            "views": [(False, "form")],
        }

    def _next_ship_dates(self):
        """Ship dates of a renewal; whole months where the program covers whole ones."""
        start, end = self.date_start, self.date_end
        if not end:
            return {"date_start": fields.Date.context_today(self), "date_end": False}
        following = end + timedelta(days=1)
        if start.day != 1 or following.day != 1:
            return {"date_start": following, "date_end": following + (end - start)}
        months = 12 * (following.year - start.year) + following.month - start.month
        return {
            "date_start": following,
            "date_end": following + relativedelta(months=months) - timedelta(days=1),
        }

    def action_open_renewals(self):
        """Open the programs that continue this one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_program"
        )
        action |= {"domain": [("id", "in", self.renewal_ids.ids)], "context": {}}
        if len(self.renewal_ids) == 1:
            action |= {"views": [(False, "form")], "res_id": self.renewal_ids.id}
        return action

    def action_reset_to_draft(self):
        """Take a request back, or reopen a refused one."""
        self.check_access("write")
        self._expect_state("requested", "refused")
        self._write_guarded({"state": "draft"})

    def action_open_claim_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_claim_line"
        )
        domain = [("program_id", "=", self.id), ("claim_state", "!=", "cancelled")]
        states = self.env.context.get("becs_line_states")
        if states:
            domain.append(("state", "in", states))
        return action | {"domain": domain, "context": {}}

    def action_recount_drawdown(self):
        """Rebuild the draw-down from the claim lines, for an administrator's check."""
        self.check_access("write")
        drawdown.recount(self.env, self)

    def _check_complete(self):
        for program in self:
            if not program.line_ids:
                raise ValidationError(
                    self.env._(
                        "%(program)s has no lines. Say which products it covers and "
                        "at what price.",
                        program=program.display_name,
                    )
                )
            if (
                program.program_type in ("bid", "meet_competitor")
                and not program.end_customer_ids
            ):
                raise ValidationError(
                    self.env._(
                        "%(program)s is a bid or meets a competitor: name the end "
                        "customers it holds for.",
                        program=program.display_name,
                    )
                )
            program.line_ids._check_terms()

    def _ask_approver(self):
        # whoever asks may not see all the companies an approver works in
        approvers = self.env.ref("becs_claims.group_approver").sudo().all_user_ids
        for program in self:
            candidates = approvers.filtered(
                lambda user, company=program.company_id: company in user.company_ids
            )
            if program.user_id in candidates or not candidates:
                continue
            program.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=candidates[0].id,
                summary=self.env._("Approve this program"),
            )
