from odoo import fields, models
from odoo.tools import SQL


def _selection_of(name):
    """Values of a selection of the claim line, so that they stay the same here."""
    return lambda model: (
        model.env["becs.claim.line"]._fields[name]._description_selection(model.env)
    )


class BecsClaimReport(models.Model):
    """Claim lines for analysis: proposals apart from what is approved.

    A claim line keeps the proposal of a line in review in the same column as an
    approved amount; summed up, the two must not mix.
    """

    _name = "becs.claim.report"
    _description = "Claim Analysis"
    _auto = False
    _rec_name = "claim_id"
    _order = "date_ship desc, id desc"

    claim_id = fields.Many2one("becs.claim", readonly=True)
    claim_state = fields.Selection(
        related="claim_id.state", string="Claim Status", readonly=True
    )
    date_submitted = fields.Date("Filed On", readonly=True)
    date_ship = fields.Date("Ship Date", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", "Distributor", readonly=True)
    program_id = fields.Many2one("becs.program", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    product_categ_id = fields.Many2one(
        related="product_id.categ_id", string="Product Category", readonly=True
    )
    end_customer_id = fields.Many2one("res.partner", readonly=True)
    transaction_type = fields.Selection(
        _selection_of("transaction_type"), "Type", readonly=True
    )
    state = fields.Selection(_selection_of("state"), "Verdict", readonly=True)
    decision = fields.Selection(_selection_of("decision"), readonly=True)
    line_count = fields.Integer("Lines", readonly=True)
    quantity_approved = fields.Float(
        "Units Approved", min_display_digits="Product Unit", readonly=True
    )
    amount_claimed = fields.Monetary("Claimed", readonly=True)
    amount_approved = fields.Monetary("Approved", readonly=True)
    amount_review = fields.Monetary("In Review", readonly=True)
    amount_proposed = fields.Monetary("Proposed", readonly=True)
    amount_rejected = fields.Monetary("Rejected", readonly=True)
    amount_credited = fields.Monetary("Credited", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT l.id, l.claim_id, c.date_submitted, l.date_ship, l.company_id,
                   l.currency_id, l.commercial_partner_id, l.program_id, l.product_id,
                   l.end_customer_id, l.transaction_type, l.state, l.decision,
                   1 AS line_count,
                   CASE WHEN p.paid THEN l.quantity_approved ELSE 0 END
                       AS quantity_approved,
                   COALESCE(l.amount_claimed, 0) AS amount_claimed,
                   CASE WHEN p.paid THEN l.amount_approved ELSE 0 END
                       AS amount_approved,
                   CASE WHEN l.state = 'review' THEN l.amount_claimed ELSE 0 END
                       AS amount_review,
                   CASE WHEN l.state = 'review' THEN l.amount_approved ELSE 0 END
                       AS amount_proposed,
                   CASE WHEN l.state = 'rejected' THEN l.amount_claimed
                        WHEN p.paid THEN l.amount_claimed - l.amount_approved
                        ELSE 0 END AS amount_rejected,
                   CASE WHEN l.credit_line_id IS NOT NULL THEN l.amount_approved
                        ELSE 0 END AS amount_credited
              FROM becs_claim_line l
              JOIN becs_claim c ON c.id = l.claim_id
        CROSS JOIN LATERAL (SELECT l.state IN ('approved', 'adjusted') AS paid) p
             WHERE c.state NOT IN ('draft', 'cancelled')
            """
        )

    def action_open_lines(self):
        """Open the claim lines behind figures of the analysis."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_claim_line"
        )
        return action | {"domain": [("id", "in", self.ids)]}
