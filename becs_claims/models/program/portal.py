from odoo import models
from odoo.tools import format_date

from ...lookup import advice
from ...validation.programs import drawdown
from . import terms_by_date

PORTAL_STATES = ("approved", "suspended", "closed")
SOON, VERY_SOON = 30, 7  # days before the end that both sides are warned


class BecsProgram(models.Model):
    """What a distributor's people see of the authorizations that are for them.

    Called on programs the user may read; names of products and customers are read as
    superuser, which the portal may not, and returned as texts.

    Of a program that is for several distributors each is told what it used itself and
    what is left, which it needs to sell; not the limits, nor how far they are used:
    limit less left less one's own is what the others claimed. That what is left shrinks
    cannot be hidden from those who may use it.
    """

    _inherit = "becs.program"

    def _reading(self, company):
        """How a distributor reads the program's number.

        No program is one of its own: there is nothing it must not know.

        :param company: the distributor's company
        :return: ``own``, ``once``, where it was its own before, or ``never``, which
            reads like a number that does not exist: see ``advice``
        """
        program = self.sudo()
        named = program.distributor_ids.commercial_partner_id
        is_named = not named or company in named
        if not program or (program.state in PORTAL_STATES and is_named):
            return advice.OWN
        # what was never approved was nobody's
        if program.version and (is_named or program._was_named(company)):
            return advice.ONCE
        return advice.NEVER

    def _was_named(self, company):
        """Whether an earlier version was for a distributor, by name or for all."""
        changes = self.version_ids.change_ids.filtered(
            lambda change: (
                change.kind == "changed"
                and not change.line_name
                and change.field_name == "distributor_ids"
            )
        )
        for change in changes:
            ids = [number for number, _label in change.old["distributor_ids"] or ()]
            partners = self.env["res.partner"].browse(ids).exists()
            # who it was before is asked of its own company only
            merged = company.sudo().becs_merged_ids or ()
            if (
                not ids
                or company in partners.commercial_partner_id
                or set(ids) & set(merged)
            ):
                return True
        return False

    def _portal_figures(self):
        """Cards of programs: what is left and until when.

        :return: dicts with ``program``, ``is_shared`` with other distributors,
            ``percent`` used up (of the budget, or of the line that is used up most;
            of a shared program only whether nothing is left), ``is_capped``, ``left``
            of the budget (text), ``days_left`` (None without an end), ``ends_soon``,
            ``end`` (see there), ``color``, ``summary`` (in words)
        """
        return [program._portal_figure() for program in self]

    def _portal_figure(self):
        self.ensure_one()
        program = self.sudo()  # of what the user may read; limits are not shown
        lines = program.line_ids.filtered(lambda line: not line.excluded)
        capped = lines.filtered(lambda line: line.max_quantity or line.max_amount)
        used = max([program.drawdown_percent, *capped.mapped("drawdown_percent")])
        is_shared = self._portal_is_shared()
        if is_shared:
            least = min(lines.mapped("drawdown_percent"), default=0)
            of_budget = program.budget_amount and program.drawdown_percent
            used = 100 if max(least, of_budget) >= 100 else 0
        days = self.days_left if self.date_end else None
        return {
            "program": self,
            "is_shared": is_shared,
            "percent": min(used, 100),
            "is_capped": bool(program.budget_amount or capped),
            "left": program.budget_amount
            and program.currency_id.format(program.amount_remaining),
            "days_left": days,
            "ends_soon": days is not None and 0 <= days <= SOON,
            "end": self._portal_end(),
            "color": _color(used),
            "summary": self._portal_use(used, is_shared),
        }

    def _portal_use(self, used, is_shared):
        if used >= 100:
            return self.env._("Used up")
        if is_shared:
            return self.env._("Limited, for you and others")
        return self.env._("%s%% used", f"{used:.0f}")

    def _portal_is_shared(self):
        """Whether it is for other distributors, too."""
        # who they are is not told
        return len(self.sudo().distributor_ids.commercial_partner_id) != 1

    def _portal_used(self):
        """What the user's company takes from it: {program line: (quantity, amount)}.

        Only where others take from it as well, its own lines have to be looked through.
        """
        self.ensure_one()
        if not self._portal_is_shared():
            # also of lines that an amendment took out
            lines = self.sudo().with_context(active_test=False).line_ids
            return {line: line._portal_taken() for line in lines}
        partner = self.env.user.partner_id.commercial_partner_id
        used = drawdown.of_distributor(self.env, self, partner)
        return {
            self.env["becs.program.line"].browse(line_id): taken
            for line_id, taken in used.items()
        }

    def _portal_cap(self, label, limit, taken, own, write):
        """One limit, as told to a distributor.

        :param limit: what all together may take
        :param taken: what all take
        :param own: what the distributor takes of it
        :param write: gives a number as text
        :return: dict with the texts ``label``, ``description`` (what is used; of which
            limit, where nobody shares it) and ``left``, ``percent`` and ``color`` of
            the distributor's own part of what there is for it
        """
        left = max(limit - taken, 0)
        own = max(own, 0)
        percent = 100 * own / (own + left) if left else 100
        return {
            "label": label,
            "description": self.env._("%s used by you", write(own))
            if self._portal_is_shared()
            else self.env._(
                "%(own)s used, of %(limit)s", own=write(own), limit=write(limit)
            ),
            "left": write(left),
            "percent": percent,
            "color": _color(percent),
        }

    def _portal_budget(self, used):
        """The budget as of :meth:`_portal_cap`; None where there is none.

        :param used: see :meth:`_portal_used`
        """
        self.ensure_one()
        program = self.sudo()  # see the class
        if not program.budget_amount:
            return None
        return self._portal_cap(
            self.env._("Budget"),
            program.budget_amount,
            program.amount_approved + program.amount_reserved + program.amount_held,
            sum(amount for _quantity, amount in used.values()),
            program.currency_id.format,
        )

    def _portal_end(self):
        """When it ends, in words, and Bootstrap's colour of it."""
        self.ensure_one()
        if self.state == "suspended":
            return self.env._("Suspended: nothing is paid for now"), "warning"
        if not self.date_end:
            return self.env._("No end"), "light"
        days = self.days_left
        if days < 0 or self.state == "closed":
            return self.env._("Ended"), "light"
        if not days:
            return self.env._("Ends today"), "danger"
        if days == 1:
            return self.env._("Ends tomorrow"), "danger"
        color = (
            "danger" if days <= VERY_SOON else "warning" if days <= SOON else "success"
        )
        return self.env._("%s days left", days), color

    def _portal_lines(self, used):
        """What it covers at which terms, and what is left of each line.

        A line whose terms differ by ship date is told once for each of them, the
        earliest first.

        :param used: see :meth:`_portal_used`
        :return: dicts with ``covers``, ``is_excluded``, ``label`` and ``value`` of the
            credit, ``conditions`` (texts) and ``caps``
        """
        self.ensure_one()
        # which lines these are is checked by reading them; earlier terms go with them
        lines = self.with_context(active_test=False).line_ids
        rows = []
        for line, times in terms_by_date.times(lines.sudo()).items():
            shown = [time for time in times if terms_by_date.is_there(time.holder)]
            for time in shown:
                label, value = line._portal_credit(time.holder)
                rows.append(
                    {
                        "covers": line._portal_covers(),
                        "is_excluded": time.holder.excluded,
                        "label": label,
                        "value": value,
                        "conditions": [
                            *line._portal_ship_dates(time),
                            *line._portal_conditions(time.holder),
                        ],
                        "caps": line._portal_left(used) if time == shown[-1] else [],
                    }
                )
        return rows

    def _portal_customers(self):
        """Names of the end customers it holds for; none means anyone."""
        return self.sudo().end_customer_ids.mapped("display_name")  # see the class


class BecsProgramLine(models.Model):
    """What a distributor's people see of one line of an authorization."""

    _inherit = "becs.program.line"

    def _portal_covers(self):
        """What the line covers, in words."""
        line = self.sudo()  # names of products, see the class above
        if line.applied_on == "all":
            return self.env._("All products")
        if line.applied_on == "category":
            return self.env._("Category %s", line.categ_id.display_name)
        return (line.product_id or line.product_tmpl_id).display_name

    def _portal_credit(self, terms):
        """How the credit of a unit is worked out, as label and value.

        :param terms: the line, or what is kept of its terms for some ship dates
        """
        self.ensure_one()
        if terms.excluded:
            return self.env._("Not covered"), ""
        return self._methods()[terms.credit_method].told(self, terms)

    def _portal_ship_dates(self, time):
        """The ship dates that terms hold for, as texts; none where it is all."""
        texts = (
            (time.first, self.env._("shipped from %s", _day(self.env, time.first))),
            (time.last, self.env._("shipped up to %s", _day(self.env, time.last))),
        )
        return [text for day, text in texts if day]

    def _portal_conditions(self, terms):
        """What a sale must meet, as texts.

        :param terms: the line, or what is kept of its terms for some ship dates
        """
        self.ensure_one()
        if terms.excluded:
            return []
        texts = (
            (
                terms.min_quantity,
                self.env._(
                    "at least %s",
                    self.env["becs.claim.line"]._number(terms.min_quantity),
                ),
            ),
            (
                terms.min_resale_price,
                self.env._(
                    "resale price from %s",
                    self._portal_price(terms, "min_resale_price"),
                ),
            ),
            (
                terms.max_resale_price,
                self.env._(
                    "resale price up to %s",
                    self._portal_price(terms, "max_resale_price"),
                ),
            ),
            (
                terms.agreed_book_price,
                self.env._(
                    "into-stock price agreed: %s",
                    self._portal_price(terms, "agreed_book_price"),
                ),
            ),
        )
        return [text for value, text in texts if value]

    def _portal_price(self, terms, name):
        """A price with every digit that counts, with its currency."""
        return self.env["becs.claim.line"]._price(terms[name], terms.currency_id)

    def _portal_taken(self):
        """Quantity and amount that all together take of the line."""
        return (
            self.quantity_approved + self.quantity_reserved + self.quantity_held,
            self.amount_approved + self.amount_reserved + self.amount_held,
        )

    def _portal_left(self, used):
        """What is left under the line's own limits: see ``_portal_cap`` of programs.

        :param used: see ``_portal_used`` of programs
        """
        self.ensure_one()
        line = self.sudo()  # parts of what is told
        quantity, amount = line._portal_taken()
        own_quantity, own_amount = used.get(line, (0, 0))
        return [
            self.program_id._portal_cap(label, limit, taken, own, write)
            for label, limit, taken, own, write in (
                (
                    self.env._("Quantity"),
                    line.max_quantity,
                    quantity,
                    own_quantity,
                    self.env["becs.claim.line"]._number,
                ),
                (
                    self.env._("Amount"),
                    line.max_amount,
                    amount,
                    own_amount,
                    line.currency_id.format,
                ),
            )
            if limit
        ]


def _color(used):
    return "danger" if used >= 95 else "warning" if used >= 80 else "success"


def _day(env, day):
    return format_date(env, day) if day else ""
