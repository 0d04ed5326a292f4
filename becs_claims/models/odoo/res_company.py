from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..program.program import INTO_STOCK_SOURCES

# how claims are validated and paid
SETTINGS = {
    "becs_into_stock_source",
    "becs_tolerance_percent",
    "becs_tolerance_amount",
    "becs_review_amount",
    "becs_auto_approve_amount",
    "becs_four_eyes",
    "becs_answer_hours",
    "becs_offer_days",
    "becs_resubmission_days",
    "becs_background_lines",
    "becs_upload_megabytes",
    "becs_upload_rate",
    "becs_credit_product_id",
    "becs_journal_id",
    "becs_send_credit_notes",
    "becs_expiry_warnings",
    "becs_expiry_days_first",
    "becs_expiry_days_last",
    "becs_minimum_credit",
    "becs_run_day",
    "becs_run_hour",
}


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = [
        "becs.portal.closed.mixin",
        "res.company",
        "becs.guarded.core.mixin",
        "becs.input.mixin",
    ]

    becs_into_stock_source = fields.Selection(
        INTO_STOCK_SOURCES,
        "Into-Stock Price From",
        default="agreed",
        required=True,
        help="Used by programs that do not choose their own source.",
    )
    becs_tolerance_percent = fields.Float(
        "Tolerance (%)", digits=(16, 4), help="A new program starts with it."
    )
    becs_tolerance_amount = fields.Float(
        "Tolerance per Unit",
        min_display_digits="Product Price",
        help="A new program starts with it.",
    )
    becs_review_amount = fields.Monetary(
        "Review Lines Above",
        help="A line approved for more waits for a person. 0 means no limit.",
    )
    becs_auto_approve_amount = fields.Monetary(
        "Approve Claims Up To",
        help="A validated claim with nothing to decide that comes to no more is "
        "approved by the system. What somebody here typed, decided or changed the "
        "payment of waits for a person. 0 means never.",
    )
    becs_four_eyes = fields.Boolean(
        "Four Eyes",
        default=True,
        help="Who imported, changed, filed or decided a claim cannot approve it, nor "
        "who changed what its lines are paid by after it was filed: names, products, "
        "stock, checks, terms; nor who let the contact act on the portal that filed "
        "it, in the month before or since. Who "
        "entered a special price request does not grant it, and who made an offer does "
        "not accept it for the distributor. Who wrote a program does not approve it, "
        "nor an amendment that gives more.",
    )
    becs_answer_hours = fields.Integer(
        "Hours to Answer",
        default=48,
        help="A claim or special price request is due so many hours after it was "
        "sent. 0 means no due date.",
    )
    becs_offer_days = fields.Integer(
        "Days an Offer Holds",
        default=14,
        help="A counter-offer to a special price request may be accepted so long, "
        "unless its author says otherwise.",
    )
    becs_resubmission_days = fields.Integer(
        "Days to Resubmit",
        default=30,
        help="A corrected line sent within so many days of the answer counts as filed "
        "with the first one.",
    )
    becs_background_lines = fields.Integer(
        "Background From (Lines)",
        default=5000,
        help="Claims with more lines are imported and validated in the background.",
    )
    becs_upload_megabytes = fields.Integer(
        "Largest Upload (MB)",
        default=25,
        help="Larger files are refused on the portal. 0 means as large as the server "
        "takes them.",
    )
    becs_upload_rate = fields.Integer(
        "Uploads per Hour",
        default=30,
        help="How many files one person may upload on the portal within an hour. 0 "
        "means no limit.",
    )
    becs_credit_product_id = fields.Many2one(
        "product.product",
        "Credit Product",
        domain="[('type', '=', 'service')]",
        help="Service that stands on the credit notes: it gives account and taxes.",
    )
    becs_journal_id = fields.Many2one(
        "account.journal",
        "Credit Note Journal",
        domain="[('type', '=', 'sale')]",
        help="Empty means the company's first sales journal.",
    )
    becs_send_credit_notes = fields.Boolean(
        "Send Credit Notes",
        default=True,
        help="Send each credit note with its statement to the distributor as soon as "
        "a run has posted it.",
    )
    becs_expiry_warnings = fields.Boolean(
        "Warn Before Programs End",
        default=True,
        help="The responsible gets an activity, the distributors a mail.",
    )
    becs_expiry_days_first = fields.Integer(
        "Days Before the End",
        default=30,
        help="So many days before the last ship date of a program both sides are told. "
        "0 means not.",
    )
    becs_expiry_days_last = fields.Integer(
        "Again So Many Days Before", default=7, help="0 means not again."
    )
    becs_minimum_credit = fields.Monetary(
        "Smallest Credit Note",
        help="Credit notes and invoices of back-end credits for less wait until more "
        "comes together. 0 means every amount is credited.",
    )
    becs_run_day = fields.Integer(
        "Day of the Monthly Run",
        help="Day of the month on which approved claims are credited, 29 to 31 "
        "meaning the last one of a short month. 0 means by hand only.",
    )
    becs_run_hour = fields.Integer(
        "Hour of the Monthly Run",
        help="Full hour, 0 to 23, from which on that day the run starts, in the time "
        "zone of the company's contact.",
    )
    becs_run_since = fields.Date(
        "Day of the Run Chosen On",
        readonly=True,
        help="Runs that would have been due before are not caught up.",
    )

    @api.constrains("becs_run_day")
    def _check_becs_run_day(self):
        if any(not 0 <= company.becs_run_day <= 31 for company in self):
            raise ValidationError(
                self.env._("The day of the monthly run is between 0 and 31.")
            )

    @api.constrains("becs_run_hour")
    def _check_becs_run_hour(self):
        if any(not 0 <= company.becs_run_hour <= 23 for company in self):
            raise ValidationError(
                self.env._("The hour of the monthly run is between 0 and 23.")
            )

    @api.constrains("becs_minimum_credit")
    def _check_becs_minimum_credit(self):
        if any(company.becs_minimum_credit < 0 for company in self):
            raise ValidationError(
                self.env._("The smallest credit note is an amount of 0 or more.")
            )

    @api.constrains("becs_auto_approve_amount", "becs_answer_hours", "becs_offer_days")
    def _check_becs_not_negative(self):
        for company in self:
            if (
                company.becs_auto_approve_amount < 0
                or company.becs_answer_hours < 0
                or company.becs_offer_days < 0
            ):
                raise ValidationError(
                    self.env._(
                        "The limit for automatic approval, the hours to answer and the "
                        "days an offer holds are 0 or more."
                    )
                )

    @api.constrains("becs_expiry_days_first", "becs_expiry_days_last")
    def _check_becs_expiry_days(self):
        for company in self:
            if company.becs_expiry_days_first < 0 or company.becs_expiry_days_last < 0:
                raise ValidationError(
                    self.env._("The days before the end of a program are 0 or more.")
                )

    @api.constrains("becs_credit_product_id")
    def _check_becs_credit_product(self):
        for company in self:
            if company.becs_credit_product_id.type not in (False, "service"):
                raise ValidationError(
                    self.env._(
                        "The credit product must be a service, or stock values would "
                        "change with every credit note."
                    )
                )

    def _input_fields(self):
        return {
            "becs_into_stock_source",
            "becs_resubmission_days",
            "becs_review_amount",
            "currency_id",
            "parent_id",
        }

    def _input_scopes(self):
        return {("company", self.id, None)}

    def _approval_fields(self):
        return {"becs_auto_approve_amount", "becs_four_eyes"}

    def _approval_scopes(self):
        return {("approval", self.id, None)}

    def _writable_fields(self):
        names = super()._writable_fields()
        return names | SETTINGS if self._user_is("administrator") else names

    def _prepare_create_values(self, vals_list):
        # here and not in create(), which does not take it from people
        for vals in vals_list:
            if vals.get("becs_run_day"):
                vals["becs_run_since"] = fields.Date.context_today(self)
        return super()._prepare_create_values(vals_list)

    def write(self, vals):
        day = vals.get("becs_run_day")
        changed = self.filtered(lambda company: day and company.becs_run_day != day)
        result = super().write(vals)
        if changed:
            changed._write_guarded({"becs_run_since": fields.Date.context_today(self)})
        return result
