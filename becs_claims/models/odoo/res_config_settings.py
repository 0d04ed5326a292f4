from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"
    becs_into_stock_source = fields.Selection(
        related="company_id.becs_into_stock_source", readonly=False
    )
    becs_tolerance_percent = fields.Float(
        related="company_id.becs_tolerance_percent", readonly=False
    )
    becs_tolerance_amount = fields.Float(
        related="company_id.becs_tolerance_amount", readonly=False
    )
    becs_review_amount = fields.Monetary(
        related="company_id.becs_review_amount",
        currency_field="currency_id",
        readonly=False,
    )
    becs_auto_approve_amount = fields.Monetary(
        related="company_id.becs_auto_approve_amount",
        currency_field="currency_id",
        readonly=False,
    )
    becs_four_eyes = fields.Boolean(related="company_id.becs_four_eyes", readonly=False)
    becs_answer_hours = fields.Integer(
        related="company_id.becs_answer_hours", readonly=False
    )
    becs_offer_days = fields.Integer(
        related="company_id.becs_offer_days", readonly=False
    )
    becs_expiry_warnings = fields.Boolean(
        related="company_id.becs_expiry_warnings", readonly=False
    )
    becs_expiry_days_first = fields.Integer(
        related="company_id.becs_expiry_days_first", readonly=False
    )
    becs_expiry_days_last = fields.Integer(
        related="company_id.becs_expiry_days_last", readonly=False
    )
    becs_resubmission_days = fields.Integer(
        related="company_id.becs_resubmission_days", readonly=False
    )
    becs_background_lines = fields.Integer(
        related="company_id.becs_background_lines", readonly=False
    )
    becs_upload_megabytes = fields.Integer(
        related="company_id.becs_upload_megabytes", readonly=False
    )
    becs_upload_rate = fields.Integer(
        related="company_id.becs_upload_rate", readonly=False
    )
    becs_credit_product_id = fields.Many2one(
        related="company_id.becs_credit_product_id", readonly=False
    )
    becs_journal_id = fields.Many2one(
        related="company_id.becs_journal_id", readonly=False
    )
    becs_send_credit_notes = fields.Boolean(
        related="company_id.becs_send_credit_notes", readonly=False
    )
    becs_minimum_credit = fields.Monetary(
        related="company_id.becs_minimum_credit",
        currency_field="currency_id",
        readonly=False,
    )
    becs_run_day = fields.Integer(related="company_id.becs_run_day", readonly=False)
    becs_run_hour = fields.Integer(related="company_id.becs_run_hour", readonly=False)
