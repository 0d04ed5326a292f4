from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...validation.resolve import customers
from ..shared.own_fields import OneLine

# what the distributor says, and what the vendor works out as its answer
STATED = {
    "partner_id",
    "company_id",
    "currency_id",
    "request_type",
    "reference",
    "end_customer_name",
    "end_customer_vat",
    "end_customer_address",
    "reason",
    "competitor",
    "date_from",
    "date_to",
}
ANSWERED = {"answer", "date_valid"}


class BecsRequest(models.Model):
    """A distributor asks for a price below list for one deal.

    The vendor accepts it as asked, counters line by line or refuses; the distributor
    accepts the counter-offer, declines it or sends changed wishes. What both agree on
    becomes a program. Prices are per unit of the product's unit of measure; everything
    is in ``currency_id``.
    """

    _name = "becs.request"
    _description = "Special Price Request"
    _inherit = [
        "becs.portal.talk.mixin",
        "becs.distributor.document.mixin",
        "becs.portal.mixin",
        "becs.workflow.mixin",
        "becs.status.mail.mixin",
        "becs.due.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["name", "reference", "end_customer_name", "partner_id.name"]
    _unanswered = ("submitted",)
    _status_template = "becs_claims.mail_template_request"

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("countered", "Countered"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
            ("expired", "Expired"),
        ],
        "Status",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
        index=True,
        group_expand="_group_expand_state",
    )
    revision = fields.Integer(
        readonly=True,
        copy=False,
        default=0,
        help="Counts what was sent by either side, so that nobody agrees to an offer "
        "that was changed meanwhile.",
    )
    request_type = fields.Selection(
        [("bid", "Bid"), ("meet_competitor", "Meet competitor")],
        "Type",
        required=True,
        default="bid",
        help="What the authorization will be: for a bid of this end customer, or to "
        "meet a competitor's price.",
    )
    partner_id = fields.Many2one(
        help="The contact that asks; it gets the answers by mail."
    )
    reference = OneLine(
        "Distributor's Reference", help="The distributor's own number of this deal."
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        tracking=True,
        copy=False,
        domain="[('share', '=', False)]",
    )

    end_customer_name = OneLine("Name Stated")
    end_customer_vat = OneLine("Tax ID Stated")
    end_customer_address = fields.Text("Address Stated")
    end_customer_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        help="Our contact for the end customer the distributor states.",
    )
    reason = fields.Text(help="Why the price is needed.")
    competitor = fields.Char()
    date_from = fields.Date("Ship Dates From", default=fields.Date.context_today)
    date_to = fields.Date("Ship Dates To")

    date_submitted = fields.Datetime("Sent On", readonly=True, copy=False)
    answered_on = fields.Datetime(readonly=True, copy=False)
    answered_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    entered_by_ids = fields.Many2many(
        "res.users",
        "becs_request_entered_rel",
        "request_id",
        "user_id",
        readonly=True,
        copy=False,
        help="Who of us entered or changed the wishes in the distributor's name.",
    )
    input_horizon = fields.Char(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="What prices were when it was entered, see becs.input.change.",
    )
    approval_user_id = fields.Many2one(
        "res.users",
        "Waits for Release By",
        readonly=True,
        copy=False,
        tracking=True,
        help="The answer is above what its author may release.",
    )
    answer = fields.Text(
        "Message to the Distributor",
        copy=False,
        help="Is sent with the answer.",
    )
    offered_answer = fields.Text("Answer", readonly=True, copy=False)
    date_valid = fields.Date(
        "Offer Valid Until",
        copy=False,
        tracking=True,
        help="Last day on which the distributor may accept the counter-offer.",
    )

    line_ids = fields.One2many("becs.request.line", "request_id", "Lines", copy=True)
    amount_list = fields.Monetary(
        "At List Price",
        compute="_compute_amounts",
        store=True,
        help="Wanted quantities at the distributor's list prices.",
    )
    amount_wanted = fields.Monetary(
        "As Wanted",
        compute="_compute_amounts",
        store=True,
        help="Wanted quantities at the wanted prices.",
    )
    amount_offered = fields.Monetary(
        "As Offered",
        compute="_compute_amounts",
        store=True,
        help="Offered quantities at the offered prices, once answered.",
    )
    program_ids = fields.One2many(
        "becs.program",
        "request_id",
        "Programs",
        context={"active_test": False},
        readonly=True,
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "The last ship date must not be before the first one.",
    )
    _open_idx = models.Index(
        "(company_id, date_valid) WHERE state IN ('submitted', 'countered')"
    )

    # Compute

    @api.depends("name", "end_customer_name")
    def _compute_display_name(self):
        for request in self:
            customer = request.end_customer_name
            request.display_name = (
                f"{request.name} ({customer})" if customer else request.name
            )

    @api.model
    def _group_expand_state(self, states, domain):
        """What is open comes first; what ended only if anything did."""
        steps = self._fields["state"].get_values(self.env)
        always = ("submitted", "countered", "accepted")
        return [step for step in steps if step in states or step in always]

    @api.onchange("end_customer_id")
    def _onchange_end_customer_id(self):
        customer = self.end_customer_id
        if customer and not self.end_customer_name:
            self.end_customer_name = customer.name
            self.end_customer_vat = customer.vat

    # CRUD

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        names |= {"user_id"}
        if not self:
            names |= {"company_id"}
        if not self or self.state == "draft":
            names |= STATED - {"company_id"}
        if not self or self.state in ("draft", "submitted"):
            names |= {"end_customer_id", "line_ids"}
        if self and self.state == "submitted":
            names |= ANSWERED
        return names

    def _prepare_create_values(self, vals_list):
        # here and not in create(), which does not take them from people
        horizon = self.env["becs.input.change"]._horizon()
        for vals in vals_list:
            vals["input_horizon"] = horizon
        return super()._prepare_create_values(vals_list)

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests._note_who_entered()
        requests._find_end_customer()
        return requests

    def write(self, vals):
        if STATED & vals.keys():
            self._check_open("draft")
            self._note_who_entered()
        if ANSWERED & vals.keys():
            self._check_open("submitted")
        if {"end_customer_id"} & vals.keys():
            self._check_open("draft", "submitted")
        if "name" in vals and not self.env.su:
            raise UserError(self.env._("The number of a request stays as it is."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        kept = self.filtered(lambda request: request.state != "draft")
        if kept:
            raise UserError(
                self.env._(
                    "Only draft requests can be deleted: %(requests)s. Refuse or "
                    "withdraw them instead.",
                    requests=", ".join(kept.mapped("display_name")),
                )
            )

    def _check_open(self, *states):
        """Refuse changes by people of what was sent, or is not to be decided yet."""
        if self.env.su:
            return
        wrong = self.filtered(lambda request: request.state not in states)
        if wrong and "draft" in states:
            raise UserError(
                self.env._(
                    "%(request)s was sent: what the distributor asked for stays as it "
                    "was said. Set it back to draft to change it.",
                    request=wrong[0].display_name,
                )
            )
        if wrong:
            raise UserError(
                self.env._(
                    "%(request)s is not waiting for an answer, so there is nothing to "
                    "decide. Reopen it to answer again.",
                    request=wrong[0].display_name,
                )
            )

    def _note_who_entered(self):
        """Remember people of ours who speak for the distributor."""
        user = self.env.user
        if user.share or user.id == SUPERUSER_ID:
            return
        # who entered it is asked for whoever goes on
        new = self.filtered(lambda request: user not in request.sudo().entered_by_ids)
        if new:
            new._write_guarded({"entered_by_ids": [Command.link(user.id)]})

    # Business

    def _find_end_customer(self):
        """Find the contact that the distributor states, by tax id or name."""
        # the contact is ours to know, not the portal user's
        for request in self.sudo():
            texts = [request.end_customer_vat, request.end_customer_name]
            pairs = [(text, None) for text in texts if text]
            if not request.end_customer_id and pairs:
                found = customers.find(
                    self.env, request.company_id, request.commercial_partner_id, pairs
                )
                request.end_customer_id = next(
                    (found[pair] for pair in pairs if pair in found), False
                )

    def _late_summary(self):
        return self.env._("Answer the late special price request")
