from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...validation import layers
from ..claim.disputes import OPEN
from ..shared import named

# what decides whose data a portal user sees, which record rules keep in a cache
PORTAL_RIGHTS = {"parent_id", "is_company", "is_becs_distributor"}
# what goes with a contact to another company
OF_CONTACTS = (
    "becs.claim",
    "becs.request",
    "becs.pos.report",
    "becs.pos.line",
    "becs.stock.adjustment",
)
# what a distributor's claims are validated and paid by
SETTINGS = {
    "is_becs_distributor",
    "becs_pay_policy",
    "becs_credit_grouping",
    "becs_mail_status",
    "becs_pos_since",
    "becs_stock_since",
    "becs_stock_partner_id",
}


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = [
        "becs.portal.closed.mixin",
        "res.partner",
        "becs.guarded.core.mixin",
        "becs.input.mixin",
    ]

    is_becs_distributor = fields.Boolean(
        "Back-End Credit Distributor",
        help="May claim back-end credits and is offered on programs and claims.",
    )
    becs_portal_role = fields.Selection(
        [("look", "May look"), ("submit", "May submit and change")],
        "On the Portal",
        default="look",
        copy=False,
        groups="becs_claims.group_viewer",
        help="What a contact with a portal login may do with the credits of its "
        "company: look at claims and authorizations, or also submit, dispute and ask "
        "for special prices.",
    )
    becs_pay_policy = fields.Selection(
        [
            ("pay_undisputed", "Pay undisputed lines now"),
            ("hold_claim", "Hold the claim until all is decided"),
        ],
        "Lines in Review",
        default="pay_undisputed",
        help="What happens to the clear lines of a claim while others are in review.",
    )
    becs_mail_status = fields.Boolean(
        "Mail on Each Status",
        default=True,
        help="The contact of a claim gets one mail for each change of its status: "
        "received, decided, approved, credited, undone.",
    )
    becs_credit_grouping = fields.Selection(
        [
            ("distributor", "One per distributor"),
            ("claim", "One per claim"),
            ("program", "One per program"),
            ("end_customer", "One per end customer"),
        ],
        "Credit Notes",
        default="distributor",
        help="What one credit note holds. Claims in several currencies always get one "
        "for each.",
    )
    becs_pos_since = fields.Date(
        "Reports Sales Since",
        help="Claim lines shipped from this day on are compared with the distributor's "
        "point-of-sale reports. Empty: it does not report.",
    )
    becs_stock_since = fields.Date(
        "Stock Judged Since",
        help="Claim lines shipped from this day on are compared with what the "
        "distributor can have had in stock, once its opening stock was entered. "
        "Empty: never.",
    )
    becs_stock_partner_id = fields.Many2one(
        "res.partner",
        "Buys Through",
        index="btree_not_null",
        help="The partner that is invoiced for this distributor's stock, if another. "
        "Distributors that buy through the same partner share its stock.",
    )
    becs_merged_ids = fields.Json(
        "Contacts Merged Into It",
        copy=False,
        groups="becs_claims.group_viewer",
        help="Numbers by which history that is never changed names it.",
    )
    becs_claim_ids = fields.One2many(
        "becs.claim",
        "commercial_partner_id",
        "Credit Claims",
        groups="becs_claims.group_viewer",
    )
    becs_product_alias_ids = fields.One2many(
        "becs.product.alias",
        "partner_id",
        "Its Product Codes",
        groups="becs_claims.group_viewer",
    )
    becs_customer_alias_ids = fields.One2many(
        "becs.customer.alias",
        "partner_id",
        "Its Customer Names",
        groups="becs_claims.group_viewer",
    )
    becs_claim_count = fields.Integer(
        "Number of Credit Claims",
        compute="_compute_becs_counts",
        groups="becs_claims.group_viewer",
    )
    becs_pos_count = fields.Integer(
        "Number of Reported Sales",
        compute="_compute_becs_sales_counts",
        groups="becs_claims.group_viewer",
    )
    becs_stock_adjustment_count = fields.Integer(
        "Number of Stock Adjustments",
        compute="_compute_becs_sales_counts",
        groups="becs_claims.group_viewer",
    )
    becs_program_count = fields.Integer(
        "Number of Credit Programs",
        compute="_compute_becs_counts",
        groups="becs_claims.group_viewer",
    )
    becs_request_count = fields.Integer(
        "Number of Special Price Requests",
        compute="_compute_becs_counts",
        groups="becs_claims.group_viewer",
    )
    becs_dispute_count = fields.Integer(
        "Number of Open Disputes",
        compute="_compute_becs_disputes",
        groups="becs_claims.group_viewer",
    )
    becs_dispute_days = fields.Integer(
        "Oldest Open Dispute (Days)",
        compute="_compute_becs_disputes",
        groups="becs_claims.group_viewer",
    )
    becs_rule_count = fields.Integer(
        "Checks of Its Own",
        compute="_compute_becs_counts",
        groups="becs_claims.group_viewer",
    )

    def _compute_becs_disputes(self):
        now = fields.Datetime.now()
        found = {
            partner: (count, (now - oldest).days)
            for partner, count, oldest in self.env["becs.dispute"]._read_group(
                [
                    ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                    ("state", "in", OPEN),
                ],
                ["commercial_partner_id"],
                ["__count", "date:min"],
            )
        }
        for partner in self:
            count, days = found.get(partner.commercial_partner_id, (0, 0))
            partner.becs_dispute_count, partner.becs_dispute_days = count, days

    def _compute_becs_counts(self):
        commercial = self.commercial_partner_id
        claims = dict(
            self.env["becs.claim"]._read_group(
                [("commercial_partner_id", "in", commercial.ids)],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        programs = dict(
            self.env["becs.program"]._read_group(
                [("distributor_ids", "in", (commercial | self).ids)],
                ["distributor_ids"],
                ["__count"],
            )
        )
        rules = dict(
            self.env["becs.rule"]
            .with_context(active_test=False)
            ._read_group(
                [("distributor_ids", "in", (commercial | self).ids)],
                ["distributor_ids"],
                ["__count"],
            )
        )
        asked = dict(
            self.env["becs.request"]._read_group(
                [("commercial_partner_id", "in", commercial.ids)],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.becs_request_count = asked.get(partner.commercial_partner_id, 0)
            partner.becs_rule_count = rules.get(partner.commercial_partner_id, 0)
            partner.becs_claim_count = claims.get(partner.commercial_partner_id, 0)
            partner.becs_program_count = programs.get(partner.commercial_partner_id, 0)

    def _compute_becs_sales_counts(self):
        domain = [("commercial_partner_id", "in", self.commercial_partner_id.ids)]
        sales, adjustments = (
            dict(
                self.env[model]._read_group(
                    domain, ["commercial_partner_id"], ["__count"]
                )
            )
            for model in ("becs.pos.line", "becs.stock.adjustment")
        )
        for partner in self:
            company = partner.commercial_partner_id
            partner.becs_pos_count = sales.get(company, 0)
            partner.becs_stock_adjustment_count = adjustments.get(company, 0)

    # CRUD

    def _writable_fields(self):
        names = super()._writable_fields()
        if self._user_is("analyst"):
            names |= SETTINGS | {
                "becs_portal_role",
                "becs_product_alias_ids",
                "becs_customer_alias_ids",
            }
        return names

    def _input_fields(self):
        return {
            "active",
            "becs_pos_since",
            "becs_stock_partner_id",
            "becs_stock_since",
            "commercial_partner_id",
            "company_id",
            "country_id",
            "is_company",
            "lang",
            "name",
            "parent_id",
            "property_product_pricelist",
            "ref",
            "specific_property_product_pricelist",
            "tz",
            "vat",
        }

    def _input_scopes(self):
        return {
            ("partner", self.commercial_partner_id.id, None),
            # own rules are read in a company's language, on its days
            *(("company", company.id, None) for company in self.ref_company_ids),
            *self._input_scopes_of_texts((self.name, self.vat, self.ref)),
        }

    @api.model
    def _is_input_recorded(self):
        # people of distributors write their addresses by themselves
        return super()._is_input_recorded() or self.env.user._is_portal()

    def _approval_fields(self):
        return {"becs_pay_policy"}

    def _approval_scopes(self):
        return {("payment", self.commercial_partner_id.id, None)}

    def _price_scopes(self):
        return {
            ("partner", self.commercial_partner_id.id, None): {
                "commercial_partner_id",
                "country_id",
                "parent_id",
                "property_product_pricelist",
                "specific_property_product_pricelist",
            }
        }

    def _becs_buying_for_distributors(self):
        """Those whose purchases are the stock of somebody who claims."""
        claims = self.env["becs.claim"]._read_group(
            [("commercial_partner_id", "in", self.ids)], ["commercial_partner_id"]
        )
        supplied = self.with_context(active_test=False).search(
            [("becs_stock_partner_id", "child_of", self.ids)]
        )
        buyers = supplied.becs_stock_partner_id.commercial_partner_id
        return (
            self.filtered("is_becs_distributor")
            | self.browse(partner.id for [partner] in claims)
            | (self & buyers)
        )

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("becs_portal_role") == "submit" for vals in vals_list):
            self._check_becs_portal_role()
        return super().create(vals_list)

    def write(self, vals):
        role = vals.get("becs_portal_role")
        # only compared; not everybody who writes contacts reads the role
        if "becs_portal_role" in vals and any(
            partner.becs_portal_role != role for partner in self.sudo()
        ):
            self._check_becs_portal_role()
        moves = not self.env.su and {"parent_id", "is_company"} & vals.keys()
        before = {one: one.commercial_partner_id for one in self if moves}
        if not self.env.su and (handed_down := self._becs_handed_down(vals)):
            self._write_guarded(handed_down)
            vals = {name: vals[name] for name in vals.keys() - handed_down.keys()}
        result = super().write(vals)
        for partner, company in before.items():
            if partner.commercial_partner_id != company:
                partner._check_becs_moves_nothing(company)
        if PORTAL_RIGHTS & vals.keys():
            self._forget_portal_rights()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_becs_named(self):
        """What is for one distributor or end customer does not become one for all."""
        named.check_deleted(self)

    def _becs_handed_down(self, vals):
        """Values that the contacts' company has: core's import hands them down to new
        contacts with the rights of whoever imports.
        """
        companies = self.commercial_partner_id
        return {
            name: vals[name]
            for name in SETTINGS & vals.keys()
            if not companies & self
            and all(
                vals[name] == self._fields[name].convert_to_write(company[name], self)
                for company in companies
            )
        }

    def _check_becs_moves_nothing(self, company):
        """What was claimed by a contact stays with the company it was claimed for.

        :param company: the contact was one of
        """
        for name in OF_CONTACTS:
            # also what the user may not see would go along
            Model = self.env[name].sudo()
            if Model.search_count([("partner_id", "child_of", self.ids)], limit=1):
                raise UserError(
                    self.env._(
                        "%(contact)s stays with %(company)s, because it has claims, "
                        "requests or reports there that would move along. Make a new "
                        "contact in the other company, and archive this one.",
                        contact=self.name,
                        company=company.name,
                    )
                )

    def _forget_portal_rights(self):
        """Let record rules find out anew which company portal users belong to."""
        # users the writer may not see have their rights, too
        users = self.env["res.users"].sudo()
        if users.search_count(
            [("partner_id", "child_of", self.ids), ("share", "=", True)], limit=1
        ):
            self.env.registry.clear_cache()

    def _check_becs_portal_role(self):
        if not self.env.su and not self.env.user.has_group("becs_claims.group_analyst"):
            raise AccessError(
                self.env._(
                    "Who may submit claims on the portal is decided by the role "
                    "“Analyst” of back-end credits. Ask somebody who has it."
                )
            )

    @api.constrains("becs_stock_partner_id")
    def _check_becs_stock_partner(self):
        """One partner buys the stock of a distributor; it buys through nobody else.

        To buy through itself is the same as an empty field.
        """
        for partner in self.filtered("becs_stock_partner_id"):
            buyer = partner.becs_stock_partner_id.commercial_partner_id
            company = partner.commercial_partner_id
            if buyer == company:
                continue
            if buyer.becs_stock_partner_id.commercial_partner_id - buyer:
                raise ValidationError(
                    self.env._(
                        "%(buyer)s itself buys through %(other)s. Choose that one for "
                        "%(partner)s.",
                        buyer=buyer.display_name,
                        other=buyer.becs_stock_partner_id.display_name,
                        partner=company.display_name,
                    )
                )
            # also those the user may not see would buy through two partners
            served = self.sudo().search(
                [
                    ("becs_stock_partner_id.commercial_partner_id", "=", company.id),
                    ("commercial_partner_id", "!=", company.id),
                ],
                limit=1,
            )
            if served:
                raise ValidationError(
                    self.env._(
                        "%(other)s buys through %(partner)s, so that one must buy for "
                        "itself. Change that first.",
                        other=served.display_name,
                        partner=company.display_name,
                    )
                )

    def _commercial_fields(self):
        return super()._commercial_fields() + sorted(SETTINGS)

    def _becs_check_distributor(self):
        """Refuse partners that are no distributors.

        :raise UserError: naming the first one
        """
        for partner in self:
            if not partner.commercial_partner_id.is_becs_distributor:
                raise UserError(
                    self.env._(
                        "%(partner)s is no distributor of back-end credits. Tick that "
                        "on the contact first, or choose another one.",
                        partner=partner.display_name,
                    )
                )

    def action_open_becs_claims(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_claim"
        )
        return action | {
            "domain": [("commercial_partner_id", "=", self.commercial_partner_id.id)],
            "context": {"default_partner_id": self.id},
        }

    def action_open_becs_requests(self):
        """Open the special prices the distributor asked for."""
        return self._action_open_becs("action_becs_request")

    def action_open_becs_disputes(self):
        """Open the disputes about the distributor's claims."""
        return self._action_open_becs("action_becs_dispute")

    def action_open_becs_stock(self):
        """What the distributor bought, or the partner that buys for it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_stock_layer"
        )
        buyers = layers.buyers(self.env, self.commercial_partner_id.ids)
        return action | {"domain": [("partner_id", "in", buyers)]}

    def action_open_becs_programs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_program"
        )
        return action | {
            "domain": [
                ("distributor_ids", "in", [False, self.commercial_partner_id.id])
            ],
            "context": {"default_distributor_ids": [self.commercial_partner_id.id]},
        }

    def action_open_becs_pos_lines(self):
        """Open the sales the distributor reported."""
        return self._action_open_becs("action_becs_pos_line")

    def action_open_becs_unclaimed(self):
        """Open the sales the distributor reported and did not claim."""
        return self._action_open_becs("action_becs_pos_unclaimed")

    def action_open_becs_stock_adjustments(self):
        """Open the opening stock, corrections and price protection of the
        distributor.
        """
        return self._action_open_becs("action_becs_stock_adjustment")

    def _action_open_becs(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"becs_claims.{xmlid}")
        return action | {
            "domain": [("commercial_partner_id", "=", self.commercial_partner_id.id)],
            "context": {
                "default_partner_id": self.commercial_partner_id.id,
                "hide_partner": True,
            },
        }

    def action_open_becs_rules(self):
        """Open the checks that are different for the distributor."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_rule"
        )
        return action | {
            "display_name": self.env._("Checks for %s", self.name),
            "domain": [("distributor_ids", "in", self.commercial_partner_id.ids)],
            "context": {
                "active_test": False,
                "default_domain": "[]",
                "default_distributor_ids": self.commercial_partner_id.ids,
            },
        }
