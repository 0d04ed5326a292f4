from odoo import api, fields, models

# disputes in which nobody has the last word yet
OPEN = ("open", "answered")


class BecsClaim(models.Model):
    """Disputes about the lines of a claim, and how long the oldest has waited."""

    _inherit = "becs.claim"

    dispute_ids = fields.One2many("becs.dispute", "claim_id", "Disputes", readonly=True)
    dispute_count = fields.Integer(
        "Number of Disputes", compute="_compute_disputes", compute_sudo=True
    )
    dispute_open_count = fields.Integer(
        "Open Disputes", compute="_compute_disputes", compute_sudo=True
    )
    dispute_days = fields.Integer(
        "Oldest Dispute (Days)", compute="_compute_disputes", compute_sudo=True
    )

    @api.depends("dispute_ids.state")
    def _compute_disputes(self):
        for claim in self:
            disputes = claim.dispute_ids
            still = disputes.filtered(lambda dispute: dispute.state in OPEN)
            claim.dispute_count = len(disputes)
            claim.dispute_open_count = len(still)
            claim.dispute_days = max(still.mapped("days_open"), default=0)

    def action_open_disputes(self):
        """Open the disputes about lines of the claim."""
        self.ensure_one()
        return self._action_open("action_becs_dispute", [("claim_id", "=", self.id)])

    def _count_disputed(self):
        """How many lines have an open dispute: {id of claim: number}, none left out."""
        # of all there are, whatever of them the user may see
        return {
            claim.id: count
            for claim, count in self.env["becs.dispute"]
            .sudo()
            ._read_group(
                [("claim_id", "in", self.ids), ("state", "in", OPEN)],
                ["claim_id"],
                ["__count"],
            )
        }
