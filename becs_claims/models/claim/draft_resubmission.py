from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...lookup import answers
from ...validation.locks import row
from ..claim_line.resubmission import RESUBMITTABLE

ANSWERED = ("validated", "approved", "done")


class BecsClaim(models.Model):
    """Lines that a distributor sends again on the portal.

    Called by its pages as superuser, see :mod:`.draft`.
    """

    _inherit = "becs.claim"

    def _draft_resubmittable_ids(self, limit=None, offset=0):
        """Ids of the lines of the claim that can be sent again, in their order."""
        self.ensure_one()
        if self.state not in ANSWERED or not self.is_drawn:
            return []
        return [
            line_id
            for [line_id] in self.env.execute_query(
                SQL(
                    "SELECT line.id %s ORDER BY line.sequence, line.id %s OFFSET %s",
                    self._draft_resubmittable_query(),
                    SQL("LIMIT %s", limit) if limit else SQL(""),
                    offset,
                )
            )
        ]

    def _draft_resubmittable_count(self):
        """How many lines can be sent again, and what of them was not paid.

        :return: (count, amount in the claim's currency)
        """
        self.ensure_one()
        if self.state not in ANSWERED or not self.is_drawn:
            return 0, 0.0
        [[count, amount]] = self.env.execute_query(
            SQL(
                "SELECT count(*), COALESCE(sum(line.amount_claimed"
                " - COALESCE(line.amount_approved, 0)), 0)::float %s",
                self._draft_resubmittable_query(),
            )
        )
        return count, amount

    def _draft_resubmittable_query(self):
        self.env.flush_all()
        return SQL(
            """
              FROM becs_claim_line line
             WHERE line.claim_id = %(claim)s AND line.state = ANY(%(states)s)
               AND line.transaction_type <> 'correction'
               AND NOT EXISTS (
                   SELECT FROM becs_claim_line l
                     JOIN becs_claim claim ON claim.id = l.claim_id
                    WHERE l.resubmission_of_id = line.id AND %(counts)s
               )
            """,
            claim=self.id,
            states=list(RESUBMITTABLE),
            counts=answers.COUNTS,
        )

    def _draft_resubmit(self, lines=None):
        """Copy lines that were not paid in full into a new draft.

        :param lines: of this claim; all that can be sent again when left out
        :return: the new claim, checked where that does not take long
        :raise UserError: when there is nothing to send, or no more
        """
        # two browsers must not send the same lines
        row(self)
        if lines is None:
            lines = self.env["becs.claim.line"].browse(self._draft_resubmittable_ids())
        if not lines:
            raise UserError(
                self.env._("Choose at least one line that was not paid in full.")
            )
        wizard = (
            self.env["becs.claim.line.resubmit"]
            .with_context(mail_create_nosubscribe=True)
            .create({"line_ids": lines.ids})
        )
        claim = wizard._send()
        claim.write({"source": "portal", "user_id": False})
        claim.action_check_from_screen()
        return claim
