from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import ValidationError

from ...validation.programs import drawdown
from .amendment import AMENDABLE, Amendment


class BecsProgram(models.Model):
    """From the draft to the closed program: its steps and what they open."""

    _inherit = "becs.program"

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
        self._check_not_archived()
        self._check_complete()
        self._write_guarded({"state": "requested"})
        self._ask_approver()

    def action_approve(self):
        """Let the program pay.

        :raise UserError: when the user is not an approver, wrote or changed the terms,
            or may not give so much away
        :raise ValidationError: when the program is not complete
        """
        self.check_access("write")
        self._check_role("group_approver")
        self._expect_state("draft", "requested")
        self._check_not_archived()
        self._check_complete()
        for program in self:
            note = program._check_may_approve()
            program._start_versions(note)
            if note:
                program._message_log(body=note)
        self._write_guarded({"state": "approved"})
        self._confirm_prices()
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
        self._check_not_archived()
        self._check_complete()
        self._write_guarded({"state": "approved"})

    def action_close(self):
        """End the program today; earlier ship dates are still paid."""
        self.check_access("write")
        self._check_role("group_approver")
        self._expect_state("approved", "suspended")
        for program in self:
            program._close(self.env._("Closed"))

    def _close(self, reason, **terms):
        """Close a program, with other terms to amend if there are any."""
        today = fields.Date.context_today(self)
        # a program closed before it began covers its first day only
        last = max(today, self.date_start)
        if not self.date_end or self.date_end > last:
            terms["date_end"] = last
        if terms:
            self._apply_amendment(Amendment(reason, terms=terms))
        self._write_guarded({"state": "closed"})

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
        """Open the claim lines on the programs."""
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
        for program in self:
            able = program._who_may_release(
                program._all_writers(), program._given_away()
            )
            # where nobody may, an administrator has to know
            able = able or program.env["becs.approval.limit"]._approvers(
                program.company_id
            )
            if program.user_id in able or not able:
                continue
            program.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=able[0].id,
                summary=self.env._("Approve this program"),
            )
