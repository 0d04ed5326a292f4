from odoo import api, fields, models
from odoo.exceptions import UserError


class BecsIntake(models.Model):
    """A file that came in: what was read from it, what was not and why."""

    _name = "becs.intake"
    _description = "File Received"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("File Name", required=True)
    kind = fields.Selection([("claim", "Claim")], required=True, default="claim")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner", "Distributor", required=True, index=True, ondelete="restrict"
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", store=True, precompute=True
    )
    claim_id = fields.Many2one("becs.claim", index="btree_not_null", ondelete="cascade")
    job_id = fields.Many2one("becs.job", readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment", "Original File", readonly=True, ondelete="restrict"
    )
    checksum = fields.Char(
        index=True, readonly=True, help="SHA-256 of the file's content."
    )
    mapping = fields.Json(readonly=True)
    options = fields.Json(readonly=True)
    state = fields.Selection(
        [
            ("draft", "New"),
            ("queued", "Waiting"),
            ("done", "Read"),
            ("failed", "Failed"),
        ],
        required=True,
        default="draft",
        readonly=True,
    )
    rows_read = fields.Integer(readonly=True)
    rows_stored = fields.Integer(readonly=True)
    rows_refused = fields.Integer("Rows Not Read", readonly=True)
    refused_attachment_id = fields.Many2one(
        "ir.attachment", "Rows Not Read (File)", readonly=True
    )
    error = fields.Text(readonly=True)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_claim_draft(self):
        if any(intake.claim_id.state not in (False, "draft") for intake in self):
            raise UserError(
                self.env._("The file of a claim that was filed stays with it.")
            )
