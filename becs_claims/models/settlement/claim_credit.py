from odoo import fields, models
from odoo.fields import Domain

from ...settlement import guard


class BecsClaimCredit(models.Model):
    """What one claim has on one line of a credit note.

    The tie between claim lines and credit notes, written by the run in the statement
    that writes ``credit_line_id`` of the claim lines, and gone when the credit note is
    undone. Lines of credit notes are found by it and kept from being deleted: a claim
    line has neither index nor foreign key for it, which would cost a large claim more
    than all the rest of crediting. Number and sum of the lines are kept, because the
    database lets none of them change until they are freed together.
    """

    _name = "becs.claim.credit"
    _description = "Credit of a Back-End Credit Claim"
    _order = "claim_id, credit_line_id"
    _log_access = False

    claim_id = fields.Many2one(
        "becs.claim", required=True, readonly=True, ondelete="restrict"
    )
    credit_line_id = fields.Many2one(
        "account.move.line",
        "Credit Note Line",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    move_id = fields.Many2one(related="credit_line_id.move_id", string="Credit Note")
    payment_state = fields.Selection(related="move_id.payment_state")
    date = fields.Date(related="move_id.invoice_date", string="Date")
    program_id = fields.Many2one(
        related="credit_line_id.becs_program_id", string="Program"
    )
    currency_id = fields.Many2one(related="claim_id.currency_id")
    line_count = fields.Integer("Lines", required=True, readonly=True)
    amount = fields.Monetary(
        required=True,
        readonly=True,
        help="What the claim's lines on it come to, before tax.",
    )

    _once = models.UniqueIndex("(claim_id, credit_line_id)")

    def init(self):
        guard.install_on_credits(self.env)

    def action_open_lines(self):
        """The claim lines these are made of."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_claim_line"
        )
        return action | {"domain": list(self._claim_lines_domain())}

    def _claim_lines_domain(self):
        """The claim lines of these; by their claims, which an index has."""
        return Domain("claim_id", "in", self.claim_id.ids) & Domain(
            "credit_line_id", "in", self.credit_line_id.ids
        )
