from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from . import price_moves


class BecsClaimPrices(models.AbstractModel):
    """While changed prices of a program wait to be confirmed, fewer may release claims
    that it pays: see ``becs.program.prices``.
    """

    _name = "becs.claim.prices"
    _description = "Approval of a Claim While Changed Prices Wait"
    _inherit = ["becs.claim.approval"]

    def _waiting_prices(self):
        """Programs that pay lines of the claims by prices nobody confirmed yet.

        :return: {id of claim: programs}, of claims that have any
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT l.claim_id, p.id
                  FROM becs_claim_line l
                  JOIN becs_program p ON p.id = l.program_id
                 WHERE l.claim_id = ANY(%s) AND l.amount_approved <> 0
                   AND (p.pricelist_id IS NOT NULL
                        OR EXISTS (SELECT FROM becs_program_terms kept
                                    WHERE kept.program_id = p.id
                                      AND kept.pricelist_id IS NOT NULL))
                """,
                list(self.ids),
            )
        )
        # whoever approves a claim is told which prices it waits for
        Program = self.env["becs.program"].sudo()
        waiting = Program.browse({program_id for _claim, program_id in rows}).filtered(
            lambda program: program._changed_prices()
        )
        found = defaultdict(Program.browse)
        for claim_id, program_id in rows:
            if program_id in waiting.ids:
                found[claim_id] |= Program.browse(program_id)
        return dict(found)

    def _hands(self):
        hands = super()._hands()
        for claim_id, programs in self._waiting_prices().items():
            users = hands.setdefault(claim_id, {})
            for program in programs:
                moves = program._changed_prices()
                for user in program._price_writers(moves):
                    told = self.env._(
                        "changed prices of %(program)s that nobody confirmed yet: "
                        "%(change)s",
                        program=program.display_name,
                        change=price_moves.by_user(moves)[user.id],
                    )
                    users[user] = ", ".join(filter(None, (users.get(user), told)))
        return hands

    def _above_limit(self, user):
        above = super()._above_limit(user)
        Limit = self.env["becs.approval.limit"]
        if above or Limit._row_of(user, self.company_id, "request") is None:
            return above
        programs = self._waiting_prices().get(self.id)
        if not programs:
            return ""
        return self.env._(
            "may not release it before the changed prices of %(programs)s are "
            "confirmed on the program, by somebody whose limits for special prices "
            "they are within",
            programs=", ".join(programs.mapped("display_name")),
        )

    def _approve_small(self):
        return super(
            BecsClaimPrices, self - self.browse(self._waiting_prices())
        )._approve_small()
