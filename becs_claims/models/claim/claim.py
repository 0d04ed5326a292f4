from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..shared.own_fields import OneLine

# what decides how lines are read, so it stays once there are lines
IDENTITY = {"partner_id", "company_id", "currency_id"}
# what was approved, so that it stays once it was
APPROVED = {"name", "reference", "date_from", "date_to", "source", "basis"}
# what the distributor says on the claim itself
SAID = {"partner_id", "currency_id", "basis"}
# what may be put right until money is released, each with a check of its own
OPEN = {"reference", "date_from", "date_to", "line_ids"}


class BecsClaim(models.Model):
    """One distributor's claim for back-end credits.

    Amounts are in ``currency_id`` and written by one statement per run
    (:mod:`odoo.addons.becs_claims.validation.totals`).
    """

    _name = "becs.claim"
    _description = "Back-End Credit Claim"
    _inherit = [
        "becs.distributor.document.mixin",
        "becs.workflow.mixin",
        "becs.status.mail.mixin",
        "becs.intake.target.mixin",
        "becs.due.mixin",
        "becs.portal.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["name", "reference", "partner_id.name"]
    # it is answered when it is approved
    _unanswered = ("submitted", "validated")

    reference = OneLine(
        "Debit Number",
        copy=False,
        tracking=True,
        help="The distributor's own number of this claim. It can be used once.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Analyst",
        default=lambda self: self.env.user,
        tracking=True,
        copy=False,
    )
    date_from = fields.Date("Period From")
    date_to = fields.Date("Period To")
    date_submitted = fields.Date(
        "Filed On",
        copy=False,
        tracking=True,
        help="Filing date: the day of submission, unless an approver entered an "
        "earlier one before.",
    )
    source = fields.Selection(
        [
            ("manual", "Entered by hand"),
            ("import", "File"),
            ("portal", "Portal"),
            ("email", "E-mail"),
            ("api", "API"),
            ("edi", "EDI"),
            ("report", "Reported returns"),
        ],
        required=True,
        readonly=True,
        default="manual",
        copy=False,
    )
    basis = fields.Selection(
        [
            ("stated", "The distributor states the money"),
            ("calculated", "Sales report: we work out the money"),
        ],
        required=True,
        default="stated",
        tracking=True,
        help="Decides what a line claims that states no amount: nothing, or what "
        "we work out.",
    )
    input_horizon = fields.Char(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="What claims are judged by was changed up to here when it was filed "
        "first, see becs.input.change.",
    )
    four_eyes = fields.Boolean(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The company wanted four eyes when the claim was filed first, which holds "
        "for it, whatever is set later.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("validated", "Validated"),
            ("approved", "Approved"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
        index=True,
        group_expand="_group_expand_state",
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)

    is_drawn = fields.Boolean(
        readonly=True,
        copy=False,
        help="The programs' counters contain the lines of this claim.",
    )
    line_ids = fields.One2many("becs.claim.line", "claim_id", "Lines")
    finding_ids = fields.One2many("becs.finding", "claim_id", "Findings")
    intake_ids = fields.One2many("becs.intake", "claim_id", "Files")
    job_id = fields.Many2one("becs.job", "Background Work", readonly=True, copy=False)
    job_state = fields.Selection(related="job_id.state")

    line_count = fields.Integer("Number of Lines", readonly=True, copy=False)
    pending_count = fields.Integer("Not Decided", readonly=True, copy=False)
    approved_count = fields.Integer("Approved Lines", readonly=True, copy=False)
    adjusted_count = fields.Integer("Adjusted Lines", readonly=True, copy=False)
    review_count = fields.Integer("Lines in Review", readonly=True, copy=False)
    rejected_count = fields.Integer("Rejected Lines", readonly=True, copy=False)
    amount_claimed = fields.Monetary("Claimed", readonly=True, copy=False)
    amount_approved = fields.Monetary("Approved", readonly=True, copy=False)
    amount_review = fields.Monetary(
        "In Review",
        readonly=True,
        copy=False,
        help="What lines in review claim.",
    )
    amount_proposed = fields.Monetary(
        "Proposed",
        readonly=True,
        copy=False,
        help="What would be paid on the lines in review if they were accepted.",
    )
    amount_rejected = fields.Monetary(
        "Rejected",
        readonly=True,
        copy=False,
        help="Claimed less approved and in review: rejected lines and what was cut "
        "from adjusted ones.",
    )
    amount_credited = fields.Monetary("Credited", readonly=True, copy=False)
    amount_paid = fields.Monetary(
        "Paid",
        compute="_compute_amount_paid",
        help="What of the credited amount was paid out, or settled with invoices the "
        "distributor owed. A credit note that was paid in part counts for its part.",
    )

    credit_note_ids = fields.Many2many(
        "account.move",
        "becs_claim_account_move_rel",
        "claim_id",
        "move_id",
        "Credit Notes",
        readonly=True,
        copy=False,
    )
    credit_ids = fields.One2many(
        "becs.claim.credit", "claim_id", "Credits", readonly=True
    )
    credit_note_count = fields.Integer(compute="_compute_credit_notes")
    payment_state = fields.Selection(
        [
            ("none", "No credit note"),
            ("not_paid", "Not paid"),
            ("partial", "Partially paid"),
            ("paid", "Paid"),
        ],
        "Payment",
        compute="_compute_credit_notes",
    )
    next_step = fields.Selection(
        [
            ("submit", "Submit"),
            ("validate", "Validate"),
            ("approve", "Approve"),
            ("credit", "Create credit note"),
            ("none", "Nothing"),
        ],
        compute="_compute_next_step",
    )

    _reference_unique = models.UniqueIndex(
        "(company_id, commercial_partner_id, lower(btrim(reference)))"
        " WHERE state <> 'cancelled' AND btrim(reference) <> ''",
        "This distributor already has a claim with this debit number. Open that claim, "
        "or cancel it before entering the number again.",
    )
    _period_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "The end of the claim's period must not be before its beginning.",
    )

    # Compute

    @api.depends("name", "reference")
    def _compute_display_name(self):
        for claim in self:
            claim.display_name = (
                f"{claim.name} ({claim.reference})" if claim.reference else claim.name
            )

    @api.depends(
        "credit_note_ids.state",
        "credit_note_ids.payment_state",
        "credit_note_ids.reversal_move_ids.state",
    )
    def _compute_credit_notes(self):
        for claim in self:
            # the status is told to everybody who may see the claim
            notes = claim.sudo().credit_note_ids._becs_standing()
            claim.credit_note_count = len(notes)
            states = set(notes.mapped("payment_state"))
            if not notes:
                claim.payment_state = "none"
            # an invoice is settled, too, by credit notes that were matched with it
            elif states <= {"paid", "in_payment", "reversed"}:
                claim.payment_state = "paid"
            elif states == {"not_paid"}:
                claim.payment_state = "not_paid"
            else:
                claim.payment_state = "partial"

    @api.depends("state", "job_state", "amount_approved", "amount_credited")
    def _compute_next_step(self):
        steps = {"draft": "submit", "submitted": "validate", "validated": "approve"}
        for claim in self:
            step = steps.get(claim.state, "none")
            if claim.job_state in ("pending", "running"):
                step = "none"
            elif claim.state == "approved" and claim._has_money_to_credit():
                step = "credit"
            claim.next_step = step

    def _has_money_to_credit(self):
        self.ensure_one()
        return bool(
            self.currency_id.compare_amounts(self.amount_approved, self.amount_credited)
        )

    @api.model
    def _group_expand_state(self, states, domain):
        """The steps of a claim in their order; where it ends only if any did."""
        steps = self._fields["state"].get_values(self.env)
        return [
            step
            for step in steps
            if step in states or step not in ("done", "cancelled")
        ]

    @api.model
    def _with_reference(self, company, distributor, reference):
        """Claims that are not cancelled and have a debit number of a distributor.

        Compared as the database does that keeps them apart, see ``_reference_unique``.

        :param distributor: any contact of it
        :param reference: as it is entered; an empty one is no number
        """
        # breaks and blanks as they would be stored
        field = self._fields["reference"]
        number = (field.convert_to_cache(reference, self) or "").strip()
        if not number:
            return self.browse()
        # a number is taken whether or not the user may see the claim
        found = self.sudo().search(
            Domain(
                [
                    ("company_id", "=", company.id),
                    (
                        "commercial_partner_id",
                        "=",
                        distributor.commercial_partner_id.id,
                    ),
                    ("state", "!=", "cancelled"),
                ]
            )
            & Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    "lower(btrim(%s)) = lower(btrim(%s))",
                    model._field_to_sql(alias, "reference", query),
                    number,
                )
            )
        )
        return self.browse(found.ids)

    # CRUD

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        names |= {"user_id"}
        if not self:
            # how it came in is said by who enters it, else by what reads its file
            names |= {"company_id", "source"}
        if not self or self.state == "draft":
            names |= SAID
            if self._user_is("approver"):
                names |= {"date_submitted"}
        if not self or self.state in ("draft", "submitted", "validated"):
            names |= OPEN
        return names

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("date_submitted") for vals in vals_list):
            self._check_filing_date()
        return super().create(vals_list)

    def write(self, vals):
        changed = IDENTITY & vals.keys()
        if any(
            claim[name].id != vals[name] and claim._has_lines()
            for claim in self
            for name in changed
        ):
            raise UserError(
                self.env._(
                    "Distributor, company and currency stay as they are once a claim "
                    "has lines, because the lines were read for them. Cancel this "
                    "claim and make a new one."
                )
            )
        if "date_submitted" in vals and not self.env.su:
            self._check_filing_date()
        if APPROVED & vals.keys() and not self.env.su:
            self._check_not_approved()
        return super().write(vals)

    def _check_not_approved(self):
        approved = self.filtered(lambda claim: claim.state in ("approved", "done"))
        if approved:
            raise UserError(
                self.env._(
                    "%(claim)s was approved: it stays as it is. Reset it to draft to "
                    "correct it.",
                    claim=approved[0].display_name,
                )
            )

    def _has_lines(self):
        self.ensure_one()
        Line = self.env["becs.claim.line"]
        return bool(Line.search_count([("claim_id", "=", self.id)], limit=1))

    def _check_filing_date(self):
        if any(claim.state != "draft" for claim in self):
            raise UserError(
                self.env._("The filing date is fixed when a claim is submitted.")
            )
        if not self.env.user.has_group("becs_claims.group_approver"):
            raise UserError(
                self.env._("Only an approver may enter an earlier filing date.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        kept = self.filtered(lambda claim: claim.state != "draft")
        if kept:
            raise UserError(
                self.env._(
                    "Only draft claims can be deleted: %(claims)s."
                    " Cancel them instead.",
                    claims=", ".join(kept.mapped("display_name")),
                )
            )

    # Due

    def _late_summary(self):
        return self.env._("Answer the late claim")

    @api.model
    def _cron_late_claims(self):
        self._notify_late()
