from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..shared.portal_talk_mixin import TO_DISTRIBUTOR
from .disputes import OPEN

# stays as it was said
SAID = {"claim_line_id", "opened_by", "reason", "amount"}


class BecsDispute(models.Model):
    """One side does not agree with the verdict on a claim line.

    It is opened once at a time per line, answered as often as it takes, and ends by
    being accepted, which decides the line, or refused. Nothing of it is deleted.
    """

    _name = "becs.dispute"
    _description = "Dispute About a Claim Line"
    _inherit = [
        "becs.portal.talk.mixin",  # its mails lead to the portal
        "mail.thread",
        "mail.activity.mixin",
        "becs.workflow.mixin",
        "becs.portal.mixin",
    ]
    _order = "id desc"

    claim_line_id = fields.Many2one(
        "becs.claim.line", "Line", required=True, index=True, ondelete="restrict"
    )
    claim_id = fields.Many2one(
        related="claim_line_id.claim_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="claim_line_id.company_id", store=True, precompute=True
    )
    commercial_partner_id = fields.Many2one(
        related="claim_line_id.commercial_partner_id",
        string="Distributor",
        store=True,
        precompute=True,
        index=True,
    )
    currency_id = fields.Many2one(
        related="claim_line_id.currency_id", store=True, precompute=True
    )
    line_name = fields.Char(
        "Document / Product",
        compute="_compute_line_name",
        store=True,
        precompute=True,
        compute_sudo=True,
    )
    opened_by = fields.Selection(
        [("distributor", "Distributor"), ("vendor", "Vendor")],
        required=True,
        default="distributor",
        help="Whose dispute it is, whoever enters it.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Entered By",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
        ondelete="restrict",
    )
    date = fields.Datetime(
        "Opened", required=True, readonly=True, default=fields.Datetime.now
    )
    reason = fields.Text(required=True, help="What is wrong with the verdict, and why.")
    amount = fields.Monetary(
        "Amount Asked For",
        help="What should be paid on the line. 0 leaves it to the other side.",
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("answered", "Answered"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
        ],
        "Status",
        required=True,
        readonly=True,
        default="open",
        tracking=True,
        copy=False,
    )
    answer = fields.Text(readonly=True, copy=False)
    answered_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    answered_on = fields.Datetime(readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)
    days_open = fields.Integer(
        "Age (Days)",
        compute="_compute_days_open",
        help="Days since it was opened, until it is accepted or refused.",
    )
    line_state = fields.Selection(related="claim_line_id.state", string="Verdict")
    amount_claimed = fields.Monetary(related="claim_line_id.amount_claimed")
    amount_approved = fields.Monetary(related="claim_line_id.amount_approved")
    decision_note = fields.Text(
        related="claim_line_id.decision_note", groups="becs_claims.group_viewer"
    )
    reason_summary = fields.Char(
        related="claim_line_id.reason_summary", groups="becs_claims.group_viewer"
    )

    _one_open = models.UniqueIndex(
        "(claim_line_id) WHERE state IN ('open', 'answered')",
        "This line is disputed already. Go on with that dispute.",
    )

    @api.depends("claim_line_id")
    def _compute_line_name(self):
        for dispute in self:
            line = dispute.claim_line_id
            parts = (line.pos_document, line.product_ref)
            dispute.line_name = " / ".join(part for part in parts if part)

    @api.depends("date", "closed_on")
    def _compute_days_open(self):
        now = fields.Datetime.now()
        for dispute in self:
            end = dispute.closed_on or now
            dispute.days_open = (end - dispute.date).days if dispute.date else 0

    @api.depends("claim_id", "line_name")
    def _compute_display_name(self):
        for dispute in self:
            # told to the distributor, too, who does not read claims
            parts = (dispute.sudo().claim_id.name, dispute.line_name)
            dispute.display_name = ": ".join(part for part in parts if part)

    # CRUD

    def _writable_fields(self):
        names = super()._writable_fields()
        return names | SAID if not self and self._user_is("analyst") else names

    @api.model_create_multi
    def create(self, vals_list):
        disputes = super().create(vals_list)
        for dispute in disputes:
            dispute._check_line()
        disputes._record("disputed", {})
        # nothing is settled that one side does not agree with
        done = disputes.claim_id.filtered(lambda claim: claim.state == "done")
        done._write_guarded({"state": "approved"})
        return disputes

    def write(self, vals):
        if SAID & vals.keys() and not self.env.su:
            raise AccessError(
                self.env._(
                    "What was disputed stays as it was said. Add to it below, as a "
                    "message or with a file."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A dispute stays, however it ends. Refuse it instead.")
        )

    def _check_line(self):
        line = self.claim_line_id
        if not self.env.su:
            line.claim_id.check_access("write")
        if line.state == "pending" or line.claim_state not in (
            "validated",
            "approved",
            "done",
        ):
            raise UserError(
                self.env._(
                    "%(line)s has no verdict that could be disputed: its claim must be "
                    "validated, approved or done.",
                    line=line.display_name,
                )
            )

    # Actions

    def action_answer(self, answer: str):
        """Answer without an end: a question, a proof that is asked for.

        :param answer: text for the other side
        """
        self._begin("open", "answered", text=answer)
        before = self._states()
        self._close("answered", answer)
        self._record("answered", before)

    def action_accept(
        self, quantity: float = None, amount: float = None, answer: str = ""
    ):
        """Agree, and decide the line by it.

        :param quantity: units of the product to pay
        :param amount: money to pay, in the claim's currency; without either the
            amount asked for, or all that is claimed where none was
        :param answer: why; kept with the line's verdict, too
        """
        self._begin("open", "answered", text=answer)
        before = self._states()
        self._close("accepted", answer)
        for dispute in self:
            asked = amount
            if quantity is None and amount is None and dispute.amount:
                asked = dispute.amount
            free = quantity is None and asked is None
            dispute.claim_line_id.action_decide(
                "claimed" if free else "set",
                quantity=quantity,
                amount=asked,
                note=answer,
            )
        self._record("answered", before)

    def action_refuse(self, answer: str):
        """Stay with the verdict.

        :param answer: why
        """
        self._begin("open", "answered", text=answer)
        before = self._states()
        self._close("refused", answer)
        self._record("answered", before)
        self.claim_id._close_settled()

    def action_open_line(self):
        """Open the disputed line."""
        self.ensure_one()
        return self.claim_line_id._open_record(self.claim_line_id)

    # Business

    def _begin(self, *states, text):
        self.check_access("write")
        self._check_role("group_analyst")
        self._expect_state(*states)
        if not (text or "").strip():
            raise UserError(
                self.env._("Say why: the answer is what the other side reads.")
            )

    def _states(self):
        return {dispute.id: dispute.state for dispute in self}

    def _close(self, state, answer):
        now = fields.Datetime.now()
        self._write_guarded(
            {
                "state": state,
                "answer": answer.strip(),
                "answered_by_id": self.env.uid,
                "answered_on": now,
                "closed_on": False if state in OPEN else now,
            }
        )
        for dispute in self:
            # the distributor is told, other people who follow it, too
            dispute.message_post(
                body=answer.strip(),
                message_type="comment",
                subtype_xmlid=TO_DISTRIBUTOR,
            )

    def _becs_contacts(self):
        """The distributor's person that opened the dispute."""
        # whoever answers need not see the user
        user = self.sudo().user_id
        return user.partner_id if user.share and user.active else user.partner_id[:0]

    def _record(self, kind, before, note=None):
        self.env["becs.event"]._record(
            [
                {
                    "claim_id": dispute.claim_id.id,
                    "claim_line_id": dispute.claim_line_id.id,
                    "line_name": dispute.line_name,
                    "kind": kind,
                    "from_state": before.get(dispute.id),
                    "to_state": dispute.state,
                    "amount_from": dispute.claim_line_id.amount_approved,
                    "amount_to": dispute.amount,
                    "note": note or dispute.answer or dispute.reason,
                }
                for dispute in self
            ]
        )
