from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import html2plaintext

from ..settlement.deduction import Match, Open, suggest

# open invoices that are looked at, the latest first
LOOKED_AT = 1000


class BecsDeduction(models.TransientModel):
    """Matches a credit note with the invoices a distributor paid short for it."""

    _name = "becs.deduction"
    _description = "Match a Credit Note With Short-Paid Invoices"

    _inherit = ["becs.guarded.mixin"]

    move_id = fields.Many2one("account.move", "Credit Note", required=True)
    company_id = fields.Many2one(related="move_id.company_id")
    partner_id = fields.Many2one(
        related="move_id.commercial_partner_id", string="Distributor"
    )
    currency_id = fields.Many2one(related="move_id.currency_id")
    amount_residual = fields.Monetary(
        "Left to Match", related="move_id.amount_residual"
    )
    line_ids = fields.One2many(
        "becs.deduction.line",
        "wizard_id",
        "Suggestions",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    other_ids = fields.Many2many(
        "account.move",
        string="Other Invoices",
        domain="[('move_type', '=', 'out_invoice'), ('state', '=', 'posted'), "
        "('commercial_partner_id', '=', partner_id), ('company_id', '=', company_id), "
        "('amount_residual', '>', 0)]",
        help="Open invoices of the distributor that are not suggested.",
    )

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("accountant"):
            return names
        names |= {"line_ids", "other_ids"}
        return names if self else names | {"move_id"}

    @api.depends("move_id")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "invoice_id": invoice.invoice_id,
                            "is_chosen": why >= Match.AMOUNT and number == 0,
                            "reason": wizard._reason(why, debit_number),
                        }
                    )
                    for number, (invoice, why, debit_number) in enumerate(
                        wizard._suggestions()
                    )
                ),
            ]

    def _reason(self, why, number):
        return {
            Match.BOTH: self.env._("Names %s, and exactly that is open", number),
            Match.REFERENCE: self.env._("Names %s", number),
            Match.AMOUNT: self.env._("Exactly that is open"),
            Match.SHORT_PAID: self.env._("Paid short"),
        }[why]

    def _suggestions(self):
        note = self.move_id
        if not note:
            return []
        claims = note.becs_claim_ids
        amounts = {
            Decimal(str(amount))
            for amount in (
                note.amount_residual,
                note.amount_total,
                *claims.mapped("amount_claimed"),
            )
        }
        return suggest(
            self._open_invoices(),
            [*claims.mapped("reference"), *claims.mapped("name"), note.name],
            {note.currency_id.id: amounts},
            lambda currency_id, one, other: (
                not note.currency_id.compare_amounts(float(one), float(other))
            ),
        )

    def _open_invoices(self):
        note = self.move_id
        invoices = self.env["account.move"].search(
            Domain(
                [
                    ("company_id", "=", note.company_id.id),
                    ("commercial_partner_id", "=", note.commercial_partner_id.id),
                    ("move_type", "=", "out_invoice"),
                    ("state", "=", "posted"),
                    ("payment_state", "in", ("not_paid", "partial")),
                ]
            ),
            order="invoice_date DESC, id DESC",
            limit=LOOKED_AT,
        )
        return [
            Open(
                invoice.id,
                invoice.currency_id.id,
                Decimal(str(invoice.amount_residual)),
                invoice.payment_state == "partial",
                tuple(self._texts(invoice)),
            )
            for invoice in invoices
            if invoice.amount_residual > 0
        ]

    def _texts(self, invoice):
        yield from (invoice.ref, invoice.payment_reference, invoice.invoice_origin)
        if invoice.narration:
            yield html2plaintext(invoice.narration)
        receivable = invoice.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        for paid in receivable.matched_credit_ids.credit_move_id:
            move = paid.move_id
            yield from (paid.name, move.ref)
            # what the distributor wrote on its payment
            yield from (move.origin_payment_id.memo, move.statement_line_id.payment_ref)

    def action_match(self):
        """Settle the credit note with the chosen invoices, as far as it goes."""
        self.ensure_one()
        self.move_id.check_access("write")
        note = self.move_id
        if note.state != "posted" or note.currency_id.is_zero(note.amount_residual):
            raise UserError(
                self.env._(
                    "%(note)s has nothing left to match.", note=note.display_name
                )
            )
        chosen = self.line_ids.filtered("is_chosen").invoice_id | self.other_ids
        self._check_chosen(chosen)
        for invoice in chosen:
            open_lines = (note | invoice).line_ids.filtered(
                lambda line: (
                    line.account_type == "asset_receivable" and not line.reconciled
                )
            )
            # an earlier one may have taken all of it
            if open_lines.move_id == note | invoice:
                open_lines.reconcile()
        names = ", ".join(chosen.mapped("display_name"))
        note.message_post(
            body=self.env._("Matched with what was paid short on %s", names)
        )
        for invoice in chosen:
            invoice.message_post(
                body=self.env._(
                    "What was paid short is settled by %s", note.display_name
                )
            )
        return {"type": "ir.actions.act_window_close"}

    def _check_chosen(self, chosen):
        if not chosen:
            raise UserError(
                self.env._("Tick the invoice that was paid short, or choose another.")
            )
        note = self.move_id
        wrong = chosen.filtered(
            lambda invoice: (
                invoice.commercial_partner_id != note.commercial_partner_id
                or invoice.company_id != note.company_id
                or invoice.move_type != "out_invoice"
                or invoice.state != "posted"
                or invoice.amount_residual <= 0
            )
        )
        if wrong:
            raise UserError(
                self.env._(
                    "%(invoice)s is no open invoice of %(distributor)s.",
                    invoice=wrong[0].display_name,
                    distributor=note.commercial_partner_id.display_name,
                )
            )


class BecsDeductionLine(models.TransientModel):
    """An invoice that the distributor may have paid short."""

    _name = "becs.deduction.line"
    _description = "Suggested Short-Paid Invoice"
    _inherit = ["becs.guarded.mixin"]

    wizard_id = fields.Many2one("becs.deduction", required=True, ondelete="cascade")
    is_chosen = fields.Boolean("Match")
    invoice_id = fields.Many2one("account.move", required=True)
    invoice_date = fields.Date(related="invoice_id.invoice_date")
    reference = fields.Char(related="invoice_id.ref", string="Reference")
    currency_id = fields.Many2one(related="invoice_id.currency_id")
    amount_total = fields.Monetary("Total", related="invoice_id.amount_total")
    amount_residual = fields.Monetary("Open", related="invoice_id.amount_residual")
    reason = fields.Char("Why")

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("accountant"):
            return names
        names |= {"is_chosen"}
        return names if self else names | {"wizard_id", "invoice_id", "reason"}
