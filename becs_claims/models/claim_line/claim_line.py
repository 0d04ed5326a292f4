from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...intake.columns.fields import REFERENCES, STATED
from ...settlement import guard
from ...storage import stated_lines
from ...validation import totals, write
from ...validation.resolve import claim_lines
from ..shared.own_fields import CopiedMany2one

# as the distributor stated it: fixed once the claim is filed
FIXED = {"claim_id", "sequence", "uom_id", *STATED}
RESOLVED = {"product_id", "end_customer_id"}
STATES = [
    ("pending", "Not decided"),
    ("approved", "Approved"),
    ("adjusted", "Adjusted"),
    ("review", "In review"),
    ("rejected", "Rejected"),
]


class BecsClaimLine(models.Model):
    """One sale, return or correction a distributor claims for.

    Prices and amounts are in the claim's currency. What is below *Decided* is
    written by the validation and the monthly run in bulk; none of it may be in an
    index, or the updates of a large claim would leave their pages
    (heap-only tuples, PostgreSQL manual, "Heap-Only Tuples (HOT)").
    """

    _name = "becs.claim.line"
    _description = "Back-End Credit Claim Line"
    _inherit = ["becs.guarded.mixin", "becs.portal.mixin"]
    _order = "claim_id.id desc, sequence, id"  # what an index has
    _rec_name = "pos_document"

    claim_id = fields.Many2one("becs.claim", required=True, ondelete="cascade")
    claim_state = fields.Selection(related="claim_id.state", string="Claim Status")
    company_id = CopiedMany2one(
        related="claim_id.company_id", store=True, precompute=True
    )
    commercial_partner_id = CopiedMany2one(
        related="claim_id.commercial_partner_id",
        string="Distributor",
        store=True,
        precompute=True,
    )
    currency_id = CopiedMany2one(
        related="claim_id.currency_id", store=True, precompute=True
    )

    create_uid = CopiedMany2one("res.users", "Created by", readonly=True)
    write_uid = CopiedMany2one("res.users", "Last Updated by", readonly=True)

    # As stated
    sequence = fields.Integer(
        "Row",
        default=lambda self: self._default_sequence(),
        help="Row in the distributor's file.",
    )
    transaction_type = fields.Selection(
        [("sale", "Sale"), ("return", "Return"), ("correction", "Correction")],
        "Type",
        required=True,
        default="sale",
        help="Gives the quantity its sign: a return takes credit back.",
    )
    authorization_ref = fields.Char("Authorization (Stated)")
    product_ref = fields.Char("Product (Stated)")
    pos_document = fields.Char(
        "Document", help="The distributor's invoice or delivery to its customer."
    )
    pos_line_ref = fields.Char("Document Line")
    origin_document = fields.Char(
        "Returned Document", help="On a return: the document of the sale."
    )
    date_ship = fields.Date("Ship Date")
    end_customer_name = fields.Char("End Customer (Stated)")
    reseller_name = fields.Char("Reseller")
    branch_ref = fields.Char("Branch")
    quantity = fields.Float(
        min_display_digits="Product Unit",
        aggregator="sum",
        help="Always positive; the type gives the sign. On a correction: what it "
        "changes.",
    )
    uom_id = fields.Many2one(
        "uom.uom",
        "Unit",
        help="Unit of the stated quantity and prices; empty means the product's unit.",
    )
    uom_ref = fields.Char("Unit (Stated)")
    book_price = fields.Float(
        "Book Price (Stated)",
        min_display_digits="Product Price",
        aggregator=None,
        help="What the distributor says it paid into stock, per unit.",
    )
    authorized_price = fields.Float(
        "Authorized Price (Stated)", min_display_digits="Product Price", aggregator=None
    )
    resale_price = fields.Float(
        min_display_digits="Product Price",
        aggregator=None,
        help="What the end customer paid, per unit.",
    )
    unit_credit = fields.Float(
        "Unit Credit (Stated)", min_display_digits="Product Price", aggregator=None
    )
    amount_stated = fields.Monetary("Amount (Stated)")
    serial_numbers = fields.Text()
    resubmission_of_id = fields.Many2one(
        "becs.claim.line",
        index="btree_not_null",
        ondelete="set null",
        help="The rejected or adjusted line this one is sent again for.",
    )
    correction_of_id = fields.Many2one(
        "becs.claim.line",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
        help="The credited line this one corrects.",
    )
    correction_ids = fields.One2many(
        "becs.claim.line", "correction_of_id", "Corrections"
    )

    # Resolved
    product_id = fields.Many2one("product.product", ondelete="restrict")
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Product Unit")
    end_customer_id = fields.Many2one("res.partner", ondelete="restrict")
    program_id = fields.Many2one("becs.program", readonly=True, ondelete="restrict")
    program_line_id = fields.Many2one(
        "becs.program.line", readonly=True, ondelete="restrict"
    )
    program_version = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Version of the program's terms by which the line was judged.",
    )

    pos_line_id = CopiedMany2one(
        "becs.pos.line",
        "Point of Sale",
        readonly=True,
        help="The sale the distributor reported that this line was compared with.",
    )

    # Decided
    into_stock_price = fields.Float(
        "Into-Stock Price",
        min_display_digits="Product Price",
        readonly=True,
        aggregator=None,
        help="What the distributor paid into stock, per unit of the product.",
    )
    authorized_price_calculated = fields.Float(
        "Authorized Price",
        min_display_digits="Product Price",
        readonly=True,
        aggregator=None,
    )
    unit_credit_calculated = fields.Float(
        "Unit Credit",
        min_display_digits="Product Price",
        readonly=True,
        aggregator=None,
        help="Credit due per unit of the product, by the program.",
    )
    unit_credit_approved = fields.Float(
        "Unit Paid",
        min_display_digits="Product Price",
        readonly=True,
        aggregator=None,
        help="Unit credit the approved amount is worked out with.",
    )
    quantity_approved = fields.Float(
        min_display_digits="Product Unit",
        readonly=True,
        help="In the product's unit. On a line in review: the proposal.",
    )
    amount_claimed = fields.Monetary(
        "Claimed",
        readonly=True,
        help="What the line claims: its stated amount, else quantity times the "
        "stated credit per unit.",
    )
    amount_calculated = fields.Monetary(
        "Calculated", readonly=True, help="Quantity times the unit credit due."
    )
    amount_approved = fields.Monetary(
        "Approved", readonly=True, help="On a line in review: the proposal."
    )
    amount_claimed_program = fields.Float(
        "Claimed From Program",
        digits=False,
        readonly=True,
        aggregator=None,
        help="What the line claims, in the program's currency.",
    )
    amount_program = fields.Float(
        "Taken From Program",
        digits=False,
        readonly=True,
        aggregator=None,
        help="What the line takes from its program, in the program's currency, "
        "fixed when it is decided.",
    )
    state = fields.Selection(
        STATES,
        "Verdict",
        required=True,
        readonly=True,
        default="pending",
    )
    decision = fields.Selection(
        [("automatic", "Automatic"), ("manual", "By a person")],
        required=True,
        readonly=True,
        default="automatic",
    )
    decision_note = fields.Text("Reason Given", readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    caps_before = fields.Json(
        "Taken Before",
        readonly=True,
        help="Limit and what earlier lines had taken of each cap, when the line was "
        "judged. Only where a cap did not satisfy all lines judged together.",
    )
    above_cap = fields.Text(
        "Above a Cap",
        readonly=True,
        help="By an administrator's verdict the line takes more than its program "
        "authorizes; this is by how much then.",
    )
    review_for_amount = fields.Boolean(
        readonly=True,
        help="In review only because of its amount: it counts as taken.",
    )
    counts_as_sold = fields.Boolean(readonly=True)
    on_hold = fields.Boolean(
        readonly=True,
        help="Its credit note was undone; the monthly run leaves it until a person "
        "releases it.",
    )
    # the index and the foreign key are those of becs.claim.credit
    credit_line_id = CopiedMany2one(
        "account.move.line", "Credit Note Line", readonly=True
    )
    credit_note_id = fields.Many2one(
        "account.move",
        compute="_compute_credit_note_id",
        search="_search_credit_note_id",
    )
    finding_ids = fields.One2many("becs.finding", "claim_line_id", "Findings")
    serial_ids = fields.One2many("becs.claim.serial", "claim_line_id", "Serials")
    layer_use_ids = fields.One2many("becs.layer.use", "claim_line_id", "Layers Used")
    return_use_ids = fields.One2many("becs.return.use", "return_line_id", "Takes Back")
    returned_by_ids = fields.One2many("becs.return.use", "sale_line_id")

    # costs nothing where ``on_hold`` stays, as it does in runs
    _on_hold_idx = models.Index("(claim_id) WHERE on_hold")
    # with all that finds a page of a claim's lines, see ``search_fetch``
    _claim_idx = models.Index("(claim_id, sequence, id) INCLUDE (company_id)")
    _same_sale_idx = models.Index(
        "(company_id, commercial_partner_id, lower(btrim(pos_document)), product_id)"
    )
    _correction_of_a_line = models.Constraint(
        "CHECK (transaction_type <> 'correction' OR correction_of_id IS NOT NULL)",
        "A correction belongs to a line that was credited. Choose Sale or Return.",
    )
    _quantity_not_negative = models.Constraint(
        "CHECK (quantity IS NULL OR quantity >= 0 OR transaction_type = 'correction')",
        "The quantity is always positive; choose the type Return to take back.",
    )

    def init(self):
        # room for one more version of every row on its page, see the class docstring
        self.env.cr.execute("ALTER TABLE becs_claim_line SET (fillfactor = 45)")
        guard.install_on_lines(self.env)

    def _default_sequence(self):
        """The row after the last one, for lines entered by hand into a claim."""
        claim_id = self.env.context.get("default_claim_id")
        if not claim_id:
            return 1
        last = self.search(
            [("claim_id", "=", claim_id)], order="sequence desc", limit=1
        )
        return last.sequence + 1

    @api.depends("credit_line_id")
    def _compute_credit_note_id(self):
        for line in self:
            # its number is told to whoever may see the line
            line.credit_note_id = line.sudo().credit_line_id.move_id

    def _search_credit_note_id(self, operator, value):
        if operator not in ("in", "any", "any!"):
            return NotImplemented
        credits = self.env["becs.claim.credit"].search([("move_id", operator, value)])
        found = credits._claim_lines_domain()
        if operator == "in" and False in value:
            found |= Domain("credit_line_id", "=", False)
        return found

    # CRUD

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        if not self:
            return names | FIXED | RESOLVED
        if self.claim_state == "draft":
            names |= FIXED - {"claim_id"}
        if self.claim_state in ("draft", "submitted", "validated"):
            names |= RESOLVED
        return names

    @api.depends("pos_document", "product_ref", "sequence", "claim_id.name")
    def _compute_display_name(self):
        for line in self:
            parts = (line.pos_document, line.product_ref)
            what = " ".join(part for part in parts if part)
            line.display_name = f"{line.claim_id.name} / {line.sequence}: {what}"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.setdefault("claim_id", self.env.context.get("default_claim_id"))
        claim_ids = {vals["claim_id"] for vals in vals_list} - {None, False}
        self._check_draft(self.env["becs.claim"].browse(claim_ids))
        claim_lines.fill(self.env, vals_list)
        lines = super().create(vals_list)
        if not self.env.su:
            lines._check_resubmission()
        lines._update_stated()
        return lines

    def write(self, vals):
        if "claim_id" in vals and self.claim_id.ids != [vals["claim_id"]]:
            raise UserError(self.env._("A line stays in the claim it came with."))
        if FIXED & vals.keys():
            self._check_draft(self.claim_id)
        if RESOLVED & vals.keys():
            self._check_not_approved()
        changed = REFERENCES.keys() & vals.keys()
        if changed:
            cleared = {REFERENCES[name]: False for name in changed} | vals
            for claim, lines in self.grouped("claim_id").items():
                found = cleared | {"claim_id": claim.id}
                claim_lines.fill(self.env, [found])
                del found["claim_id"]
                super(BecsClaimLine, lines).write(found)
        else:
            super().write(vals)
        if "resubmission_of_id" in vals and not self.env.su:
            self._check_resubmission()
        if FIXED & vals.keys():
            self._update_stated()
        elif RESOLVED & vals.keys():
            self._forget_check()
            totals.update(self.env, self.claim_id)
            self.claim_id._record_changed()
        return True

    def unlink(self):
        claims = self.claim_id
        self._check_draft(claims)
        result = super().unlink()
        totals.update(self.env, claims.exists())
        claims.exists()._record_changed()
        return result

    def _check_not_approved(self):
        """A product or end customer may be corrected until money was released."""
        late = self.claim_id.filtered(
            lambda claim: claim.state not in ("draft", "submitted", "validated")
        )
        if late and not self.env.su:
            raise UserError(
                self.env._(
                    "%(claim)s was approved: product and end customer of its lines "
                    "stay. Reset the claim to draft to correct them.",
                    claim=late[0].display_name,
                )
            )

    def _check_draft(self, claims):
        filed = claims.filtered(lambda claim: claim.state != "draft")
        if filed:
            raise UserError(
                self.env._(
                    "%(claim)s was filed: its lines stay as the distributor stated "
                    "them. Reset the claim to draft to correct them.",
                    claim=filed[0].display_name,
                )
            )

    def _forget_check(self):
        """Changed lines lose the verdict a check before submission gave them."""
        checked = self.filtered(lambda line: line.claim_id.checked_on)
        if checked:
            write.forget(self.env, checked)

    def _update_stated(self):
        """Keep serials, what lines claim and the claims' totals with what is stated."""
        self._forget_check()
        stated_lines.store_serials(self.env, line_ids=self.ids)
        totals.stated(self.env, self)
        totals.update(self.env, self.claim_id)
        self.claim_id._record_changed()
