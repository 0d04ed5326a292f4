import re

from odoo import api, models
from odoo.fields import Domain

from ...intake.columns.fields import STATED

# of every model
ALWAYS = frozenset({"id", "display_name"})
# what a distributor's people read of their own records, and of no others
READABLE = {
    "becs.claim": {
        "adjusted_count",
        "amount_approved",
        "amount_claimed",
        "amount_credited",
        "amount_paid",
        "amount_proposed",
        "amount_rejected",
        "amount_review",
        "approved_count",
        "approved_on",
        "basis",
        "check_summary",
        "checked_on",
        "commercial_partner_id",
        "company_id",
        "create_date",
        "credit_note_count",
        "credit_note_ids",
        "currency_id",
        "date_from",
        "date_submitted",
        "date_to",
        "days_open",
        "dispute_count",
        "dispute_ids",
        "dispute_open_count",
        "finding_ids",
        "is_check_outdated",
        "line_count",
        "line_ids",
        "name",
        "partner_id",
        "payment_state",
        "pending_count",
        "reference",
        "rejected_count",
        "review_count",
        "source",
        "state",
    },
    "becs.claim.line": {
        *STATED,  # what they stated themselves
        "amount_approved",
        "amount_claimed",
        "can_dispute",
        "claim_id",
        "claim_state",
        "commercial_partner_id",
        "company_id",
        "correction_ids",
        "correction_of_id",
        "currency_id",
        "decided_on",
        "decision",
        "decision_note",
        "dispute_count",
        "dispute_ids",
        "finding_ids",
        "product_id",
        "product_uom_id",
        "quantity_approved",
        "resubmitted_by_ids",
        "sequence",
        "state",
        "uom_id",
    },
    # not its check, which holds the vendor's limits
    "becs.finding": {
        "amount_claimed",
        "amount_impact",
        "claim_id",
        "claim_line_id",
        "claimed_value",
        "code",
        "commercial_partner_id",
        "company_id",
        "currency_id",
        "expected_value",
        "line_state",
        "message",
        "outcome",
        "rosettanet_code",
        "x12_code",
    },
    "becs.dispute": {
        "amount",
        "amount_approved",
        "amount_claimed",
        "answer",
        "answered_on",
        "claim_id",
        "claim_line_id",
        "closed_on",
        "commercial_partner_id",
        "company_id",
        "currency_id",
        "date",
        "days_open",
        "line_name",
        "line_state",
        "opened_by",
        "reason",
        "state",
    },
    # what is left is told to all a program is for; no limit and no share of it: with
    # what is left and what is one's own it would tell what the others claimed
    "becs.program": {
        "active",
        "amount_remaining",
        "claim_window_days",
        "code",
        "combinable",
        "company_id",
        "currency_id",
        "date_end",
        "date_start",
        "days_left",
        "end_customer_ids",
        "line_ids",
        "minimum_line_amount",
        "name",
        "program_type",
        "state",
    },
    "becs.program.line": {
        "active",
        "agreed_book_price",
        "applied_on",
        "authorized_price",
        "categ_id",
        "company_id",
        "credit_method",
        "currency_id",
        "discount_percent",
        "excluded",
        "margin_percent",
        "max_resale_price",
        "min_quantity",
        "min_resale_price",
        "product_id",
        "product_tmpl_id",
        "program_id",
        "quantity_remaining",
        "sequence",
        "unit_credit",
    },
    # not what we think about while we work out an answer
    "becs.request": {
        "amount_list",
        "amount_offered",
        "amount_wanted",
        "answered_on",
        "commercial_partner_id",
        "company_id",
        "competitor",
        "create_date",
        "currency_id",
        "date_from",
        "date_submitted",
        "date_to",
        "date_valid",
        "discount_percent",
        "end_customer_address",
        "end_customer_name",
        "end_customer_vat",
        "line_count",
        "line_ids",
        "name",
        "offered_answer",
        "partner_id",
        "program_id",
        "reason",
        "reference",
        "request_type",
        "revision",
        "state",
    },
    "becs.request.line": {
        "commercial_partner_id",
        "company_id",
        "competitor_price",
        "competitor_product",
        "currency_id",
        "discount_percent",
        "list_price",
        "offered_decision",
        "offered_discount_percent",
        "offered_note",
        "offered_price",
        "offered_quantity",
        "product_ref",
        "quantity",
        "request_id",
        "sequence",
        "state",
        "wanted_price",
    },
    # the program's name and money are read where it may be read
    "becs.pos.unclaimed": {
        "amount",
        "claimable_until",
        "commercial_partner_id",
        "company_id",
        "currency_id",
        "date",
        "document",
        "end_customer_name",
        "line_ref",
        "product_id",
        "program_id",
        "quantity",
        "quantity_sold",
        "unit_credit",
    },
    "becs.upload": {
        "claim_id",
        "commercial_partner_id",
        "company_id",
        "create_date",
        "date_from",
        "date_to",
        "kind",
        "message",
        "name",
        "pos_report_id",
        "reference",
        "replace_earlier",
        "replace_lines",
        "state",
    },
    "becs.pos.report": {
        "claimed_count",
        "commercial_partner_id",
        "company_id",
        "create_date",
        "date_from",
        "date_to",
        "line_count",
        "line_ids",
        "name",
        "partner_id",
        "return_count",
        "unknown_count",
    },
    "becs.pos.line": {
        "claim_state",
        "commercial_partner_id",
        "company_id",
        "currency_id",
        "date",
        "document",
        "end_customer_name",
        "line_ref",
        "partner_id",
        "product_id",
        "product_ref",
        "product_uom_id",
        "quantity",
        "report_id",
        "resale_price",
        "uom_id",
    },
}


class BecsPortalMixin(models.AbstractModel):
    """What a distributor's people read of a model: fields that are named, no others.

    Which records they read is decided by access rights and record rules. A new field
    is the vendor's own business until it is named here, over every way to reach it:
    pages, remote calls, searches, groupings, exports. Nothing is ever written.
    """

    _name = "becs.portal.mixin"
    _description = "Fields a Distributor's People Read"

    @api.model
    def _becs_portal_fields(self):
        """Names of the fields that portal users may read."""
        return ALWAYS | READABLE.get(self._name, ALWAYS)

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        if self.env.su or self.env.user._is_internal():
            return True
        return operation == "read" and field.name in self._becs_portal_fields()

    # Odoo checks fields that are stored in the table. Those that are looked up or
    # searched in other ways would let values be guessed, so the names are checked.

    def _search(self, domain, *args, **kwargs):
        if not (
            self.env.su or kwargs.get("bypass_access") or self.env.user._is_internal()
        ):
            _check_domain(self, domain)
        return super()._search(domain, *args, **kwargs)

    def _order_field_to_sql(self, alias, field_name, *args, **kwargs):
        self._check_named_field(field_name)
        return super()._order_field_to_sql(alias, field_name, *args, **kwargs)

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._check_named_field(groupby_spec)
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _read_group_select(self, aggregate_spec, query):
        self._check_named_field(aggregate_spec)
        return super()._read_group_select(aggregate_spec, query)

    def _check_named_field(self, expression):
        """Check the right on the field an expression such as ``date:month`` names."""
        field = self._fields.get(re.split("[:.]", expression)[0])
        if field:
            self._check_field_access(field, "read")


def _check_domain(model, domain):
    """Check the right on every field a domain names, through its relations."""
    for condition in Domain(domain).iter_conditions():
        records = model
        for name in condition.field_expr.split("."):
            field = records._fields.get(name)
            if not field:
                break
            records._check_field_access(field, "read")
            if not field.relational:
                break
            records = records.env[field.comodel_name]
        if condition.operator in ("any", "not any") and isinstance(
            condition.value, list | tuple | Domain
        ):
            _check_domain(records, condition.value)
