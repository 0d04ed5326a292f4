from collections.abc import Callable
from typing import NamedTuple

from odoo import models

CUTS = ("authorized_quantity_exceeded", "budget_exceeded", "authorization_held")


class Cap(NamedTuple):
    """One cap: its ``limit`` today (0: none), what all lines ``taken`` together and the
    line itself (``own``) take of it today, and how its numbers are written.

    ``before`` is (limit, taken by the lines before this one) when the line was
    validated, where this was kept.
    """

    label: str
    limit: float
    taken: float
    own: float
    before: tuple | None
    write: Callable


class BecsClaimLine(models.Model):
    """What the caps had left for a claim line and what it takes of them, in words.

    What lines before it had taken is kept of the lines whose caps did not satisfy all
    that were validated together. Of other lines what all take today is told.
    """

    _inherit = "becs.claim.line"

    def _explain_limits(self):
        """What was left under the caps when the line was validated, and what is now."""
        explained = [
            finding.message for finding in self.finding_ids if finding.code in CUTS
        ]
        if self.above_cap and not self._for_distributor():
            explained.append(
                self.env._(
                    "Decided above the caps: %s", " ".join(self.above_cap.splitlines())
                )
            )
        return explained + [
            self._explain_cap(cap) for cap in self._caps() if cap.limit or cap.before
        ]

    def _caps(self):
        """The three caps of the line, set or not, as :class:`Cap`."""
        line, program = self.program_line_id, self.program_id
        before = self.caps_before or {}

        def money(amount):
            return self._money(amount, program.currency_id)

        return (
            Cap(
                self.env._("Authorized quantity"),
                line.max_quantity,
                line.quantity_approved + line.quantity_reserved + line.quantity_held,
                self.quantity_approved,
                before.get("quantity"),
                self._number,
            ),
            Cap(
                self.env._("Authorized amount"),
                line.max_amount,
                line.amount_approved + line.amount_reserved + line.amount_held,
                self.amount_program,
                before.get("line"),
                money,
            ),
            Cap(
                self.env._("Budget"),
                program.budget_amount,
                program.amount_approved + program.amount_reserved + program.amount_held,
                self.amount_program,
                before.get("budget"),
                money,
            ),
        )

    def _explain_cap(self, cap):
        left_today = cap.write(max(cap.limit - cap.taken, 0))
        if self._for_distributor():
            # of the others' lines no more than what they left
            return self._explain_cap_left(cap, left_today)
        if not cap.before:
            # a claim that is only checked takes nothing yet
            own = cap.own if self.claim_id.is_drawn else 0
            return self.env._(
                "%(cap)s %(limit)s: taken by other lines %(others)s, by this line "
                "%(own)s; left today %(left)s.",
                cap=cap.label,
                limit=cap.write(cap.limit),
                others=cap.write(max(cap.taken - own, 0)),
                own=cap.write(cap.own),
                left=left_today,
            )
        limit, taken = cap.before
        then = self.env._(
            "%(cap)s %(limit)s: taken by earlier lines %(taken)s, left for this line "
            "%(left)s, taken by it %(own)s.",
            cap=cap.label,
            limit=cap.write(limit),
            taken=cap.write(taken),
            left=cap.write(max(limit - taken, 0)),
            own=cap.write(cap.own),
        )
        if not cap.limit:
            return then
        return self.env._("%(then)s Left today: %(left)s.", then=then, left=left_today)

    def _explain_cap_left(self, cap, left_today):
        own = cap.write(cap.own)
        explained = (
            self.env._(
                "%(cap)s: left for this line %(left)s, taken by it %(own)s.",
                cap=cap.label,
                left=cap.write(max(cap.before[0] - cap.before[1], 0)),
                own=own,
            )
            if cap.before
            else self.env._(
                "%(cap)s: taken by this line %(own)s.", cap=cap.label, own=own
            )
        )
        if not cap.limit:
            return explained
        return self.env._(
            "%(then)s Left today: %(left)s.", then=explained, left=left_today
        )
