from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...decision import correct, decide, return_matches
from ...settlement import store
from ...storage import history
from ...validation.programs import drawdown

# a person may decide lines of claims that are
DECIDABLE = ("submitted", "validated", "approved", "done")


class BecsClaimLine(models.Model):
    """A person's verdict on claim lines, on one or on many thousands at once.

    The number of queries is the same for both.
    """

    _inherit = "becs.claim.line"

    def action_decide(
        self, verdict: str, quantity: float = None, amount: float = None, note: str = ""
    ):
        """Record a person's verdict on lines.

        :param verdict: ``accept`` what is proposed, ``claimed`` to pay what is
            claimed, ``reject``, or ``set`` quantity or amount
        :param quantity: for ``set``: units of the product to pay; alone it gives
            round(quantity × unit credit approved)
        :param amount: for ``set``: money to pay, in the claim's currency; alone it
            leaves the quantity
        :param note: why; required, kept with the line
        A line that was credited stays as it is: a correction with the difference is
        added, to be credited on its own once the claim is approved again.

        :raise UserError: when the user is no analyst, more is set than claimed, more
            than the caps of the program leave and the user is no administrator, or a
            line cannot be decided (draft or cancelled claim, itself a correction)
        """
        self._check_access_in_bulk("write")
        claims = decide.claims_of(self.env, self)
        claims.check_access("write")
        claims._check_role("group_analyst")
        self._check_decidable(note)
        if not self:
            return
        may_exceed = self.env.su or self.env.user.has_group(
            "becs_claims.group_administrator"
        )
        verdict = (verdict, quantity, amount, note, may_exceed)
        credited = self._credited()
        uncredited = self - credited
        decide.decide(self.env, uncredited, *verdict)
        if uncredited:
            claims.browse(history.changed_money(self.env))._reapprove()
        added = correct.correct(self.env, credited, *verdict)
        if credited == self and not added:
            raise UserError(
                self.env._("This is what was credited already: there is nothing to do.")
            )
        if added:
            decide.claims_of(self.env, added)._reapprove()
        claims._close_settled()
        claims._revalidate_waiting()

    def _credited(self):
        """Lines that are corrected and not changed: credited once, or corrected before.

        The credit note of the latter may have been undone since.
        """
        self.flush_model(["credit_line_id", "correction_of_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT l.id FROM becs_claim_line l
                 WHERE l.id = ANY(%s)
                   AND (l.credit_line_id IS NOT NULL
                        OR EXISTS (SELECT FROM becs_claim_line k
                                    WHERE k.correction_of_id = l.id))
                """,
                self.ids,
            )
        )
        found = {line_id for [line_id] in rows}
        return self.browse(line_id for line_id in self.ids if line_id in found)

    def _match_decided_returns(self):
        """Find the sales that returns take back whose verdict says only how much.

        The verdicts stay. Asked for by an update, of what was decided before sales were
        found.
        """
        for lines in self.grouped("company_id").values():
            return_matches.match(
                self.env, lines, decide.LINES, SQL("l.quantity_approved")
            )
            return_matches.store(self.env, lines)
        if self:
            drawdown.recount(self.env)
        self.env.invalidate_all()

    def action_open_holding(self):
        """Open the lines in review that hold what these wait for."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_todo"
        )
        return action | {
            "name": self.env._("Decide These First"),
            "domain": [
                ("program_id", "in", self.program_id.ids),
                ("is_holding", "=", True),
            ],
            "context": {"search_default_group_rule": 1},
        }

    def action_release_hold(self):
        """Let lines on hold be credited again."""
        claims = self.claim_id
        claims.check_access("write")
        claims._check_role("group_accountant")
        claims._log_released(
            store.release(self.env, SQL("line.id = ANY(%s)", list(self.ids)))
        )

    def _check_access_in_bulk(self, operation):
        """Like ``check_access``, without reading every record for its rules."""
        self.browse().check_access(operation)
        if self.env.su:
            return
        domain = self.env["ir.rule"]._compute_domain(self._name, operation)
        # the rules are looked at here, so they must not be applied on top
        found = self.sudo().search_count(Domain("id", "in", self.ids) & domain)
        if found < len(self):
            self.check_access(operation)  # says which

    def _check_decidable(self, note):
        if not (note or "").strip():
            raise UserError(
                self.env._("Say why: the reason is kept with every line you decide.")
            )
        self.flush_model(["state", "credit_line_id", "claim_id"])
        self.env["becs.claim"].flush_model(["state"])
        found = self.env.execute_query(
            SQL(
                """
                SELECT l.id, CASE WHEN l.closed THEN 'closed'
                                  WHEN l.state = 'pending' THEN 'pending'
                                  ELSE 'correction' END
                  FROM (
                    SELECT l.id, l.state, l.transaction_type,
                           NOT claim.state = ANY(%(decidable)s)
                           AND (claim.state <> 'done' OR l.credit_line_id IS NULL)
                               AS closed
                      FROM becs_claim_line l
                      JOIN becs_claim claim ON claim.id = l.claim_id
                     WHERE l.id = ANY(%(ids)s)
                  ) l
                 WHERE l.closed OR l.state = 'pending'
                    OR l.transaction_type = 'correction'
                 ORDER BY l.id
                 LIMIT 1
                """,
                decidable=list(DECIDABLE),
                ids=self.ids,
            )
        )
        for line_id, why in found:
            reasons = {
                "closed": self.env._("its claim is not open"),
                "correction": self.env._(
                    "it is a correction; decide on the line it corrects again"
                ),
                "pending": self.env._("its claim was not validated yet"),
            }
            raise UserError(
                self.env._(
                    "%(line)s cannot be decided: %(reason)s.",
                    line=self.browse(line_id).display_name,
                    reason=reasons[why],
                )
            )
