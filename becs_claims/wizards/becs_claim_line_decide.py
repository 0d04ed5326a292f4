from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class BecsClaimLineDecide(models.TransientModel):
    """Asks a person for the verdict on claim lines, and why.

    Created for lines found on the server (:meth:`_open`), however many; or opened on
    claim lines, or on findings, which stand for their lines.
    """

    _name = "becs.claim.line.decide"
    _description = "Decide Claim Lines"
    _inherit = ["becs.guarded.mixin"]

    line_ids = fields.Many2many(
        "becs.claim.line", default=lambda self: self._default_line_ids()
    )
    line_count = fields.Integer("Lines", compute="_compute_figures")
    currency_id = fields.Many2one("res.currency", compute="_compute_figures")
    amount_claimed = fields.Monetary("Claimed", compute="_compute_figures")
    amount_proposed = fields.Monetary("Proposed", compute="_compute_figures")
    credited_count = fields.Integer(
        "Credited Already",
        compute="_compute_figures",
        help="They stay on their credit notes. What the verdict changes becomes a "
        "correction of its own, paid or taken back with the next credit note once the "
        "claim is approved again.",
    )
    verdict = fields.Selection(
        [
            ("accept", "Accept the proposal"),
            ("claimed", "Accept as claimed"),
            ("reject", "Reject"),
            ("quantity", "Pay another quantity"),
            ("amount", "Pay another amount"),
        ],
        required=True,
        default="accept",
    )
    quantity = fields.Float(
        min_display_digits="Product Unit",
        help="Units to pay, per line, in the product's unit; the amount follows from "
        "the unit credit.",
    )
    amount = fields.Monetary(help="Money to pay, per line. Negative on a return.")
    note = fields.Text("Reason")
    seen = fields.Char(
        readonly=True,
        help="What the lines were when the dialog was opened, to notice that somebody "
        "else decided them meanwhile.",
        export_string_translation=False,
    )

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        return names | {"line_ids", "verdict", "quantity", "amount", "note"}

    @api.model
    def _default_line_ids(self):
        context = self.env.context
        ids = context.get("active_ids") or []
        Line = self.env["becs.claim.line"]
        if context.get("active_model") == Line._name:
            return Line.browse(ids)
        if context.get("active_model") == "becs.finding":
            return self.env["becs.finding"].browse(ids).claim_line_id
        return Line

    @api.model
    def _open(self, lines, verdict, note=None):
        """Ask for the verdict on lines, which do not travel through the browser.

        :param lines: claim lines the user may see
        :param verdict: what is proposed
        :param note: the reason that is proposed
        :return: the action that opens the dialog
        """
        if not note and verdict == "accept":
            note = self.env._("Accepted as proposed")
        wizard = self.create({"verdict": verdict, "note": note, "line_ids": []})
        field = self._fields["line_ids"]
        self.env.execute_query(
            SQL(
                "INSERT INTO %s (%s, %s) SELECT %s, unnest(%s::int[]) RETURNING 1",
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
                SQL.identifier(field.column2),
                wizard.id,
                lines.ids,
            )
        )
        wizard.invalidate_recordset(["line_ids"])
        wizard._write_guarded({"seen": wizard._fingerprint()})
        wizard._propose()
        view = self.env.ref("becs_claims.becs_claim_line_decide_view_form_found")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide Lines"),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(view.id, "form")],
            "target": "new",
        }

    @api.depends("line_ids")
    def _compute_figures(self):
        for wizard in self:
            [(count, claims, proposed, currency_ids)] = self.env[
                "becs.claim.line"
            ]._read_group(
                [("id", "in", wizard.line_ids._origin.ids)],
                [],
                [
                    "__count",
                    "amount_claimed:sum",
                    "amount_approved:sum",
                    "currency_id:array_agg_distinct",
                ],
            )
            wizard.line_count = count
            wizard.credited_count = len(wizard.line_ids._origin._credited())
            # sums of several currencies would mean nothing
            is_one = len(currency_ids or []) == 1
            wizard.currency_id = currency_ids[0] if is_one else False
            wizard.amount_claimed = claims
            wizard.amount_proposed = proposed

    @api.onchange("line_ids", "verdict")
    def _onchange_verdict(self):
        self._propose()

    def _propose(self):
        """Start from what a single line gets."""
        if len(self.line_ids) == 1:
            line = self.line_ids
            paid = line.quantity_approved + sum(
                line.correction_ids.mapped("quantity_approved")
            )
            self.quantity = paid or line.quantity
            self.amount = line.amount_approved + sum(
                line.correction_ids.mapped("amount_approved")
            )

    def action_apply(self):
        """Record the verdict on the lines."""
        self.ensure_one()
        lines = self.line_ids
        if not lines:
            raise UserError(self.env._("Select the lines to decide first."))
        self._check_seen()
        is_set = self.verdict in ("quantity", "amount")
        lines.action_decide(
            "set" if is_set else self.verdict,
            quantity=self.quantity if self.verdict == "quantity" else None,
            amount=self.amount if self.verdict == "amount" else None,
            note=self.note or "",
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s lines decided", len(lines))
                if len(lines) > 1
                else self.env._("Line decided"),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _fingerprint(self):
        """Digest of the verdicts the lines have."""
        self.env["becs.claim.line"].flush_model()
        [[digest]] = self.env.execute_query(
            SQL(
                """
                SELECT md5(string_agg(concat_ws(',', id, state, quantity_approved,
                                                amount_approved, decision,
                                                decided_by_id, decided_on),
                                      ';' ORDER BY id))
                  FROM becs_claim_line WHERE id = ANY(%s)
                """,
                self.line_ids.ids,
            )
        )
        return digest

    def _check_seen(self):
        """Refuse lines that got another verdict since the dialog was opened."""
        if self.seen and self.seen != self._fingerprint():
            people = self.env["becs.claim.line"]._read_group(
                [
                    ("id", "in", self.line_ids.ids),
                    ("decision", "=", "manual"),
                    ("decided_on", ">=", self.create_date.replace(microsecond=0)),
                ],
                ["decided_by_id"],
            )
            names = ", ".join(person.name for [person] in people if person)
            raise UserError(
                self.env._(
                    "Some of these lines got another verdict meanwhile (%(people)s). "
                    "Close the dialog and look at what is left.",
                    people=names or self.env._("judged again"),
                )
            )
