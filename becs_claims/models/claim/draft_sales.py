from odoo import api, fields, models
from odoo.exceptions import UserError

from ...storage import claim_sales
from ...validation import totals


class BecsClaim(models.Model):
    """Claims made on the portal from sales the distributor reported.

    Called by its pages as superuser, see :mod:`.draft`.
    """

    _inherit = "becs.claim"

    @api.model
    def _draft_claim_sales(self, partner, sale_ids=None):
        """Make a draft of reported sales a program would pay and nobody claimed.

        Sales that are on a draft already are left out. The vendor works out the money.

        :param partner: contact of the user
        :param sale_ids: of ``becs.pos.line``; all there are when left out
        :return: the claim, checked where that does not take long
        :raise UserError: when there is nothing to claim
        """
        claim = self.with_context(mail_create_nosubscribe=True).create(
            {
                "partner_id": partner.id,
                "company_id": self.env.company.id,
                "source": "portal",
                "basis": "calculated",
                "user_id": False,
            }
        )
        count = claim_sales.copy(self.env, claim, sale_ids)
        if not count:
            raise UserError(
                self.env._(
                    "None of these sales can be claimed any more: they are on a claim, "
                    "or no authorization covers them."
                )
            )
        totals.update(self.env, claim)
        claim.invalidate_recordset()
        start, end = claim_sales.period(self.env, claim)
        claim.write({"date_from": start, "date_to": end})
        claim._record_changed()
        claim.action_check_from_screen()
        return claim

    @api.model
    def _draft_sales_on_drafts(self, partner):
        """{reported sale of a distributor: id of the draft claim it is on already}."""
        return claim_sales.drafts(self.env, self.env.company, partner)

    @api.model
    def _draft_today(self):
        return fields.Date.context_today(self)
