from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ...validation import totals, write

# changed on a checked claim, every verdict may be another
BASIS = {"basis", "date_submitted"}


class BecsClaim(models.Model):
    """A preview of a draft claim's verdicts: nothing is filed, reserved or used.

    It lasts until the claim is submitted. Lines that are changed lose their verdict,
    the others keep theirs, so that mistakes can be corrected one after the other.
    """

    _inherit = "becs.claim"

    checked_on = fields.Datetime("Checked", readonly=True, copy=False)
    checked_count = fields.Integer("Lines Checked", readonly=True, copy=False)
    is_check_outdated = fields.Boolean(compute="_compute_check", compute_sudo=True)
    check_summary = fields.Char(
        "Result of the Check", compute="_compute_check", compute_sudo=True
    )

    @api.depends(
        "checked_on",
        "checked_count",
        "line_count",
        "pending_count",
        "approved_count",
        "adjusted_count",
        "review_count",
        "amount_claimed",
        "amount_approved",
        "amount_proposed",
    )
    @api.depends_context("lang")
    def _compute_check(self):
        for claim in self:
            claim.is_check_outdated = bool(claim.checked_on) and (
                claim.pending_count > 0 or claim.line_count != claim.checked_count
            )
            claim.check_summary = claim._check_sentence() if claim.checked_on else False

    def _check_sentence(self):
        """One sentence on what would be paid."""

        def count(lines):
            return formatLang(self.env, lines, digits=0)

        sentence = self.env._(
            "%(paid)s of %(lines)s lines will be paid: %(amount)s of %(claimed)s.",
            paid=count(self.approved_count + self.adjusted_count),
            lines=count(self.line_count),
            amount=self.currency_id.format(self.amount_approved),
            claimed=self.currency_id.format(self.amount_claimed),
        )
        if self.review_count:
            sentence += " " + self.env._(
                "%(lines)s more wait for a person, with %(amount)s proposed.",
                lines=count(self.review_count),
                amount=self.currency_id.format(self.amount_proposed),
            )
        return sentence

    # Actions

    def action_check(self):
        """Give every line of draft claims its verdict; nothing is reserved."""
        self.check_access("write")
        self._expect_state("draft")
        self._run_engine(reserve=False)
        self._set_checked()

    def action_check_from_screen(self):
        """Check now, or in the background when the claim is large."""
        small = self.browse()
        for claim in self:
            if claim._is_large():
                claim._expect_state("draft")
                job = self.env["becs.job"]._enqueue("check", claim)
                claim._write_guarded({"job_id": job.id})
            else:
                small |= claim
        if small:
            small.action_check()

    # Business

    def _run_job_check(self, report):
        """Work of a background job; progress goes to ``report(done, total, text)``."""
        if self.state != "draft":
            return  # went on since it was asked for
        self._run_engine(reserve=False, report=report)
        self._set_checked()

    def _set_checked(self):
        now = fields.Datetime.now()
        for claim in self:
            claim._write_guarded({"checked_on": now, "checked_count": claim.line_count})

    def _end_check(self):
        """Take the verdicts of a check away: they were a preview."""
        checked = self.filtered("checked_on")
        if checked:
            write.clear(self.env, checked)
            totals.stated(self.env, checked.line_ids)
            totals.update(self.env, checked)
            checked._forget_check()

    def _forget_check(self):
        self.filtered("checked_on")._write_guarded(
            {"checked_on": False, "checked_count": 0}
        )

    def write(self, vals):
        result = super().write(vals)
        if BASIS & vals.keys():
            self.filtered(lambda claim: claim.state == "draft")._end_check()
        return result
