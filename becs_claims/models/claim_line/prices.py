from odoo import models

from ..program import validated_terms


class BecsClaimLine(models.Model):
    """At what price a claim line was paid, in sentences for the account of its amount.

    The terms are those by which the line was validated.
    """

    _inherit = "becs.claim.line"

    def _validated_by(self, record):
        """The terms of its program or program line by which the line was validated."""
        return validated_terms.of(record, self.date_ship, self.program_version)

    def _for_distributor(self):
        """Whether it is the distributor who is told, and not the vendor's people."""
        return not self.env.user._is_internal()

    # Prices

    def _explain_stock_price(self):
        if not self.into_stock_price:
            if not self._method().uses_stock_price:
                return []
            return [self.env._("Into-stock price: not known.")]
        source = (
            self._validated_by(self.program_id).into_stock_source
            or self.company_id.becs_into_stock_source
        )
        labels = dict(
            self.program_id._fields["into_stock_source"]._description_selection(
                self.env
            )
        )
        explained = [
            self.env._(
                "Into-stock price: %(price)s per %(unit)s (%(origin)s).",
                price=self._price(self.into_stock_price),
                unit=self._unit(),
                origin=labels.get(source, "").lower(),
            )
        ]
        agreed = self._validated_by(self.program_line_id).agreed_book_price
        if source == "claimed" and agreed:
            explained.append(
                self.env._(
                    "The stated book price counts up to the agreed %s.",
                    self._price(agreed, self.program_id.currency_id),
                )
            )
        if source == "price_list" and self._for_distributor():
            explained.append(
                self.env._(
                    "It is that of your price list on %s for quantity 1.",
                    self._date(self.date_ship),
                )
            )
        elif source == "price_list":
            pricelist = self.commercial_partner_id.with_company(
                self.company_id
            ).property_product_pricelist
            explained.append(
                self.env._(
                    "It is that of %(list)s on %(day)s for quantity 1.",
                    list=pricelist.display_name,
                    day=self._date(self.date_ship),
                )
            )
        return [*explained, *self._explain_layers(), *self._explain_rate()]

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

    def _method(self):
        """The credit method by which the line was validated."""
        terms = self._validated_by(self.program_line_id)
        return self.program_line_id._methods()[terms.credit_method]

    def _explain_authorized_price(self):
        terms = self._validated_by(self.program_line_id)
        return self._method().explain_price(self, terms)

    # Credit

    def _explain_credit(self, numbers):
        whole = self._whole_credit()
        if not whole:
            return [self.env._("No credit per unit could be worked out.")]
        explained = [self._explain_due(whole)]
        if self.resubmission_of_id and whole - self.unit_credit_calculated > 1e-9:
            explained.append(
                self.env._(
                    "%(paid)s per %(unit)s was paid on the line it was sent again "
                    "for, so that %(credit)s is left.",
                    paid=self._price(whole - self.unit_credit_calculated),
                    unit=self._unit(),
                    credit=self._price(self.unit_credit_calculated),
                )
            )
        return explained + self._explain_stated(numbers)

    def _whole_credit(self):
        """Credit per unit by the program, before what was paid on its units."""
        terms = self._validated_by(self.program_line_id)
        if not self.resubmission_of_id:
            return self.unit_credit_calculated
        return self._method().whole_credit(self, terms)

    def _explain_due(self, whole):
        terms = self._validated_by(self.program_line_id)
        return self._method().explain_credit(self, terms, whole)

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
        explained = [
            self.env._(
                "Claimed per %(unit)s: %(stated)s (%(origin)s).",
                unit=self._unit(),
                stated=self._price(stated),
                origin=origins[numbers["unit_from"]],
            )
        ]
        if stated > numbers["unit_credit_approved"]:
            explained.append(
                self.env._("That is above what is due, so that the credit due is paid.")
            )
        elif (
            self.unit_credit_approved > self.unit_credit_calculated
            and self._for_distributor()
        ):
            explained.append(
                self.env._("That is more than is due, but little enough to be paid.")
            )
        elif self.unit_credit_approved > self.unit_credit_calculated:
            terms = self._validated_by(self.program_id)
            explained.append(
                self.env._(
                    "That is more than is due, but within the allowance of the program "
                    "(%(percent)s%% or %(amount)s per unit, the larger counts).",
                    percent=self._number(terms.tolerance_percent),
                    amount=self._price(
                        terms.tolerance_amount, self.program_id.currency_id
                    ),
                )
            )
        elif self.unit_credit_approved < self.unit_credit_calculated:
            explained.append(self.env._("That is less than is due: no more is paid."))
        return explained
