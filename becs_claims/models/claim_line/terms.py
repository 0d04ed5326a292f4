from odoo import models
from odoo.fields import Domain
from odoo.tools.misc import format_datetime

from ...lookup import advice
from ...validation.programs import covering
from ..program import terms_by_date

ALTERNATIVES = 5  # other programs that are told of


class BecsClaimLine(models.Model):
    """Which program and which of its lines pay a claim line, and why.

    Sentences for the account of its amount. The terms are those by which the line was
    validated. Other programs are as they are now, for its ship date; what was left
    under the caps when the line was validated is told by its findings.
    """

    _inherit = "becs.claim.line"

    def _terms_now(self, record):
        """The terms of a program or program line for the ship date."""
        return terms_by_date.at(record, self.date_ship)

    # Program

    def _reading(self):
        """How the distributor reads the number of the program: see ``advice``."""
        return self.program_id._reading(self.commercial_partner_id)

    def _is_own_program(self):
        """Whether the distributor may know the program the line was validated by."""
        return self._reading() == advice.OWN

    def _explain_program(self):
        reading = self._for_distributor() and self._reading()
        if reading == advice.NEVER:
            return self._explain_no_program()
        if reading == advice.ONCE:
            return [
                self.env._(
                    "%s is none of your authorizations.", self.authorization_ref or ""
                )
            ]
        return [*self._explain_choice(), *self._explain_version()]

    def _explain_version(self):
        """Which version of the program validated the line, where there are several."""
        program = self.program_id
        if program.version <= 1:
            return []
        number = self.program_version or 1
        # who may read the line may know which terms it was validated by
        versions = program.sudo().version_ids
        validated_by = versions.filtered(lambda version: version.number == number)
        if number == 1:
            explained = [
                self.env._("Judged by the terms as they were approved (version 1).")
            ]
        else:
            explained = [
                self.env._(
                    "Judged by version %(number)s of its terms, of %(when)s, for ship "
                    "dates: %(dates)s.",
                    number=number,
                    when=format_datetime(self.env, validated_by.date),
                    dates=validated_by.ship_dates,
                )
            ]
            # who amends and why is the vendor's own business
            if not self._for_distributor():
                explained.append(
                    self.env._(
                        "%(who)s amended them: %(why)s",
                        who=validated_by.user_id.name or "—",
                        why=validated_by.reason,
                    )
                )
        later = versions.filtered(
            lambda version: (
                version.number > number
                and (
                    not version.date_from
                    or self.date_ship
                    and version.date_from <= self.date_ship
                )
            )
        )
        if later:
            explained.append(self._explain_amended_since(max(later.mapped("number"))))
        return explained

    def _explain_amended_since(self, number):
        # that there is a credit note is told to whoever may read the line
        if self.sudo().credit_line_id:
            return self.env._(
                "Version %(number)s amended terms for this ship date since; the line "
                "was credited before and stays as it is.",
                number=number,
            )
        if self.decision == "manual":
            return self.env._(
                "Version %(number)s amended terms for this ship date since; the "
                "verdict of a person stays.",
                number=number,
            )
        return self.env._(
            "Version %(number)s amended terms for this ship date since; they count "
            "once the line is judged again.",
            number=number,
        )

    def _explain_choice(self):
        program = self.program_id
        if not program:
            return self._explain_no_program()
        values = {"number": program.code, "title": program.name}
        if self.authorization_ref:
            if self._for_distributor():
                quoted = self.env._(
                    "You quote authorization %(number)s (%(title)s).", **values
                )
            else:
                quoted = self.env._(
                    "The distributor quotes authorization %(number)s (%(title)s).",
                    **values,
                )
            return [quoted]
        return [
            self.env._(
                "No authorization was quoted; %(number)s (%(title)s) covers the sale: "
                "%(how)s.",
                how=self._how_it_covers(program),
                **values,
            ),
            *self._explain_alternatives(),
        ]

    def _explain_no_program(self):
        if self.authorization_ref:
            return [
                self.env._(
                    "No program was applied to authorization %s.",
                    self.authorization_ref,
                )
            ]
        return [self.env._("No authorization is stated and no program was found.")]

    def _how_it_covers(self, program):
        """What makes a program fit the sale, as a list in words."""
        reasons = [
            self.env._("shipped %(day)s", day=self._date(self.date_ship)),
            self._scope_of(self.program_line_id),
        ]
        if self._validated_by(program).end_customer_ids:
            reasons.append(
                self.env._(
                    "it names end customer %(name)s",
                    name=self._portal_customer()
                    if self._for_distributor()
                    else self.end_customer_id.display_name,
                )
            )
        if program.distributor_ids:
            reasons.append(self.env._("it names this distributor"))
        return ", ".join(filter(None, reasons))

    def _explain_alternatives(self):
        """Say which other programs cover the sale, and why they come after."""
        own = self._rank(self.program_line_id)
        others = [line for line in self._offers() if line.program_id != self.program_id]
        explained = [
            self.env._(
                "%(program)s covers it, too, but %(reason)s.",
                program=line.program_id.display_name,
                reason=self._why_after(own, self._rank(line)),
            )
            for line in others[:ALTERNATIVES]
        ]
        if len(others) > ALTERNATIVES:
            explained.append(
                self.env._(
                    "Further programs that cover it: %s.",
                    len(others) - ALTERNATIVES,
                )
            )
        return explained

    def _offers(self):
        """For each program that covers the sale the line that would apply."""
        Line = self.env["becs.program.line"].with_context(active_test=False)
        lines = Line.search(
            Domain.AND(
                [
                    covering.lines_domain(self.product_id),
                    Domain("program_id.company_id", "=", self.company_id.id),
                    Domain("program_id.state", "in", ("approved", "closed")),
                    Domain("program_id.date_start", "<=", self.date_ship),
                    Domain("program_id.date_end", "=", False)
                    | Domain("program_id.date_end", ">=", self.date_ship),
                ]
            )
        )
        offers = []
        for program, of_program in lines.grouped("program_id").items():
            applying = self._applying(of_program)
            if applying and self._is_for(program):
                offers.append(applying)
        return sorted(offers, key=self._rank)

    def _portal_customer(self):
        """The end customer as the distributor may know it.

        That is its name in the program or, where the distributor has a name of its own
        for it, among our contacts; else what the distributor wrote. A contact may be
        found by a number, and whose number it is is not told.
        """
        self.ensure_one()
        line = self.sudo()  # names of contacts
        customer = line.end_customer_id
        if customer and line.program_id and line._is_own_program():
            for named in line._validated_by(line.program_id).end_customer_ids:
                if named.commercial_partner_id == customer.commercial_partner_id:
                    return named.display_name
        is_own_name = customer and self.env["becs.customer.alias"].sudo().search_count(
            [
                (
                    "partner_id.commercial_partner_id",
                    "=",
                    line.commercial_partner_id.id,
                ),
                ("customer_id", "=", customer.id),
            ],
            limit=1,
        )
        return customer.display_name if is_own_name else line.end_customer_name or ""

    def _is_for(self, program):
        """Whether a program names this distributor and end customer, or none."""
        distributors = program.distributor_ids.commercial_partner_id
        customers = self._terms_now(program).end_customer_ids.commercial_partner_id
        return (not distributors or self.commercial_partner_id in distributors) and (
            not customers or self.end_customer_id.commercial_partner_id in customers
        )

    def _applying(self, lines):
        """The one of a program's covering lines that applies, if its minimum allows."""
        quantity = self._product_quantity()
        for line in lines.sorted(covering.order):
            terms = self._terms_now(line)
            if not terms_by_date.is_there(terms):
                continue
            if terms.excluded:
                break
            if terms.min_quantity <= quantity:
                return line
        return None

    def _product_quantity(self):
        return self.quantity * self._stated_unit_factor()

    def _rank(self, line):
        """What decides between programs, the least first."""
        program = line.program_id
        left = [
            limit - taken
            for limit, taken in (
                (
                    program.budget_amount,
                    program.budget_amount - program.amount_remaining,
                ),
                (line.max_quantity, line.max_quantity - line.quantity_remaining),
                (
                    line.max_amount,
                    line.amount_approved + line.amount_reserved + line.amount_held,
                ),
            )
            if limit
        ]
        return (
            bool(left) and min(left) <= 0,
            not self._terms_now(program).end_customer_ids,
            covering.width(line),
            -program.date_start.toordinal(),
            program.id,
        )

    def _why_after(self, own, other):
        """Why a program of rank ``other`` comes after the one of rank ``own``."""
        reasons = (
            self.env._("nothing is left under its caps"),
            self.env._("it does not name the end customer"),
            self.env._("its scope is wider"),
            self.env._("it began earlier"),
            self.env._("it was entered later"),
        )
        # what is left now is not what was left then: where the chosen one is used up
        # by this and later lines, the rest decides
        start = 0 if other[0] else 1
        for reason, mine, its in list(zip(reasons, own, other, strict=True))[start:]:
            if mine < its:
                return reason
            if mine > its:
                break
        return self.env._("it came after when the line was judged")

    # Program line

    def _scope_of(self, line):
        return self.env._("its line for %(covered)s", covered=line._covered())

    def _explain_program_line(self):
        line = self.program_line_id
        explained = [self.env._("The program's line for %s applies.", line._covered())]
        others = (
            self.env["becs.program.line"]
            .with_context(active_test=False)
            .search(
                covering.lines_domain(self.product_id)
                & Domain("program_id", "=", self.program_id.id)
                & Domain("id", "!=", line.id),
                limit=ALTERNATIVES,
            )
            .filtered(lambda one: terms_by_date.is_there(self._terms_now(one)))
        )
        for other in others.sorted(covering.order):
            explained.append(
                self.env._(
                    "Its line for %(other)s covers the product, too, but %(reason)s.",
                    other=other._covered(),
                    reason=self._why_not_line(other),
                )
            )
        return explained

    def _why_not_line(self, other):
        line = self.program_line_id
        minimum = self._terms_now(other).min_quantity
        if minimum > self._product_quantity():
            return self.env._("its minimum quantity is %s", self._number(minimum))
        if covering.width(other) > covering.width(line):
            return self.env._("its scope is wider")
        return self.env._("it comes later in the program")
