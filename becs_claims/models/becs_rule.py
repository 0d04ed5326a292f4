from odoo import api, fields, models
from odoo.exceptions import UserError

from .becs_finding import OUTCOMES


class BecsRule(models.Model):
    """How one check behaves, for everybody or for a program, distributor, company.

    One row applies per check: the one for program and distributor, else program,
    else distributor, else company, else the default. An archived row that applies
    switches the check off.
    """

    _name = "becs.rule"
    _description = "Back-End Credit Check"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    code = fields.Char(required=True, index=True, tracking=True)
    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True, help="What it finds and what to do.")
    sequence = fields.Integer(default=100)
    outcome = fields.Selection(OUTCOMES, required=True, tracking=True)
    active = fields.Boolean("Switched On", default=True, tracking=True)
    company_id = fields.Many2one("res.company", tracking=True)
    program_ids = fields.Many2many(
        "becs.program",
        "becs_rule_program_rel",
        "rule_id",
        "program_id",
        "Only Programs",
    )
    distributor_ids = fields.Many2many(
        "res.partner",
        "becs_rule_distributor_rel",
        "rule_id",
        "partner_id",
        "Only Distributors",
    )
    domain = fields.Char(
        "Lines That Match",
        help="Of an own rule: lines that match get the finding.",
    )
    x12_code = fields.Char(help="Reject reason, X12 data element 901.")
    rosettanet_code = fields.Char(
        "RosettaNet Code", help="Rejection reason of RosettaNet PIP 5D5."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_if_own(self):
        if self.filtered(lambda rule: not rule.company_id and not rule.program_ids):
            shipped = self.get_external_id()
            if any(name.startswith("becs_claims.") for name in shipped.values()):
                raise UserError(
                    self.env._(
                        "A check of the add-on cannot be deleted. Switch it off "
                        "instead."
                    )
                )
