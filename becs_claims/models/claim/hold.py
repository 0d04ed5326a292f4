from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ...settlement import store


class BecsClaim(models.Model):
    _inherit = "becs.claim"

    has_lines_on_hold = fields.Boolean(
        compute="_compute_has_lines_on_hold",
        help="A credit note of the claim was undone; its lines wait to be released.",
    )

    @api.depends("state", "amount_approved", "amount_credited")
    def _compute_has_lines_on_hold(self):
        open_ids = self.filtered(lambda claim: claim.state == "approved").ids
        held = set()
        if open_ids:
            self.env["becs.claim.line"].flush_model(["on_hold", "claim_id"])
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM becs_claim claim WHERE id = ANY(%s) AND EXISTS ("
                    " SELECT FROM becs_claim_line line"
                    " WHERE line.claim_id = claim.id AND line.on_hold)",
                    open_ids,
                )
            )
            held = {claim_id for [claim_id] in rows}
        for claim in self:
            claim.has_lines_on_hold = claim.id in held

    def action_release_hold(self):
        """Let all lines on hold of the claims be credited again."""
        self.check_access("write")
        self._check_role("group_accountant")
        self._log_released(
            store.release(self.env, SQL("line.claim_id = ANY(%s)", list(self.ids)))
        )

    def _log_released(self, counts):
        claims = self.browse(counts)
        claims._message_log_batch(
            {
                claim_id: self.env._("Lines released from hold: %s", count)
                for claim_id, count in counts.items()
            }
        )
        claims._record_step(
            "released",
            claims._standing(),
            {
                claim_id: self.env._("Lines: %s", formatLang(self.env, count, digits=0))
                for claim_id, count in counts.items()
            },
        )

    def _reopen_uncredited(self, counts, moves):
        """After credit notes were undone: their claims are open again.

        :param counts: {id of claim: number of its lines taken off ``moves``}
        """
        claims = self.browse(counts)
        claims.filtered(lambda claim: claim.state == "done")._write_guarded(
            {"state": "approved"}
        )
        names = ", ".join(moves.mapped("display_name"))
        claims._message_log_batch(
            {
                claim_id: self.env._(
                    "Lines on hold, because their credit note %(moves)s was undone: "
                    "%(count)s. Release them to have them credited again.",
                    count=count,
                    moves=names,
                )
                for claim_id, count in counts.items()
            }
        )
