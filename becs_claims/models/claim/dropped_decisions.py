from odoo import models
from odoo.tools import SQL

from ...validation import write


class BecsClaim(models.Model):
    """Verdicts of people that are dropped, and lines validated again for verdicts."""

    _inherit = "becs.claim"

    def action_revalidate(self):
        """Validate claims again as if no person had decided their lines.

        For approvers: it drops what others decided, which the history keeps. Credited
        lines stay as they are. A large claim is validated in the background.
        """
        self.check_access("write")
        self._check_role("group_approver")
        self._expect_state("submitted", "validated")
        before = self._standing()
        self._record_dropped(write.drop_decisions(self.env, self), before)
        self.action_validate_from_screen()

    def _record_dropped(self, counts, before):
        """Record that verdicts of people were taken back.

        A verdict, too: who does it changes what is paid.

        :param counts: {id of claim: number of their lines}
        :param before: as for ``_record_step``
        """
        self.browse(counts)._record_step(
            "verdict",
            before,
            {
                claim_id: self.env._(
                    "Verdicts of people dropped, to have the lines judged again: "
                    "%(count)s.",
                    count=count,
                )
                for claim_id, count in counts.items()
            },
        )

    def _revalidate_waiting(self):
        """Have claims validated again whose lines waited for the ones just decided.

        These are in ``becs_decide_line_before``, see :mod:`...decision.decide`.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT claim.id
                  FROM becs_claim claim
                  JOIN becs_finding f ON f.claim_id = claim.id
                  JOIN becs_claim_line l ON l.id = f.claim_line_id
                 WHERE claim.state = 'validated'
                   AND f.code = 'authorization_held' AND f.outcome = 'review'
                   AND l.state = 'review'
                   AND l.program_id IN (SELECT program_id FROM becs_decide_line_before
                                         WHERE state = 'review')
                 ORDER BY claim.id
                """
            )
        )
        # who decides one claim need not see the others that waited for it
        self.sudo().browse(row[0] for row in rows)._validate_in_background()
