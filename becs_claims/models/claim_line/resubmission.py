from odoo import api, fields, models
from odoo.exceptions import UserError

from ...storage import resubmission

RESUBMITTABLE = ("rejected", "adjusted")


class BecsClaimLine(models.Model):
    """Lines that are sent again for a rejected one, or for what was not paid."""

    _inherit = "becs.claim.line"

    resubmitted_by_ids = fields.One2many(
        "becs.claim.line", "resubmission_of_id", "Sent Again As", readonly=True
    )
    resubmission_note = fields.Char("Sent Again", compute="_compute_resubmission_note")
    can_resubmit = fields.Boolean(
        compute="_compute_can_resubmit", export_string_translation=False
    )

    @api.depends("resubmission_of_id", "resubmitted_by_ids.state")
    def _compute_resubmission_note(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        for line in self:
            notes = []
            if line.resubmission_of_id:
                notes.append(
                    self.env._("for %s", line.resubmission_of_id._short_name())
                )
            notes += [
                self.env._(
                    "in %(line)s (%(verdict)s)",
                    line=later._short_name(),
                    verdict=states[later.state],
                )
                for later in line.resubmitted_by_ids
            ]
            line.resubmission_note = ", ".join(notes)

    def _short_name(self):
        return f"{self.claim_id.name}#{self.sequence}"

    @api.depends("state", "claim_state", "transaction_type", "resubmitted_by_ids.state")
    @api.depends_context("uid")
    def _compute_can_resubmit(self):
        is_analyst = self.env.user.has_group("becs_claims.group_analyst")
        for line in self:
            line.can_resubmit = (
                is_analyst
                and line.state in RESUBMITTABLE
                and line.claim_state in ("validated", "approved", "done")
                and line.transaction_type != "correction"
                and not line.resubmitted_by_ids.filtered(
                    lambda later: (
                        later.claim_state == "draft"
                        or later.state != "rejected"
                        and later.claim_state != "cancelled"
                    )
                )
            )

    def action_resubmit(self):
        """Ask for the claim that copies of the lines are added to."""
        self._check_resubmittable()
        wizard = self.env["becs.claim.line.resubmit"].create({"line_ids": self.ids})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Again"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_open_chain(self):
        """Open all lines that were sent for the same sale, one after the other."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_claim_line"
        )
        return action | {
            "name": self.env._("Sent Again"),
            "domain": [("id", "in", resubmission.chain(self.env, self.ids))],
            "context": {},
        }

    def _check_resubmittable(self):
        """Refuse lines that cannot be sent again, with the reason for the first."""
        lines = self.with_prefetch()  # all at once, wherever they come from
        lines.claim_id.check_access("write")
        if not lines:
            raise UserError(self.env._("Select the lines to send again first."))
        owners = (lines.commercial_partner_id, lines.company_id, lines.currency_id)
        if any(len(records) > 1 for records in owners):
            raise UserError(
                self.env._(
                    "These lines are of several distributors, companies or currencies. "
                    "Send those of one again at a time."
                )
            )
        standing = resubmission.standing(self.env, self.ids)
        for line in lines:
            reason = line._why_not_resubmittable(standing.get(line.id))
            if reason:
                raise UserError(
                    self.env._(
                        "%(line)s cannot be sent again: %(reason)s.",
                        line=line.display_name,
                        reason=reason,
                    )
                )

    def _why_not_resubmittable(self, standing):
        """Return why the line cannot be sent again, or None.

        :param standing: reference of a line that was sent again for it and counts
        """
        if self.transaction_type == "correction":
            return self.env._("it corrects a credited line, decide on that one instead")
        if self.claim_id.state == "draft":
            return self.env._("its claim is a draft, correct the line itself")
        if self.claim_id.state == "cancelled":
            return self.env._("its claim was cancelled")
        if not self.claim_id.is_drawn or self.state == "pending":
            return self.env._("its claim was not validated yet")
        if self.state == "approved":
            return self.env._("it was approved as claimed")
        if self.state == "review":
            return self.env._("it is in review, decide it first")
        if standing:
            return self.env._("it was sent again already, as %s", standing)
        return None

    def _check_resubmission(self):
        """Refuse to name a line that cannot be what these are sent again for."""
        for line in self.filtered("resubmission_of_id"):
            former = line.resubmission_of_id
            if (
                former.commercial_partner_id != line.commercial_partner_id
                or former.company_id != line.company_id
            ):
                reason = self.env._("it is of another distributor or company")
            elif former == line or former.claim_id == line.claim_id:
                reason = self.env._("it is in the same claim")
            else:
                reason = former._why_not_resubmittable(None)
            if reason:
                raise UserError(
                    self.env._(
                        "%(line)s cannot be sent again for %(former)s: %(reason)s.",
                        line=line.display_name,
                        former=former.display_name,
                        reason=reason,
                    )
                )
