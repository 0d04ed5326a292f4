from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL


class BecsClaim(models.Model):
    """Claims that are revalidated because something they waited for arrived."""

    _inherit = "becs.claim"

    @api.model
    def _revalidate(self, partners, codes):
        """Have claims revalidated in the background that wait for certain reasons.

        :param partners: distributors what arrived is for
        :param codes: codes of checks; claims that are validated and have lines these
            put in review, or rejected, are validated again
        :return: the claims, as the server sees them
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT claim.id
                  FROM becs_claim claim
                  JOIN becs_finding f ON f.claim_id = claim.id
                  JOIN becs_claim_line l ON l.id = f.claim_line_id
                 WHERE claim.state = 'validated'
                   AND claim.commercial_partner_id = ANY(%s) AND f.code = ANY(%s)
                   AND f.outcome IN ('reject', 'review')
                   AND l.state IN ('review', 'rejected')
                   AND l.decision <> 'manual'
                 ORDER BY claim.id
                """,
                partners.commercial_partner_id.ids,
                list(codes),
            )
        )
        # who enters an alias or a report need not be one who may validate claims
        claims = self.env["becs.claim"].sudo().browse(row[0] for row in rows)
        claims._validate_in_background()
        return claims

    def _validate_in_background(self):
        """Ask for one job per claim that is filed and not approved yet.

        The server does it in its own name: it follows from what somebody did to
        something else.
        """
        for claim in self.with_user(SUPERUSER_ID):
            if claim.state in ("submitted", "validated"):
                job = (
                    self.env["becs.job"]
                    .with_user(SUPERUSER_ID)
                    ._enqueue("validate", claim)
                )
                claim._write_guarded({"job_id": job.id})
