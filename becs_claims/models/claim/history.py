from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ...storage import history
from ..shared.event import PASSING

# entered by people on the claim itself
ENTERED = {
    "partner_id",
    "company_id",
    "currency_id",
    "reference",
    "basis",
    "date_from",
    "date_to",
    "date_submitted",
}


class BecsClaim(models.Model):
    """Every step of a claim leaves an event that nobody can change."""

    _inherit = "becs.claim"

    event_ids = fields.One2many("becs.event", "claim_id", "Events", readonly=True)
    last_event = fields.Integer(
        compute="_compute_last_event",
        export_string_translation=False,
        help="Number of the last event: the screen looks again when it is another.",
    )

    def _compute_last_event(self):
        # of all there is, whatever of it the user may see
        last = {
            claim.id: event_id
            for claim, event_id in self.env["becs.event"]
            .sudo()
            ._read_group([("claim_id", "in", self.ids)], ["claim_id"], ["id:max"])
        }
        for claim in self:
            claim.last_event = last.get(claim.id, 0)

    # CRUD

    def write(self, vals):
        result = super().write(vals)
        if ENTERED & vals.keys() and not self.env.su:
            self._record_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_without_history(self):
        past = (
            self.env["becs.event"]
            # also what the user may not see keeps the claim
            .sudo()
            .search(
                [("claim_id", "in", self.ids), ("kind", "not in", PASSING)], limit=1
            )
            .claim_id
        )
        if past:
            raise UserError(
                self.env._(
                    "%(claim)s was filed or decided before, and its history stays. "
                    "Cancel it instead.",
                    claim=past.display_name,
                )
            )

    # Actions

    def action_open_history(self):
        """Open everything that happened to the claim, line by line."""
        self.ensure_one()
        return self._action_open("action_becs_event", [("claim_id", "=", self.id)])

    # Business

    def _standing(self):
        """What steps start from: {id: (status, approved amount)}."""
        return {claim.id: (claim.state, claim.amount_approved) for claim in self}

    def _record_step(self, kind, before, notes=None):
        """Record that the claims took a step.

        :param kind: of the event
        :param before: their :meth:`_standing` before it
        :param notes: {id: text}
        """
        self.env["becs.event"]._record(
            [
                {
                    "claim_id": claim.id,
                    "kind": kind,
                    "from_state": before[claim.id][0],
                    "to_state": claim.state,
                    "amount_from": before[claim.id][1],
                    "amount_to": claim.amount_approved,
                    "note": (notes or {}).get(claim.id),
                }
                for claim in self
            ]
        )

    def _record_validated(self, before):
        """Record a run of the engine, with how many lines of each verdict there are."""
        self.invalidate_recordset()
        self._record_step(
            "validated", before, {claim.id: claim._state_counts() for claim in self}
        )

    def _state_counts(self):
        labels = dict(self.line_ids._fields["state"]._description_selection(self.env))
        return ", ".join(
            f"{labels[state]}: {formatLang(self.env, count, digits=0)}"
            for state, label in labels.items()
            if (count := self[f"{state}_count"])
        )

    def _record_changed(self):
        """Record that a person changed claims or their stated lines.

        Once, until somebody else or something else comes between.
        """
        if not self:
            return
        recorded = self.env.execute_query(
            SQL(
                """
                SELECT claim.id
                  FROM unnest(%s) claim(id)
                 CROSS JOIN LATERAL (
                    SELECT kind, user_id FROM becs_event
                     WHERE claim_id = claim.id ORDER BY id DESC LIMIT 1
                 ) last
                 WHERE last.kind = 'changed' AND last.user_id = %s
                """,
                list(self.ids),
                self.env.uid,
            )
        )
        self.env["becs.event"]._record(
            [
                {"claim_id": claim.id, "kind": "changed"}
                for claim in self - self.browse(row[0] for row in recorded)
            ]
        )

    def _record_credited(self, moves):
        """Record what credit notes carry: one event per claim and credit note."""
        self._record_money(
            "credited",
            history.carried(self.env, moves.line_ids.ids),
            self.env._("Lines: %s"),
        )
        # a credit note that is sent tells it by itself
        self.filtered(
            lambda claim: (
                claim.amount_credited and not claim.company_id.becs_send_credit_notes
            )
        )._notify_status("credited")

    def _record_reversed(self, rows):
        """Record what credit notes carried before they were undone.

        :param rows: as of :func:`history.carried`, fetched before
        """
        self._record_money("reversed", rows, self.env._("Lines on hold: %s"))
        self.browse({row[0] for row in rows})._notify_status("reversed")

    def _record_money(self, kind, rows, text):
        """Record amounts that credit notes now carry, or did.

        :param text: text for the number of lines
        """
        sign = 1 if kind == "credited" else -1
        claims = self.browse({row[0] for row in rows})
        credited = {claim.id: claim.amount_credited for claim in claims}
        vals_list = []
        # the claims' amounts are those after; of several notes the last one comes last
        for claim_id, move_id, count, amount in reversed(rows):
            after = credited[claim_id]
            credited[claim_id] = after - sign * float(amount)
            vals_list.append(
                {
                    "claim_id": claim_id,
                    "kind": kind,
                    "move_id": move_id,
                    "to_state": self.browse(claim_id).state,
                    "amount_from": credited[claim_id],
                    "amount_to": after,
                    "note": text % formatLang(self.env, count, digits=0),
                }
            )
        self.env["becs.event"]._record(vals_list[::-1])
