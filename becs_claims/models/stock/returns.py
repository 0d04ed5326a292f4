import logging

from odoo import api, fields, models

from ...lookup import proposed
from ...validation import locks

_logger = logging.getLogger(__name__)

# days a distributor has to claim a return where neither program nor company says it
DAYS = 30


class BecsPosLine(models.Model):
    """Reported returns of paid sales that nobody claims become proposed returns."""

    _inherit = "becs.pos.line"

    @api.model
    def _cron_propose_returns(self):
        """Propose returns of all distributors, each in a transaction of its own.

        Stopped at any point it goes on the next time: what was proposed is claimed.
        """
        commit_progress = self.env["ir.cron"]._commit_progress
        todo = proposed.distributors(self.env)
        commit_progress(remaining=len(todo))
        for company_id, partner_id in todo:
            try:
                self._propose_returns(
                    self.env["res.company"].browse(company_id),
                    self.env["res.partner"].browse(partner_id),
                )
            except Exception:
                # one distributor must not keep the others from theirs
                _logger.exception(
                    "Returns of distributor %s could not be proposed", partner_id
                )
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
            if not commit_progress(1):
                break

    def action_propose_returns(self):
        """Propose the reported returns of these lines' distributors now.

        :return: the action that opens the claims, or a notification without any
        """
        self.env["becs.claim"]._check_role("group_analyst")
        self.check_access("read")
        claims = self.env["becs.claim"]
        for (company, partner), _lines in self.grouped(
            lambda line: (line.company_id, line.commercial_partner_id)
        ).items():
            claims |= self._propose_returns(company, partner)
        if not claims:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "info",
                    "message": self.env._(
                        "No reported return of a paid sale is waiting: all were "
                        "claimed, or the distributor still has time to claim them."
                    ),
                    "next": {"type": "ir.actions.act_window_close"},
                },
            }
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_claim"
        )
        return action | {"domain": [("id", "in", claims.ids)], "context": {}}

    @api.model
    def _propose_returns(self, company, partner):
        """Make and file claims of the returns a distributor reported and owes.

        One per currency; they are validated in the background and wait for an analyst.

        :return: the claims
        """
        locks.distributors(self.env, company.id, partner.ids)
        rows = proposed.returns(
            self.env,
            company,
            partner,
            fields.Date.context_today(self),
            company.becs_resubmission_days or DAYS,
        )
        by_currency = {}
        for pos_line_id, quantity, currency_id in rows:
            by_currency.setdefault(currency_id, {})[pos_line_id] = quantity
        claims = self.env["becs.claim"]
        for currency_id, quantities in by_currency.items():
            claims |= self._create_return_claim(
                company, partner, currency_id, quantities
            )
        if claims:
            claims.action_submit()
            claims._validate_in_background()
        return claims

    @api.model
    def _create_return_claim(self, company, partner, currency_id, quantities):
        """Create one claim; ``quantities`` is {reported line: units returned}."""
        reported = self.env["becs.pos.line"].browse(quantities)
        claim = self.env["becs.claim"].create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "currency_id": currency_id,
                "basis": "calculated",
                "user_id": False,
                "date_from": min(reported.mapped("date")),
                "date_to": max(reported.mapped("date")),
            }
        )
        claim._write_guarded({"source": "report"})
        # nobody may enter a reported sale by hand, so the server writes it
        self.env["becs.claim.line"].sudo().create(
            [
                {
                    "claim_id": claim.id,
                    "sequence": sequence,
                    "transaction_type": "return",
                    "product_ref": line.product_ref or line.product_id.default_code,
                    "product_id": line.product_id.id,
                    "pos_document": line.document,
                    "pos_line_ref": line.line_ref or f"#{line.id}",
                    "origin_document": line.document,
                    "date_ship": line.date,
                    "quantity": quantities[line.id],
                    "end_customer_name": line.end_customer_name,
                    "pos_line_id": line.id,
                }
                for sequence, line in enumerate(reported, 1)
            ]
        )
        claim._message_log(
            body=self.env._(
                "The distributor reported these returns of sales that were paid and "
                "did not claim them in time. Accept the lines that are right to take "
                "the credit back, reject the others: they are not proposed again."
            )
        )
        return claim
