from odoo import api, models
from odoo.exceptions import UserError

from ..shared.portal_talk_mixin import LONGEST
from .disputes import OPEN


class BecsDispute(models.Model):
    """What a distributor's people do with disputes on the portal.

    Called by its pages as superuser, because people on the portal have no rights to
    write, after they checked that the user may submit and that line or dispute are the
    distributor's; the user stays the one who said it.
    """

    _inherit = "becs.dispute"
    _portal_url = "/my/becs/disputes"

    @api.model
    def _portal_open(self, line, reason, amount, proofs=()):
        """Open a dispute of the distributor about one of its lines.

        :param line: the claim line
        :param reason: what is wrong with the verdict, and why
        :param amount: money asked for, in the claim's currency; 0 leaves it open
        :param proofs: pairs of file name and binary file
        :return: the dispute
        """
        if line.dispute_ids.filtered(lambda dispute: dispute.state in OPEN):
            raise UserError(
                self.env._("This line is disputed already. Go on with that dispute.")
            )
        if not line.can_dispute:
            raise UserError(
                self.env._(
                    "This line has no verdict yet that could be disputed. Wait until "
                    "the claim is decided."
                )
            )
        if amount < 0 < line.amount_claimed or amount > line.amount_claimed > 0:
            raise UserError(
                self.env._(
                    "The line claims %(claimed)s; no more than that can be asked for.",
                    claimed=line.currency_id.format(line.amount_claimed),
                )
            )
        dispute = self.create(
            {
                "claim_line_id": line.id,
                "opened_by": "distributor",
                "reason": self._portal_text(reason),
                "amount": amount,
            }
        )
        if proofs:
            dispute._portal_say(self.env._("Files to the dispute"), proofs)
        return dispute

    def _portal_reply(self, text, proofs=()):
        """Answer the other side; a question of the vendor is open again then.

        :param proofs: pairs of file name and binary file
        """
        self.ensure_one()
        self._expect_state(*OPEN)
        text = self._portal_text(text)
        self._portal_say(text, proofs)
        if self.state == "answered":
            before = self._states()
            self._write_guarded({"state": "open"})
            self._record("disputed", before, text)

    def _portal_said(self):
        """Begin with the reason of the dispute."""
        first = {
            "name": self.user_id.name,
            "is_vendor": self.opened_by == "vendor",
            "date": self.date,
            "text": self.reason,
            "files": self.env["ir.attachment"],
        }
        return [first, *super()._portal_said()]

    @api.model
    def _portal_text(self, text):
        text = (text or "").strip()
        if not text:
            raise UserError(
                self.env._("Say what is wrong, and why: that is what we decide by.")
            )
        return text[:LONGEST]
