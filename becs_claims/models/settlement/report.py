import logging

from odoo import models
from odoo.exceptions import ConcurrencyError, RedirectWarning, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import format_date

from ...settlement.plan import Reason

_logger = logging.getLogger(__name__)

# somebody else changed the same rows: the whole transaction starts anew
CONCURRENCY = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)


class BecsRun(models.Model):
    """What a run tells about every distributor, and why."""

    _inherit = "becs.run"

    def _record_failure(self, partner_id, claim_ids, error):
        if isinstance(error, UserError | RedirectWarning):
            reason = str(error.args[0])
        elif isinstance(error, CONCURRENCY):
            reason = self.env._(
                "Somebody else kept working on the same claims or programs. Run the "
                "failed ones again."
            )
        else:
            _logger.error(
                "Run %s failed for partner %s", self.name, partner_id, exc_info=error
            )
            reason = self.env._(
                "An unexpected error; nothing was credited. Run the failed ones again, "
                "and tell your administrator if it fails again (server log, run "
                "%(run)s).",
                run=self.name,
            )
        claims = self.env["becs.claim"].browse(claim_ids)
        self._record(
            [
                {
                    "partner_id": partner_id,
                    "claim_ids": own.ids,
                    "currency_id": currency.id,
                    "outcome": "failed",
                    "reason": reason,
                    "amount": sum(own.mapped("amount_approved"))
                    - sum(own.mapped("amount_credited")),
                }
                for currency, own in claims.grouped("currency_id").items()
            ]
        )

    def _record(self, results):
        # people read results and do not write them
        self.env["becs.run.line"].sudo().create(
            [result | {"run_id": self.id} for result in results]
        )

    def _created(self, moves, notes):
        results = []
        for move, note in zip(moves, notes, strict=True):
            remarks = self._remarks(move, note)
            # no need to look into the report to find it out
            for remark in remarks:
                move._message_log(body=remark)
            results.append(
                {
                    "partner_id": note.partner_id,
                    "claim_ids": note.claim_ids,
                    "currency_id": note.currency_id,
                    "outcome": "created",
                    "move_id": move.id,
                    "line_count": note.line_count,
                    "amount": float(note.amount),
                    "reason": "\n".join(remarks),
                }
            )
        return results

    def _remarks(self, move, note):
        """What an accountant would not expect of a document that was created."""
        remarks = []
        if note.is_invoice:
            remarks.append(
                self.env._(
                    "An invoice, because returns and corrections come to more than "
                    "what is paid."
                )
            )
        if move.date != self.date:
            remarks.append(
                self.env._(
                    "Booked on %(date)s instead of %(wanted)s, because earlier dates "
                    "are locked.",
                    date=format_date(self.env, move.date),
                    wanted=format_date(self.env, self.date),
                )
            )
        return remarks

    def _skipped(self, skips):
        return [
            {
                "partner_id": skip.partner_id,
                "claim_ids": skip.claim_ids,
                "currency_id": skip.currency_id,
                "outcome": "skipped",
                "line_count": skip.line_count,
                "amount": float(skip.amount),
                "reason": self._reason(skip.reason),
            }
            for skip in skips
        ]

    def _skipped_settled(self, claims):
        """Claims that were settled before, for instance by another run just now."""
        groups = claims.grouped(lambda c: (c.commercial_partner_id, c.currency_id))
        return [
            {
                "partner_id": partner.id,
                "claim_ids": own.ids,
                "currency_id": currency.id,
                "outcome": "skipped",
                "reason": self._reason(Reason.NOTHING),
            }
            for (partner, currency), own in groups.items()
        ]

    def _reason(self, reason):
        return {
            Reason.NOTHING: self.env._("Nothing is left to credit."),
            Reason.UNDECIDED: self.env._(
                "Nothing is approved yet: the lines that are left wait for a decision."
            ),
            Reason.ON_HOLD: self.env._(
                "On hold, because their credit note was undone. Release the lines to "
                "have them credited again."
            ),
            Reason.POLICY: self.env._(
                "The distributor is paid when all lines of a claim are decided. Decide "
                "the lines in review."
            ),
            Reason.ZERO: self.env._(
                "Sales and returns add up to nothing. They wait for further lines."
            ),
            Reason.SMALL: self.env._(
                "Less than the smallest credit note, %(minimum)s. It waits until more "
                "comes together.",
                minimum=self.company_id.currency_id.format(
                    self.company_id.becs_minimum_credit
                ),
            ),
        }[reason]
