from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ..approval import price_moves


class BecsClaim(models.Model):
    """While changed prices of a program wait to be confirmed, fewer may release claims
    that it pays: see :mod:`..program.prices`.
    """

    _inherit = "becs.claim"

    def _waiting_prices(self):
        """Programs that pay lines of the claims by prices nobody confirmed yet.

        :return: {id of claim: {program: list of :class:`.price_moves.Move`}}, of claims
            that have any
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
                 ORDER BY 1, 2
                """,
                list(self.ids),
            )
        )
        # whoever approves a claim is told which prices it waits for
        programs = self.env["becs.program"].sudo().browse({one for _claim, one in rows})
        changed = programs._changed_prices_each()
        by_id = {program.id: program for program in programs}
        found = defaultdict(dict)
        for claim_id, program_id in rows:
            if moves := changed[program_id]:
                found[claim_id][by_id[program_id]] = moves
        return dict(found)

    def _hands(self):
        hands = super()._hands()
        for claim_id, waiting in self._waiting_prices().items():
            users = hands.setdefault(claim_id, {})
            for user_id, explained in self._explain_price_writers(waiting).items():
                # who left changed them all the same, and is told to who approves
                user = self.env["res.users"].sudo().browse(user_id)
                users[user] = ", ".join(filter(None, (users.get(user), explained)))
        return hands

    def _explain_price_writers(self, waiting):
        """What people changed of prices that wait, each change once.

        :param waiting: {program: moves}
        :return: {id of a user: text}
        """
        programs, changes = defaultdict(list), defaultdict(dict)
        for program, moves in waiting.items():
            for user_id, text in price_moves.by_user(moves).items():
                programs[user_id].append(program.display_name)
                changes[user_id][text] = True
        listed = self.env["becs.approval.limit"]._listed
        return {
            user_id: self.env._(
                "changed prices of %(programs)s that nobody confirmed yet: %(changes)s",
                programs=listed(programs[user_id]),
                changes=listed(list(changes[user_id])),
            )
            for user_id in programs
        }

    def _above_limits(self, users):
        above = super()._above_limits(users)
        waiting = self._waiting_prices().get(self.id)
        if not waiting:
            return above
        Limit = self.env["becs.approval.limit"]
        names = Limit._listed([program.display_name for program in waiting])
        for user in users:
            limit = Limit._row_of(user, self.company_id, "request")
            if not above[user] and limit is not None:
                above[user] = self.env._(
                    "may not release it before the changed prices of %(programs)s are "
                    "confirmed on the program, by somebody whose limits for special "
                    "prices they are within",
                    programs=names,
                )
        return above

    def _approve_small(self):
        return super(
            BecsClaim, self - self.browse(self._waiting_prices())
        )._approve_small()
