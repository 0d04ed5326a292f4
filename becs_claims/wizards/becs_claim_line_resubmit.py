from odoo import api, fields, models
from odoo.exceptions import UserError

from ..storage import resubmission


class BecsClaimLineResubmit(models.TransientModel):
    """Copies answered lines into a draft claim, to be corrected and filed again."""

    _name = "becs.claim.line.resubmit"
    _description = "Send Lines Again"
    _inherit = ["becs.guarded.mixin"]

    line_ids = fields.Many2many("becs.claim.line", readonly=True)
    line_count = fields.Integer("Lines", compute="_compute_figures")
    partner_id = fields.Many2one(
        "res.partner", "Distributor", compute="_compute_figures"
    )
    company_id = fields.Many2one("res.company", compute="_compute_figures")
    currency_id = fields.Many2one("res.currency", compute="_compute_figures")
    amount_rest = fields.Monetary(
        "Not Paid",
        compute="_compute_figures",
        help="What the lines claimed and was not approved.",
    )
    claim_id = fields.Many2one(
        "becs.claim",
        "Add to Claim",
        help="A draft claim of the distributor; empty makes a new one.",
        domain="[('state', '=', 'draft'), ('currency_id', '=', currency_id),"
        " ('commercial_partner_id', '=', partner_id), ('company_id', '=', company_id)]",
    )
    reference = fields.Char(
        "Debit Number", help="The distributor's number of the new claim, if it has one."
    )

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        names |= {"claim_id", "reference"}
        return names if self else names | {"line_ids"}

    @api.depends("line_ids")
    def _compute_figures(self):
        for wizard in self:
            lines = wizard.line_ids
            wizard.line_count = len(lines)
            wizard.partner_id = lines.commercial_partner_id[:1]
            wizard.company_id = lines.company_id[:1]
            wizard.currency_id = lines.currency_id[:1]
            wizard.amount_rest = sum(lines.mapped("amount_claimed")) - sum(
                lines.mapped("amount_approved")
            )

    def action_apply(self):
        """Add the copies and open their claim."""
        claim = self._send()
        return {
            "type": "ir.actions.act_window",
            "res_model": claim._name,
            "res_id": claim.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _send(self):
        """Add the copies; return their claim."""
        self.ensure_one()
        lines = self.line_ids.with_prefetch()
        lines._check_resubmittable()
        claim = self.claim_id or self._create_claim()
        self._check_claim(claim)
        resubmission.copy(self.env, lines.ids, claim)
        claim._record_changed()
        claim._message_log(
            body=self.env._(
                "Sent again in this claim: %(count)s of the lines of %(claims)s.",
                count=len(lines),
                claims=", ".join(lines.claim_id.mapped("display_name")),
            )
        )
        return claim

    def _create_claim(self):
        claims = self.line_ids.claim_id
        bases = set(claims.mapped("basis"))
        if len(bases) > 1:
            raise UserError(
                self.env._(
                    "Some of the lines are of sales reports, others state the money. "
                    "Send the two again in claims of their own."
                )
            )
        return self.env["becs.claim"].create(
            {
                "partner_id": claims[0].partner_id.id,
                "company_id": self.company_id.id,
                "currency_id": self.currency_id.id,
                "basis": bases.pop(),
                "reference": (self.reference or "").strip() or False,
            }
        )

    def _check_claim(self, claim):
        """Refuse a claim that cannot take the lines."""
        claim.check_access("write")
        if claim.state != "draft":
            reason = self.env._("it is no draft any more")
        elif (
            claim.commercial_partner_id != self.partner_id
            or claim.company_id != self.company_id
            or claim.currency_id != self.currency_id
        ):
            reason = self.env._("it is of another distributor, company or currency")
        elif set(self.line_ids.claim_id.mapped("basis")) != {claim.basis}:
            reason = self.env._(
                "one of them is a sales report and the other states the money"
            )
        else:
            return
        raise UserError(
            self.env._(
                "The lines cannot be added to %(claim)s: %(reason)s.",
                claim=claim.display_name,
                reason=reason,
            )
        )
