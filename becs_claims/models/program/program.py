from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ..shared import named
from ..shared.own_fields import OneLine
from .amendment import AMENDABLE, Amendment

INTO_STOCK_SOURCES = [
    ("fifo", "Purchases, first in first out"),
    ("average", "Purchases, mean of the last year"),
    ("price_list", "Distributor's price list"),
    ("agreed", "Book price agreed on the program line"),
    ("claimed", "Book price stated in the claim"),
]
# what a program promises: once it is approved it is changed by amendments only
TERMS = {
    "code",
    "program_type",
    "company_id",
    "currency_id",
    "distributor_ids",
    "end_customer_ids",
    "date_start",
    "date_end",
    "claim_window_days",
    "into_stock_source",
    "tolerance_percent",
    "tolerance_amount",
    "pricelist_id",
    "budget_amount",
    "minimum_line_amount",
    "combinable",
    "line_ids",
}


class BecsProgram(models.Model):
    """An authorization to sell below book price.

    Amounts are in ``currency_id``. The draw-down counters are written by the
    validation run, never computed from the claim lines one by one.
    """

    _name = "becs.program"
    _description = "Back-End Credit Program"
    _inherit = [
        "becs.document.mixin",
        "analytic.mixin",
        "becs.workflow.mixin",
        "becs.input.mixin",
        "becs.portal.mixin",
    ]
    _order = "date_start desc, id desc"
    _rec_names_search = ["name", "code"]
    _number_field = "code"

    # not the number of the document, as elsewhere
    name = OneLine(
        "Title", required=True, readonly=False, copy=True, default=None, tracking=True
    )
    code = OneLine(
        "Authorization Number",
        copy=False,
        tracking=True,
        help="The number distributors quote in their claims. It is compared without "
        "regard to upper and lower case or outer blanks. Leave it empty to draw the "
        "next number.",
    )
    program_type = fields.Selection(
        [
            ("bid", "Bid"),
            ("blanket", "Blanket"),
            ("meet_competitor", "Meet competitor"),
            ("promotion", "Promotion"),
        ],
        required=True,
        default="blanket",
        tracking=True,
        help="Bid and meet competitor hold for the end customers named here; blanket "
        "and promotion hold for any end customer unless some are named.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("suspended", "Suspended"),
            ("closed", "Closed"),
            ("refused", "Refused"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    active = fields.Boolean(default=True)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        tracking=True,
        default=lambda self: self.env.company.currency_id,
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        tracking=True,
    )
    distributor_ids = fields.Many2many(
        "res.partner",
        "becs_program_distributor_rel",
        "program_id",
        "partner_id",
        "Distributors",
        ondelete="restrict",
        # who is archived still is the only one it holds for
        context={"active_test": False},
        help="Who may claim on this program. Empty means every distributor.",
    )
    end_customer_ids = fields.Many2many(
        "res.partner",
        "becs_program_end_customer_rel",
        "program_id",
        "partner_id",
        "End Customers",
        ondelete="restrict",
        help="Whom the product must have been sold to. Empty means anyone.",
    )
    date_start = fields.Date(
        "Ship Dates From",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="First ship date that is covered.",
    )
    date_end = fields.Date(
        "Ship Dates To",
        copy=False,
        tracking=True,
        help="Last ship date that is covered. Empty means until the program is closed.",
    )
    claim_window_days = fields.Integer(
        "Days to Claim",
        tracking=True,
        help="A line must be filed within so many days of its ship date. "
        "0 means no limit.",
    )
    into_stock_source = fields.Selection(
        INTO_STOCK_SOURCES,
        string="Into-Stock Price From",
        tracking=True,
        help="Where the price the distributor paid into stock comes from. "
        "Empty means the company's default.",
    )
    tolerance_percent = fields.Float(
        "Tolerance (%)",
        digits=(16, 4),
        default=lambda self: self.env.company.becs_tolerance_percent,
        tracking=True,
        help="Allowed difference per unit, in percent. The larger of the two "
        "allowances counts.",
    )
    tolerance_amount = fields.Float(
        "Tolerance per Unit",
        min_display_digits="Product Price",
        default=lambda self: self.env.company.becs_tolerance_amount,
        tracking=True,
        help="Allowed difference per unit, in the program's currency. The larger of "
        "the two allowances counts.",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        "Authorized Price List",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Holds the authorized prices of the lines whose credit is worked out "
        "by price list.",
    )
    budget_amount = fields.Monetary(
        "Budget",
        tracking=True,
        help="Most that may be approved on this program in all. 0 means no limit.",
    )
    minimum_line_amount = fields.Monetary(
        "Smallest Line Paid",
        tracking=True,
        help="A line worth less is not paid. 0 means no limit.",
    )
    combinable = fields.Boolean(
        tracking=True,
        help="May be paid on a sale that another combinable program also pays.",
    )
    line_ids = fields.One2many("becs.program.line", "program_id", "Lines", copy=True)
    request_id = fields.Many2one(
        "becs.request",
        "Special Price Request",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The distributor's request this program was made of.",
    )
    note = fields.Html("Notes")

    amount_claimed = fields.Monetary(
        "Claimed", readonly=True, copy=False, help="Claimed on this program in all."
    )
    amount_approved = fields.Monetary("Approved", readonly=True, copy=False)
    amount_reserved = fields.Monetary(
        "Waiting for Release",
        readonly=True,
        copy=False,
        help="Lines in review only because of their amount; they count as taken.",
    )
    amount_held = fields.Monetary(
        "Held in Review",
        readonly=True,
        copy=False,
        help="What lines in review would take if they were accepted.",
    )
    amount_credited = fields.Monetary("Credited", readonly=True, copy=False)
    amount_paid = fields.Monetary(
        "Paid",
        compute="_compute_amount_paid",
        help="What of the credited amount was paid out, or settled with invoices the "
        "distributors owed. A credit note that was paid in part counts for its part.",
    )
    amount_remaining = fields.Monetary(
        "Left of Budget",
        compute="_compute_drawdown",
        compute_sudo=True,
        help="Budget less what is approved and what lines in review hold.",
    )
    days_left = fields.Integer(compute="_compute_days_left")

    _code_unique = models.UniqueIndex(
        "(company_id, lower(btrim(code)))",
        "This authorization number is already used by another program of the company. "
        "Choose another number, or leave it empty to draw the next one.",
    )
    _request_once = models.UniqueIndex(
        "(request_id) WHERE request_id IS NOT NULL",
        "A program was made of this request already.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)",
        "The last ship date covered must not be before the first one.",
    )
    _numbers_not_negative = models.Constraint(
        "CHECK (COALESCE(claim_window_days, 0) >= 0 AND COALESCE(budget_amount, 0) >= 0"
        " AND COALESCE(minimum_line_amount, 0) >= 0"
        " AND COALESCE(tolerance_percent, 0) >= 0"
        " AND COALESCE(tolerance_amount, 0) >= 0)",
        "Days to claim, budget, smallest line and tolerances must not be negative. "
        "Enter 0 for none.",
    )

    # Compute

    @api.depends("code", "name")
    def _compute_display_name(self):
        for program in self:
            program.display_name = (
                f"[{program.code}] {program.name}" if program.code else program.name
            )

    @api.depends("date_end")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for program in self:
            program.days_left = (
                (program.date_end - today).days if program.date_end else 0
            )

    # CRUD

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        names |= {"name", "note", "user_id", "analytic_distribution"}
        if not self:
            names |= {"company_id"}
        if not self or self._may_change_terms():
            names |= {"active"} | TERMS - {"company_id"}
        elif self._user_is("approver"):
            names |= {"active"}
        return names

    def _input_fields(self):
        return TERMS - {"line_ids"} | {"active", "state"}

    def _input_scopes(self):
        """Its lines, and those that it might be chosen for, or stand in the way of."""
        company_id = self.company_id.id
        partners = self.distributor_ids.commercial_partner_id.ids or [None]
        return {
            ("program", self.id, None),
            *(("chosen", company_id, partner_id) for partner_id in partners),
        }

    def _may_change_terms(self):
        """Whether the user may change the terms, which are not approved yet."""
        self.ensure_one()
        return self.state in ("draft", "requested") or (
            self.state == "refused" and self._user_is("approver")
        )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["code"] = (vals.get("code") or "").strip()
        programs = super().create(vals_list)
        programs._note_writer()
        programs.filtered(lambda program: program.state in AMENDABLE)._start_versions()
        return programs

    def write(self, vals):
        if TERMS & vals.keys():
            self._check_may_change_terms()
            self._note_writer()
        if "active" in vals and not self.env.su:
            self._archive_approved(bool(vals["active"]))
        if "code" in vals:
            vals["code"] = (vals["code"] or "").strip()
            if not vals["code"]:
                raise ValidationError(
                    self.env._(
                        "A program needs its authorization number. Enter a number."
                    )
                )
        result = super().write(vals)
        if vals.get("state") in AMENDABLE:
            self._start_versions()
        return result

    def _archive_approved(self, active):
        """Archiving an approved program closes it, with a version. Who may approve it
        brings it back, closed.
        """
        for program in self:
            if program.state not in AMENDABLE or program.active == active:
                continue
            program._check_role("group_approver")
            if not active:
                program._close(self.env._("Archived"), active=False)
                continue
            note = program._check_may_approve()
            program._apply_amendment(
                Amendment(self.env._("Back from the archive"), terms={"active": True}),
                lambda _amendment, _changes, note=note: note,
            )

    def _check_may_change_terms(self):
        """Refuse to change approved terms by hand; the server may, as it brings data
        in from elsewhere.

        :raise UserError: saying how they are changed
        """
        if self.env.su:
            return
        for program in self:
            if program.state in AMENDABLE:
                raise UserError(
                    self.env._(
                        "%(program)s was approved: its terms are changed by “Amend”, "
                        "which says from which ship date on and why, and keeps what "
                        "they were. An approver can do it. Number, type, currency and "
                        "company stay.",
                        program=program.display_name,
                    )
                )
            if program.state == "refused" and not self.env.user.has_group(
                "becs_claims.group_approver"
            ):
                raise UserError(
                    self.env._(
                        "%(program)s was refused. Take it back to draft to change it.",
                        program=program.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_if_unused(self):
        Line = self.env["becs.claim.line"].sudo()  # lines of any company count
        used = self.filtered(
            lambda program: (
                program.state not in ("draft", "refused")
                or Line.search_count([("program_id", "=", program.id)], limit=1)
            )
        )
        if used:
            raise UserError(
                self.env._(
                    "These programs were in use and must stay readable: %(programs)s. "
                    "Close or archive them instead.",
                    programs=", ".join(used.mapped("display_name")),
                )
            )
        named.check_deleted(self)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for program, vals in zip(self, vals_list, strict=True):
            if "name" not in (default or {}):
                vals["name"] = self.env._("%(title)s (copy)", title=program.name)
            # the copied tables name partners, a copy keeps them
            vals["distributor_ids"] = [Command.set(program.distributor_ids.ids)]
            vals["end_customer_ids"] = [Command.set(program.end_customer_ids.ids)]
        return vals_list

    # What is said to distributors

    def _becs_contacts(self):
        """The distributor it is for alone."""
        # whoever writes may not see all distributors it is for
        partners = self.sudo().distributor_ids
        return partners.browse() if self._becs_is_shared() else partners

    def _becs_is_shared(self):
        return self._portal_is_shared()

    def _becs_is_for(self, company):
        """Whether a distributor is one of those it is for."""
        # as above
        companies = self.sudo().distributor_ids.commercial_partner_id
        return company.is_becs_distributor and (not companies or company in companies)
