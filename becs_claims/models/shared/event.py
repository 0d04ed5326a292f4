from odoo import api, fields, models
from odoo.tools import SQL

from .own_fields import CopiedMany2one

KINDS = [
    ("imported", "Imported"),
    ("changed", "Changed"),
    ("submitted", "Submitted"),
    ("validated", "Validated"),
    ("verdict", "Decided"),
    ("affected", "Changed by other data"),
    ("disputed", "Disputed"),
    ("answered", "Dispute answered"),
    ("approved", "Approved"),
    ("credited", "Credited"),
    ("reversed", "Credit undone"),
    ("released", "Released from hold"),
    ("cancelled", "Cancelled"),
    ("reset", "Reset to draft"),
]
# what goes with the claim while it is nothing but a draft
PASSING = ("imported", "changed")
# of claims, lines and disputes
STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("validated", "Validated"),
    ("approved", "Approved"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
    ("pending", "Not decided"),
    ("adjusted", "Adjusted"),
    ("review", "In review"),
    ("rejected", "Rejected"),
    ("open", "Open"),
    ("answered", "Answered"),
    ("accepted", "Accepted"),
    ("refused", "Refused"),
]


class BecsEvent(models.Model):
    """One thing that happened to a claim or a line: who, when, from, to and why.

    Events are added by the server and never changed or deleted, not by administrators
    and not by the server itself. Those of a claim that was never filed go with it when
    it is deleted. Amounts are in the claim's currency:
    what is approved, for credits and their undoing what is credited.
    """

    _name = "becs.event"
    _description = "History of a Back-End Credit Claim"
    _inherit = ["becs.append.only.mixin"]
    _order = "id desc"
    _log_access = False
    _goes_along = SQL("OLD.kind IN %s", PASSING)

    claim_id = fields.Many2one("becs.claim", required=True, ondelete="cascade")
    claim_line_id = fields.Many2one(
        "becs.claim.line", "Line", index="btree_not_null", ondelete="set null"
    )
    line_name = fields.Char("Document / Product", help="Of the line, as it was then.")
    company_id = CopiedMany2one("res.company", required=True)
    currency_id = CopiedMany2one("res.currency", required=True)
    date = fields.Datetime("When", required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users",
        "Who",
        required=True,
        default=lambda self: self.env.uid,
        ondelete="restrict",
    )
    kind = fields.Selection(KINDS, "What", required=True)
    from_state = fields.Selection(STATES, "From")
    to_state = fields.Selection(STATES, "To")
    amount_from = fields.Monetary("Amount Before", aggregator=None)
    amount_to = fields.Monetary("Amount After", aggregator=None)
    quantity_from = fields.Float(
        "Quantity Before", min_display_digits="Product Unit", aggregator=None
    )
    quantity_to = fields.Float(
        "Quantity After", min_display_digits="Product Unit", aggregator=None
    )
    note = fields.Text("Why")
    move_id = fields.Many2one(
        "account.move", "Credit Note", index="btree_not_null", ondelete="set null"
    )

    _claim_idx = models.Index("(claim_id, id)")

    @api.depends("kind", "line_name", "claim_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for event in self:
            parts = (event.claim_id.name, event.line_name, labels.get(event.kind))
            event.display_name = " / ".join(part for part in parts if part)

    def _why_append_only(self):
        return self.env._(
            "The history of a claim stays as it is: it is what both sides rely on. "
            "What you do next is added to it."
        )

    @api.model
    def _record(self, vals_list):
        """Add events; company and currency follow from the claim.

        :param vals_list: values of events, as for ``create``
        """
        claims = self.env["becs.claim"].browse({vals["claim_id"] for vals in vals_list})
        own = {
            # read for the record, whoever does what is recorded
            claim.id: {
                "company_id": claim.company_id.id,
                "currency_id": claim.currency_id.id,
                "user_id": self.env.uid,
            }
            for claim in claims.sudo()
        }
        # nobody may enter history; it follows from what the user was allowed to do
        self.sudo().create([own[vals["claim_id"]] | vals for vals in vals_list])

    def action_open_record(self):
        """Open the credit note, the line or the claim an event is about."""
        self.ensure_one()
        record = self.move_id or self.claim_line_id or self.claim_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
