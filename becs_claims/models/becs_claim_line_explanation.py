from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import float_repr
from odoo.tools.misc import format_datetime, formatLang


class BecsClaimLineExplanation(models.AbstractModel):
    """How the amount of a line came about, told from what the engine stored."""

    _name = "becs.claim.line.explanation"
    _description = "How the Amount of a Claim Line Came About"

    explanation = fields.Html(
        "How This Amount Came About", compute="_compute_explanation", sanitize=False
    )

    @api.depends("state", "amount_approved", "quantity_approved", "program_id")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for line in self:
            sentences = line._explain() if line.state != "pending" else []
            items = Markup().join(Markup("<li>%s</li>") % text for text in sentences)
            line.explanation = Markup("<ol>%s</ol>") % items if sentences else False

    def _explain(self):
        """Sentences, in the order in which the amount is worked out."""
        sentences = [self._explain_program()]
        if self.program_line_id:
            sentences += [self._explain_stock_price(), self._explain_credit()]
        sentences += [
            self._explain_claimed(),
            self._explain_paid(),
            self._explain_cut(),
            self._explain_decision(),
        ]
        return [sentence for sentence in sentences if sentence]

    def _explain_program(self):
        program = self.program_id
        if not program:
            if self.authorization_ref:
                return self.env._(
                    "No program was applied to authorization %s.",
                    self.authorization_ref,
                )
            return self.env._("No program pays this sale.")
        line = self.program_line_id
        values = {"number": program.code, "title": program.name}
        if self.authorization_ref:
            how = self.env._(
                "The distributor quotes authorization %(number)s (%(title)s).", **values
            )
        else:
            how = self.env._(
                "No authorization was quoted; %(number)s (%(title)s) covers the sale.",
                **values,
            )
        if line:
            how += " " + self.env._(
                "Its line for %(covered)s applies.",
                covered=line.display_name.removeprefix(f"{program.code}: "),
            )
        return how

    def _explain_stock_price(self):
        if not self.into_stock_price:
            if self.program_line_id.credit_method == "fixed":
                return ""
            return self.env._("Into-stock price: not known.")
        source = (
            self.program_id.into_stock_source or self.company_id.becs_into_stock_source
        )
        labels = dict(
            self.program_id._fields["into_stock_source"]._description_selection(
                self.env
            )
        )
        return self.env._(
            "Into-stock price: %(price)s per %(unit)s (%(origin)s).",
            price=self._price(self.into_stock_price),
            unit=self._unit(),
            origin=labels.get(source, "").lower(),
        )

    def _explain_credit(self):
        if not self.unit_credit_calculated:
            return self.env._("No credit per unit could be worked out.")
        terms = self.program_line_id
        into_stock = self._price(self.into_stock_price)
        credit = self._price(self.unit_credit_calculated)
        if terms.credit_method == "percent":
            return self.env._(
                "Credit due: %(percent)s%% of %(price)s = %(credit)s per unit.",
                percent=self._number(terms.discount_percent),
                price=into_stock,
                credit=credit,
            )
        if terms.credit_method == "fixed":
            return self.env._("Credit due: a fixed %(credit)s per unit.", credit=credit)
        sources = {
            "net_price": self.env._("the program"),
            "pricelist": self.program_id.pricelist_id.name or self.env._("price list"),
            "margin": self.env._(
                "resale price %(resale)s less %(percent)s%% margin",
                resale=self._price(self.resale_price),
                percent=self._number(terms.margin_percent),
            ),
        }
        return self.env._(
            "Authorized price: %(price)s (%(origin)s). "
            "Credit due: %(book)s − %(price)s = %(credit)s per unit.",
            price=self._price(self.authorized_price_calculated),
            origin=sources[terms.credit_method],
            book=into_stock,
            credit=credit,
        )

    def _explain_claimed(self):
        if not self.amount_claims:
            return self.env._("The distributor states no amount.")
        return self.env._(
            "The distributor claims %(amount)s for %(quantity)s %(unit)s.",
            amount=self._money(self.amount_claims),
            quantity=self._number(self.quantity),
            unit=self.uom_id.name or self.product_uom_id.name or self.env._("units"),
        )

    def _explain_paid(self):
        values = {
            "quantity": self._number(self.quantity_approved),
            "unit": self._price(self.unit_paid),
            "amount": self._money(self.amount_approved),
        }
        if self.state == "rejected":
            return self.env._("Rejected: nothing is paid. The findings say why.")
        if self.decision == "manual":
            return ""
        exact = self.currency_id.round(self.quantity_approved * self.unit_paid)
        if self.currency_id.compare_amounts(exact, abs(self.amount_approved)) == 0:
            sum_up = "%(quantity)s × %(unit)s = %(amount)s" % values
        else:
            sum_up = values["amount"]
        if self.state == "review":
            return self.env._("Proposed: %s. It waits for a person.", sum_up)
        return self.env._("Approved: %s.", sum_up)

    def _explain_cut(self):
        due = self.amount_calculated
        if (
            self.state not in ("adjusted", "review")
            or self.decision == "manual"
            or not self.amount_claims
        ):
            return ""
        less = self.amount_claims - self.amount_approved
        if self.currency_id.compare_amounts(less, 0) <= 0:
            return ""
        return self.env._(
            "That is %(less)s less than claimed; due by the program before its limits "
            "is %(due)s.",
            less=self._money(less),
            due=self._money(due),
        )

    def _explain_decision(self):
        if self.decision != "manual":
            return ""
        return self.env._(
            "%(person)s decided on %(day)s: %(amount)s for %(quantity)s. "
            "Reason: %(note)s",
            person=self.decided_by_id.name,
            day=format_datetime(self.env, self.decided_on),
            amount=self._money(self.amount_approved),
            quantity=self._number(self.quantity_approved),
            note=self.decision_note,
        )

    def _unit(self):
        """What prices are per: "unit" unless the product has a unit of its own."""
        unit = self.product_uom_id
        if unit == self.env.ref("uom.product_uom_unit", raise_if_not_found=False):
            return self.env._("unit")
        return unit.name or self.env._("unit")

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _price(self, price):
        """A price per unit with its currency, with every digit that counts."""
        text = float_repr(price, 6).rstrip("0")
        decimals = max(
            len(text.partition(".")[2]),
            self.env["decimal.precision"].precision_get("Product Price"),
        )
        number = formatLang(self.env, price, digits=decimals)
        currency = self.currency_id
        if currency.position == "before":
            return f"{currency.symbol}\N{NO-BREAK SPACE}{number}"
        return f"{number}\N{NO-BREAK SPACE}{currency.symbol}"

    def _number(self, value):
        decimals = len(float_repr(value, 6).rstrip("0").partition(".")[2])
        return formatLang(self.env, value, digits=decimals)
