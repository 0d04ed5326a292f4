from odoo import models

from ...intake.columns.fields import STATED
from ...lookup import advice

# what is shown beside what was found, see ``_portal_compared``, or as a link
_SHOWN_OTHERWISE = {
    "product_ref",
    "end_customer_name",
    "quantity",
    "uom_ref",
    "book_price",
    "authorized_price",
    "unit_credit",
    "amount_stated",
    "resubmission_of_id",
}


class BecsClaimLine(models.Model):
    """What a distributor's people see of the lines of their claims, on pages.

    The methods are called on lines the user may read; each reads what belongs to
    them as superuser, because rules, programs and products are the vendor's own, and
    returns texts and numbers only.
    """

    _inherit = "becs.claim.line"

    def _portal_findings(self):
        """Findings a distributor is told of: {id of line: dicts}, none left out.

        The dicts have ``code``, ``name``, ``advice``, ``codes`` (of the industry),
        ``outcome``, ``outcome_label``, ``message``, ``lost`` (money, a number) and,
        as texts, ``claimed`` and ``expected``.
        """
        lines = self.sudo()  # see the class
        findings = lines.finding_ids
        codes = {*findings.mapped("code"), advice.UNKNOWN, advice.FOREIGN}
        rules = self.env["becs.claim"]._portal_rules(codes)
        labels = self.env["becs.claim"]._portal_outcomes()
        checks = self.env["becs.rule"]._checks_in_order()
        disclosed = {}
        for line in lines:
            own = line.finding_ids.sorted("id")
            disclosed[line.id] = [
                rules[code]
                | {
                    "outcome": own[place].outcome,
                    "outcome_label": labels[own[place].outcome],
                    "message": advice.message(
                        checks,
                        code,
                        own[place].message,
                        line.authorization_ref,
                        self.env._,
                    ),
                    "lost": own[place].amount_impact,
                    "claimed": line._portal_found(own[place], code, "claimed_value"),
                    "expected": line._portal_found(own[place], code, "expected_value"),
                }
                for place, code in advice.disclosed(
                    checks, own.mapped("code"), line._reading()
                )
            ]
        return disclosed

    def _portal_found(self, finding, code, name):
        """A compared number as text; nothing where the message was replaced."""
        if advice.is_reworded(self.env["becs.rule"]._checks_in_order(), code):
            return ""
        return self._found(finding, finding[name])

    def _portal_compared(self):
        """As stated beside as found, as texts.

        :return: dicts with ``label``, ``stated``, ``found`` and whether they differ
            to the distributor's disadvantage (``differs``)
        """
        self.ensure_one()
        line = self.sudo()  # see the class
        decided = line.state != "pending"
        prices = decided and line._portal_may_know_prices()
        price, money, number = line._price, line._money, line._number
        unit = line.uom_id.name or line.uom_ref or line._units()
        rows = [
            (
                self.env._("Product"),
                line.product_ref,
                line.product_id.display_name,
                False,
            ),
            (
                self.env._("End customer"),
                line.end_customer_name,
                line._portal_customer(),
                False,
            ),
            (
                self.env._("Quantity"),
                f"{number(line.quantity)} {unit}",
                decided and f"{number(line.quantity_approved)} {line._units()}",
                line.diff_quantity,
            ),
            (
                self.env._("Into-stock price"),
                line.book_price and price(line.book_price),
                prices and line.into_stock_price and price(line.into_stock_price),
                prices and line.diff_book_price,
            ),
            (
                self.env._("Authorized price"),
                line.authorized_price and price(line.authorized_price),
                prices
                and line.authorized_price_calculated
                and price(line.authorized_price_calculated),
                prices and line.diff_authorized_price,
            ),
            (
                self.env._("Credit per unit"),
                line.unit_credit and price(line.unit_credit),
                prices
                and line.unit_credit_calculated
                and price(line.unit_credit_calculated),
                prices and line.diff_unit_credit,
            ),
            (
                self.env._("Amount"),
                money(line.amount_claimed),
                decided and money(line.amount_approved),
                line.diff_amount,
            ),
        ]
        return [
            {
                "label": label,
                "stated": stated or "",
                "found": found or "",
                "differs": bool(differs),
            }
            for label, stated, found, differs in rows
            if stated or found
        ]

    def _portal_stated(self):
        """What else the distributor stated, as pairs of label and text."""
        self.ensure_one()
        kinds = dict(self._fields["transaction_type"]._description_selection(self.env))
        texts = {
            "transaction_type": kinds[self.transaction_type],
            "date_ship": self.date_ship and self._date(self.date_ship),
            "resale_price": self.resale_price and self._price(self.resale_price),
        }
        return [
            (self._fields[name]._description_string(self.env), text)
            for name in STATED
            if name not in _SHOWN_OTHERWISE and (text := texts.get(name, self[name]))
        ]

    def _portal_account(self):
        """How the amount of the line came about: see ``_account``.

        Without the vendor's tolerances, people and price lists, and without a word on
        an authorization that is another distributor's.
        """
        self.ensure_one()
        line = self.sudo()  # see the class
        if line.state == "pending":
            return {}
        return line._account() | {"findings": []}

    def _portal_may_know_prices(self):
        """Whether prices were worked out by an authorization of the distributor."""
        self.ensure_one()
        line = self.sudo()  # see the class
        # a number that does not exist reads like one that is not theirs
        is_found = line.program_id or not line.authorization_ref
        return bool(is_found) and line._is_own_program()
