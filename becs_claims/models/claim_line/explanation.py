from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.misc import format_datetime, formatLang

from ...lookup import account, advice
from ..shared import shown

# Bootstrap's colour of an outcome
COLORS = {"reject": "danger", "adjust": "info", "review": "warning"}


class BecsClaimLine(models.Model):
    """A plain account of a line's amount, told from what the engine stored.

    Worked out when a line is opened, never for a list.
    """

    _inherit = "becs.claim.line"

    explanation = fields.Html(
        "How This Amount Came About", compute="_compute_explanation", sanitize=False
    )

    @api.depends(
        "state", "amount_approved", "quantity_approved", "program_id", "finding_ids"
    )
    @api.depends_context("lang")
    def _compute_explanation(self):
        for line in self:
            line.explanation = line.state != "pending" and self.env["ir.qweb"]._render(
                "becs_claims.line_account", {"account": line._account()}
            )

    def _account(self):
        """The account of the line's amount, ready to be shown.

        :return: ``sections`` (title and sentences), the ``sum`` (label, note and
            amount as texts), its ``total`` (label and amount) and the ``findings``
        """
        self.ensure_one()
        numbers = account.read(self.env, self._origin.id or self.id)
        sections = [
            (self.env._("Claimed"), self._explain_claimed(numbers)),
            (self.env._("Returned sale"), self._explain_origin())
            if self.transaction_type == "return"
            else (self.env._("Authorization"), self._explain_program()),
        ]
        reading = self._reading() if self._for_distributor() else advice.OWN
        hidden = reading != advice.OWN
        if self.program_line_id and self.transaction_type == "sale" and not hidden:
            sections += [
                (self.env._("Terms"), self._explain_program_line()),
                (self.env._("Into-stock price"), self._explain_stock_price()),
                (self.env._("Authorized price"), self._explain_authorized_price()),
                (self.env._("Credit per unit"), self._explain_credit(numbers)),
                (self.env._("Limits"), self._explain_limits()),
            ]
        steps = []
        if reading == advice.NEVER and self.transaction_type == "sale":
            # as of a number that does not exist
            steps = account.steps(account.nothing_due(numbers), ())
        elif not hidden:
            steps = account.steps(
                numbers, self.finding_ids.mapped("code"), self._taken_back()
            )
        return {
            "sections": [
                {"title": title, "sentences": sentences}
                for title, sentences in sections
                if sentences
            ],
            "sum": [self._sum_row(step) for step in steps],
            "total": {
                "label": self._total_label(),
                "amount": self._money(self.amount_approved),
                "claimed": self._explain_less(),
            },
            "findings": self._explain_findings(),
        }

    def _explain_claimed(self, numbers):
        if not self.amount_claimed:
            return [self.env._("No amount is stated.")]
        values = {
            "amount": self._money(self.amount_claimed),
            "quantity": self._number(self.quantity),
            "unit": self.uom_id.name or self._units(),
        }
        if self._for_distributor():
            explained = [
                self.env._("You claim %(amount)s for %(quantity)s %(unit)s.", **values)
            ]
        else:
            explained = [
                self.env._(
                    "The distributor claims %(amount)s for %(quantity)s %(unit)s.",
                    **values,
                )
            ]
        if self.uom_id and self.uom_id != self.product_uom_id:
            converted = numbers["stated_quantity"]
            if converted:
                explained.append(
                    self.env._(
                        "%(stated)s %(unit)s are %(quantity)s %(own)s.",
                        stated=self._number(self.quantity),
                        unit=self.uom_id.name,
                        quantity=self._number(converted),
                        own=self._units(),
                    )
                )
        return explained

    # The sum

    def _explain_origin(self):
        """Which sale a return is of, as far as it says."""
        if self.origin_document:
            return [
                self.env._(
                    "The return names document %s as the sale that came back.",
                    self.origin_document,
                )
            ]
        if self.serial_numbers:
            return [
                self.env._(
                    "The return names no sale; its serial numbers say which pieces "
                    "came back: %s.",
                    ", ".join(self.serial_numbers.split()),
                )
            ]
        return [
            self.env._(
                "The return names no sale: the last one paid to the end customer is "
                "taken."
            )
        ]

    def _taken_back(self):
        return [
            (use.sale_line_id.id, _decimal(use.quantity), _decimal(use.amount))
            for use in self.return_use_ids
        ]

    def _sum_row(self, step):
        """One step of the sum as texts."""
        note = ""
        if step.kind == "worked_out":
            label = self.env._(
                "%(quantity)s × %(unit)s",
                quantity=self._number(step.quantity),
                unit=self._price(step.unit),
            )
            if not step.unit:
                note = self.env._("no credit per unit could be worked out")
        elif step.kind == "as_claimed":
            if step.amount < 0:
                label = self.env._("Never more than claimed")
            else:
                label = self.env._("As claimed: one rounding unit is let pass")
        elif step.kind == "quantity":
            label = self.env._(
                "Only %(quantity)s %(unit)s are left of the authorized quantity",
                quantity=self._number(step.quantity),
                unit=self._units(),
            )
        elif step.kind == "amount":
            label = self.env._("Cut to what is left of the authorized amount")
        elif step.kind == "taken_back":
            sale = self.browse(step.sale_line_id)
            label = self.env._(
                "Takes back %(quantity)s of %(sale)s",
                quantity=self._number(step.quantity),
                # the same distributor's line may be on a claim the user cannot see
                sale=sale.sudo().display_name,
            )
            # as above
            note = self.env._(
                "shipped on %(day)s, %(amount)s paid for %(quantity)s",
                day=format_date(self.env, sale.sudo().date_ship),
                amount=sale.sudo()._money(sale.sudo().amount_approved),
                quantity=self._number(sale.sudo().quantity_approved),
            )
        elif step.kind == "decided":
            if self._for_distributor():
                label = self.env._("Decided by a person")
            else:
                label = self.env._("Decided by %s", self.decided_by_id.name or "—")
            note = self._decided_note()
        elif step.kind == "corrected":
            label = self.env._("Correction of a credited line")
            note = self._decided_note()
        else:
            label = self.env._("Not paid")
            note = ", ".join(
                self.finding_ids.filtered(
                    lambda finding: finding.outcome in ("reject", "review")
                ).rule_id.mapped("name")
            )
        return {"label": label, "note": note, "amount": self._money(step.amount)}

    def _decided_note(self):
        return " · ".join(
            filter(
                None,
                (
                    self.decided_on and format_datetime(self.env, self.decided_on),
                    self.decision_note,
                ),
            )
        )

    def _total_label(self):
        if self.state == "rejected":
            return self.env._("Rejected: nothing is paid")
        if self.state == "review":
            return self.env._("Proposed; it waits for a person")
        return self.env._("Approved")

    def _explain_less(self):
        less = self.amount_claimed - self.amount_approved
        if self.currency_id.compare_amounts(less, 0) <= 0:
            return ""
        return self.env._("%(less)s less than claimed", less=self._money(less))

    # Findings

    def _explain_findings(self):
        outcomes = dict(
            self.finding_ids._fields["outcome"]._description_selection(self.env)
        )
        return [
            {
                "name": finding.rule_id.name,
                "color": COLORS.get(finding.outcome, "secondary"),
                "outcome_label": outcomes[finding.outcome],
                "message": finding.message,
                "what_to_do": finding.rule_id.description or "",
                "claimed": self._found(finding, finding.claimed_value),
                "expected": self._found(finding, finding.expected_value),
                "lost": self._money(finding.amount_impact)
                if finding.amount_impact
                else "",
                "codes": " · ".join(
                    filter(
                        None,
                        (
                            finding.x12_code and f"X12 {finding.x12_code}",
                            finding.rosettanet_code,
                        ),
                    )
                ),
            }
            for finding in self.finding_ids
        ]

    def _found(self, finding, value):
        """A compared number of a finding, written as what it is."""
        if not finding.claimed_value and not finding.expected_value:
            return ""
        kind = self.env["becs.rule"]._checks_in_order().kind(finding.code)
        if kind == "money":
            return self._money(value)
        if kind == "price":
            return self._price(value)
        return self._number(value)

    # Numbers as texts

    def _unit(self):
        """What prices are per: "unit" unless the product has a unit of its own."""
        unit = self.product_uom_id
        if unit == self.env.ref("uom.product_uom_unit", raise_if_not_found=False):
            return self.env._("unit")
        return unit.name or self.env._("unit")

    def _units(self):
        return self.product_uom_id.name or self.env._("units")

    def _money(self, amount, currency=None):
        return formatLang(
            self.env, float(amount), currency_obj=currency or self.currency_id
        )

    def _price(self, price, currency=None):
        return shown.price(self.env, price, currency or self.currency_id)

    def _number(self, value):
        return shown.number(self.env, value)

    def _date(self, day):
        return format_date(self.env, day)


def _decimal(value):
    return Decimal(str(value))
