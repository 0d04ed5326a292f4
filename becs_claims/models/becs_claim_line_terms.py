from odoo import fields, models
from odoo.fields import Domain

ALTERNATIVES = 5  # other programs that are told of


class BecsClaimLineTerms(models.AbstractModel):
    """Which program and which of its lines pay a claim line, why, and at what price.

    Sentences for the account of its amount. Programs are as they are now; what was
    left under their caps when the line was judged is told by its findings.
    """

    _name = "becs.claim.line.terms"
    _description = "Terms of a Claim Line in Words"

    # Program

    def _explain_program(self):
        program = self.program_id
        if not program:
            if self.authorization_ref:
                return [
                    self.env._(
                        "No program was applied to authorization %s.",
                        self.authorization_ref,
                    )
                ]
            return [self.env._("No authorization is stated and no program was found.")]
        values = {"number": program.code, "title": program.name}
        if self.authorization_ref:
            return [
                self.env._(
                    "The distributor quotes authorization %(number)s (%(title)s).",
                    **values,
                )
            ]
        return [
            self.env._(
                "No authorization was quoted; %(number)s (%(title)s) covers the sale: "
                "%(how)s.",
                how=self._how_it_covers(program),
                **values,
            ),
            *self._explain_alternatives(),
        ]

    def _how_it_covers(self, program):
        """What makes a program fit the sale, as a list in words."""
        reasons = [
            self.env._("shipped %(day)s", day=self._date(self.date_ship)),
            self._scope_of(self.program_line_id),
        ]
        if program.end_customer_ids:
            reasons.append(
                self.env._(
                    "it names end customer %(name)s",
                    name=self.end_customer_id.display_name,
                )
            )
        if program.distributor_ids:
            reasons.append(self.env._("it names this distributor"))
        return ", ".join(filter(None, reasons))

    def _explain_alternatives(self):
        """Say which other programs cover the sale, and why they come after."""
        own = self._rank(self.program_line_id)
        others = [line for line in self._offers() if line.program_id != self.program_id]
        told = [
            self.env._(
                "%(program)s covers it, too, but %(reason)s.",
                program=line.program_id.display_name,
                reason=self._why_after(own, self._rank(line)),
            )
            for line in others[:ALTERNATIVES]
        ]
        if len(others) > ALTERNATIVES:
            told.append(
                self.env._(
                    "Further programs that cover it: %s.",
                    len(others) - ALTERNATIVES,
                )
            )
        return told

    def _offers(self):
        """For each program that covers the sale the line that would apply."""
        covering = self.env["becs.program.line"].search(
            Domain.AND(
                [
                    self._covering_domain(),
                    Domain("program_id.company_id", "=", self.company_id.id),
                    Domain("program_id.state", "in", ("approved", "closed")),
                    Domain("program_id.date_start", "<=", self.date_ship),
                    Domain("program_id.date_end", "=", False)
                    | Domain("program_id.date_end", ">=", self.date_ship),
                ]
            )
        )
        offers = []
        for program, lines in covering.grouped("program_id").items():
            applying = self._applying(lines)
            if applying and self._is_for(program):
                offers.append(applying)
        return sorted(offers, key=self._rank)

    def _is_for(self, program):
        """Whether a program names this distributor and end customer, or none."""
        distributors = program.distributor_ids.commercial_partner_id
        customers = program.end_customer_ids.commercial_partner_id
        return (not distributors or self.commercial_partner_id in distributors) and (
            not customers or self.end_customer_id.commercial_partner_id in customers
        )

    def _applying(self, lines):
        """The one of a program's covering lines that applies, if its minimum allows."""
        quantity = self._product_quantity()
        for line in lines.sorted(lambda line: (_width(line), line.sequence, line.id)):
            if line.excluded:
                break
            if line.min_quantity <= quantity:
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
            not program.end_customer_ids,
            _width(line),
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

    def _covering_domain(self):
        """Program lines whose scope covers the product."""
        product = self.product_id
        return (
            Domain("applied_on", "=", "all")
            | Domain(
                [
                    ("applied_on", "=", "product"),
                    ("product_id", "=", product.id),
                ]
            )
            | Domain(
                [
                    ("applied_on", "=", "template"),
                    ("product_tmpl_id", "=", product.product_tmpl_id.id),
                ]
            )
            | Domain(
                [
                    ("applied_on", "=", "category"),
                    ("categ_id", "parent_of", product.categ_id.id),
                ]
            )
        )

    def _scope_of(self, line):
        return self.env._(
            "its line for %(covered)s",
            covered=line.display_name.removeprefix(f"{line.program_id.code}: "),
        )

    def _explain_program_line(self):
        line = self.program_line_id
        covered = line.display_name.removeprefix(f"{line.program_id.code}: ")
        told = [self.env._("The program's line for %s applies.", covered)]
        others = self.env["becs.program.line"].search(
            self._covering_domain()
            & Domain("program_id", "=", self.program_id.id)
            & Domain("id", "!=", line.id),
            limit=ALTERNATIVES,
        )
        for other in others.sorted(lambda one: (_width(one), one.sequence, one.id)):
            name = other.display_name.removeprefix(f"{line.program_id.code}: ")
            told.append(
                self.env._(
                    "Its line for %(other)s covers the product, too, but %(reason)s.",
                    other=name,
                    reason=self._why_not_line(other),
                )
            )
        return told

    def _why_not_line(self, other):
        line = self.program_line_id
        if other.min_quantity > self._product_quantity():
            return self.env._(
                "its minimum quantity is %s", self._number(other.min_quantity)
            )
        if _width(other) > _width(line):
            return self.env._("its scope is wider")
        return self.env._("it comes later in the program")

    # Prices

    def _explain_stock_price(self):
        if not self.into_stock_price:
            if self.program_line_id.credit_method == "fixed":
                return []
            return [self.env._("Into-stock price: not known.")]
        source = (
            self.program_id.into_stock_source or self.company_id.becs_into_stock_source
        )
        labels = dict(
            self.program_id._fields["into_stock_source"]._description_selection(
                self.env
            )
        )
        told = [
            self.env._(
                "Into-stock price: %(price)s per %(unit)s (%(origin)s).",
                price=self._price(self.into_stock_price),
                unit=self._unit(),
                origin=labels.get(source, "").lower(),
            )
        ]
        agreed = self.program_line_id.agreed_book_price
        if source == "claimed" and agreed:
            told.append(
                self.env._(
                    "The stated book price counts up to the agreed %s.",
                    self._price(agreed, self.program_id.currency_id),
                )
            )
        if source == "price_list":
            pricelist = self.commercial_partner_id.with_company(
                self.company_id
            ).property_product_pricelist
            told.append(
                self.env._(
                    "It is that of %(list)s on %(day)s for quantity 1.",
                    list=pricelist.display_name,
                    day=self._date(self.date_ship),
                )
            )
        return [*told, *self._explain_layers(), *self._explain_rate()]

    def _explain_layers(self):
        """Say which purchase layers the sale uses; nothing where there are none."""
        return []

    def _explain_rate(self):
        """The rate that the program's prices were converted at."""
        currency = self.program_id.currency_id
        if currency == self.currency_id or not self.date_ship:
            return []
        rate = currency._get_conversion_rate(
            currency, self.currency_id, self.company_id, self.date_ship
        )
        return [
            self.env._(
                "Prices of the program are in %(currency)s: on %(day)s 1 %(currency)s "
                "was %(rate)s %(own)s.",
                currency=currency.name,
                day=self._date(self.date_ship),
                rate=self._number(rate),
                own=self.currency_id.name,
            )
        ]

    def _explain_authorized_price(self):
        terms = self.program_line_id
        if terms.credit_method not in ("net_price", "pricelist", "margin"):
            return []
        price = self._price(self.authorized_price_calculated)
        if terms.credit_method == "margin":
            return [*self._explain_margin(price)]
        if terms.credit_method == "pricelist":
            return [
                self.env._(
                    "Authorized price: %(price)s by price list %(list)s for "
                    "%(quantity)s on %(day)s.",
                    price=price,
                    list=self.program_id.pricelist_id.display_name,
                    quantity=self._number(self._product_quantity()),
                    day=self._date(self.date_ship),
                )
            ]
        return [self.env._("Authorized price: %s (the program).", price)]

    def _explain_margin(self, price):
        terms = self.program_line_id
        if not self.resale_price:
            return [self.env._("The margin needs a resale price; none is stated.")]
        told = []
        resale = self.resale_price / self._stated_unit_factor()
        lowest = self.program_id.currency_id._convert(
            terms.min_resale_price,
            self.currency_id,
            self.company_id,
            self.date_ship,
            round=False,
        )
        if resale < lowest:
            told.append(
                self.env._(
                    "The resale price %(stated)s counts as the lowest one, %(lowest)s.",
                    stated=self._price(resale),
                    lowest=self._price(lowest),
                )
            )
            resale = lowest
        return [
            *told,
            self.env._(
                "Authorized price: %(price)s (resale price %(resale)s less %(percent)s"
                "%% margin).",
                price=price,
                resale=self._price(resale),
                percent=self._number(terms.margin_percent),
            ),
        ]

    # Credit

    def _explain_credit(self, numbers):
        whole = self._whole_credit()
        if not whole:
            return [self.env._("No credit per unit could be worked out.")]
        told = [self._explain_due(whole)]
        if self.resubmission_of_id and whole - self.unit_credit_calculated > 1e-9:
            told.append(
                self.env._(
                    "%(paid)s per %(unit)s was paid on the line it was sent again "
                    "for, so that %(credit)s is left.",
                    paid=self._price(whole - self.unit_credit_calculated),
                    unit=self._unit(),
                    credit=self._price(self.unit_credit_calculated),
                )
            )
        return told + self._explain_stated(numbers)

    def _whole_credit(self):
        """Credit per unit by the program, before what was paid on its units."""
        terms = self.program_line_id
        if not self.resubmission_of_id:
            return self.unit_credit_calculated
        if terms.credit_method == "percent":
            return self.into_stock_price * terms.discount_percent / 100
        if terms.credit_method == "fixed":
            return self.program_id.currency_id._convert(
                terms.unit_credit,
                self.currency_id,
                self.company_id,
                self.date_ship or fields.Date.context_today(self),
                round=False,
            )
        return max(self.into_stock_price - self.authorized_price_calculated, 0)

    def _explain_due(self, whole):
        terms = self.program_line_id
        into_stock = self._price(self.into_stock_price)
        credit = self._price(whole)
        if terms.credit_method == "percent":
            return self.env._(
                "Credit due: %(percent)s%% of %(price)s = %(credit)s per %(unit)s.",
                percent=self._number(terms.discount_percent),
                price=into_stock,
                credit=credit,
                unit=self._unit(),
            )
        if terms.credit_method == "fixed":
            return self.env._(
                "Credit due: a fixed %(credit)s per %(unit)s.",
                credit=credit,
                unit=self._unit(),
            )
        return self.env._(
            "Credit due: %(book)s − %(price)s = %(credit)s per %(unit)s.",
            book=into_stock,
            price=self._price(self.authorized_price_calculated),
            credit=credit,
            unit=self._unit(),
        )

    def _explain_stated(self, numbers):
        """What is paid per unit: what is stated, where it is allowed, else the due."""
        stated = numbers["unit_stated"]
        if stated is None:
            return [self.env._("None is stated, so that what is due is paid.")]
        origins = {
            "unit": self.env._("as stated"),
            "amount": self.env._("stated amount by quantity"),
            "prices": self.env._("stated book price less stated authorized price"),
        }
        told = [
            self.env._(
                "Claimed per %(unit)s: %(stated)s (%(origin)s).",
                unit=self._unit(),
                stated=self._price(stated),
                origin=origins[numbers["unit_from"]],
            )
        ]
        if stated > numbers["unit_paid"]:
            told.append(
                self.env._("That is above what is due, so that the credit due is paid.")
            )
        elif self.unit_paid > self.unit_credit_calculated:
            told.append(
                self.env._(
                    "That is more than is due, but within the allowance of the program "
                    "(%(percent)s%% or %(amount)s per unit, the larger counts).",
                    percent=self._number(self.program_id.tolerance_percent),
                    amount=self._price(
                        self.program_id.tolerance_amount, self.program_id.currency_id
                    ),
                )
            )
        elif self.unit_paid < self.unit_credit_calculated:
            told.append(self.env._("That is less than is due: no more is paid."))
        return told


def _width(line):
    """Scopes from the narrowest on; deeper categories are narrower."""
    if line.applied_on == "category":
        return 1000 - len((line.categ_id.parent_path or "").strip("/").split("/"))
    return {"product": 0, "template": 1, "all": 2000}[line.applied_on]
