"""A random story in the database, step by step through the models."""

from decimal import Decimal

from odoo.fields import Command
from odoo.tools import SQL

from ....models.program.amendment import Amendment
from ....storage import stated_lines
from ..reference.world import PENDING
from .programs import own_domain
from .stored_catalogue import number

TEXTS = (
    "transaction_type",
    "authorization_ref",
    "product_ref",
    "pos_document",
    "pos_line_ref",
    "origin_document",
    "date_ship",
    "end_customer_name",
    "uom_ref",
    "sequence",
)
NUMBERS = (
    "quantity",
    "book_price",
    "authorized_price",
    "resale_price",
    "unit_credit",
    "amount_stated",
)


class StoredStory:
    """Does in the database what a story tells; ``do(step)`` one step at a time."""

    def __init__(self, stored_catalogue):
        self.catalogue = stored_catalogue
        self.env = stored_catalogue.env
        self.records = {}

    def __getitem__(self, thing):
        return self.records[thing] if thing in self.records else self.catalogue[thing]

    def id_of(self, thing):
        return self[thing].id if thing is not None else False

    def ids(self, things):
        return [self[thing].id for thing in things]

    def do(self, step):
        what, *details = step
        getattr(self, f"_do_{what}")(*details)

    def _do_nothing(self):
        pass

    def _do_settings(self, company):
        self[company].write(
            {
                "becs_into_stock_source": company.into_stock_source,
                "becs_review_amount": number(company.review_amount),
                "becs_resubmission_days": company.resubmission_days,
            }
        )

    def _do_distributor(self, partner):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE res_partner SET becs_pos_since = %s, becs_stock_since = %s,
                          becs_stock_partner_id = %s
                    WHERE commercial_partner_id = %s""",
                partner.pos_since,
                partner.stock_since,
                self.id_of(partner.buyer) or None,
                self[partner].id,
            )
        )
        self.env.invalidate_all()

    def _do_goods(self, things):
        self.records.update(self.catalogue.goods.store(things))

    def _do_program(self, program):
        values = {
            name: number(getattr(program, name))
            for name in (
                "tolerance_percent",
                "tolerance_amount",
                "budget_amount",
                "minimum_line_amount",
            )
        }
        for name in (
            "code",
            "program_type",
            "state",
            "claim_window_days",
            "combinable",
            "date_start",
            "date_end",
        ):
            values[name] = getattr(program, name)
        record = self.env["becs.program"].create(
            {
                **values,
                "name": f"Program {program.id}",
                "company_id": self[program.company].id,
                "currency_id": self[program.currency].id,
                "into_stock_source": program.into_stock_source or False,
                "distributor_ids": [Command.set(self.ids(program.distributors))],
                "end_customer_ids": [Command.set(self.ids(program.end_customers))],
                "pricelist_id": self.id_of(program.price_list),
                "line_ids": [
                    Command.create(self._program_line(line)) for line in program.lines
                ],
            }
        )
        self.records[program] = record
        self.records.update(
            zip(program.lines, record.line_ids.sorted("id"), strict=True)
        )

    def _program_line(self, line):
        numbers = (
            "authorized_price",
            "discount_percent",
            "unit_credit",
            "margin_percent",
            "agreed_book_price",
        )
        numbers += (
            "min_quantity",
            "max_quantity",
            "max_amount",
            "min_resale_price",
            "max_resale_price",
        )
        values = {name: number(getattr(line, name)) for name in numbers}
        for name in ("applied_on", "sequence", "credit_method", "excluded"):
            values[name] = getattr(line, name)
        if line.applied_on == "product":
            values["product_id"] = self.catalogue.product(line.target).id
        elif line.applied_on == "template":
            values["product_tmpl_id"] = self.catalogue.templates[line.target].id
        elif line.applied_on == "category":
            values["categ_id"] = self.catalogue.category(line.target).id
        return values

    def _do_amend(self, program, day, values, added):
        record = self[program]
        before = record.with_context(active_test=False).line_ids
        record._amend(
            Amendment(
                "because",
                day,
                terms=self._amended(values.get(program, {})),
                lines={
                    self[line]: self._amended(new)
                    for line, new in values.items()
                    if line is not program
                },
                added=[self._program_line(line) for line in added],
            )
        )
        lines = record.with_context(active_test=False).line_ids - before
        self.records.update(zip(added, lines.sorted("id"), strict=True))

    def _amended(self, values):
        """New terms as an amendment takes them."""
        stored = {}
        for name, value in values.items():
            if name == "end_customers":
                stored["end_customer_ids"] = tuple(sorted(self.ids(value)))
            elif name == "price_list":
                stored["pricelist_id"] = self.id_of(value)
            elif name == "present":
                stored["active"] = value
            elif isinstance(value, Decimal):
                stored[name] = number(value)
            else:
                stored[name] = value or False if isinstance(value, str) else value
        return stored

    def _do_change(self, record, name):
        value = getattr(record, name)
        self[record].write(
            {name: value if isinstance(value, bool | str) else number(value)}
        )

    def _do_rule(self, rule):
        Rule = self.env["becs.rule"].with_context(active_test=False)
        default = Rule.search(
            [
                ("code", "=", rule.code),
                ("company_id", "=", False),
                ("program_ids", "=", False),
                ("distributor_ids", "=", False),
            ]
        )
        values = {"outcome": rule.outcome, "active": rule.active}
        if rule.matches:
            values["domain"] = repr(own_domain(rule.code))
        if rule.company or rule.programs or rule.distributors:
            values |= {
                "code": rule.code,
                "name": f"Rule {rule.id}",
                "sequence": rule.sequence,
                "company_id": self.id_of(rule.company),
                "program_ids": [Command.set(self.ids(rule.programs))],
                "distributor_ids": [Command.set(self.ids(rule.distributors))],
            }
            Rule.create(values)
        else:
            default.write(values)

    def _do_file(self, claim):
        in_bulk = claim.id % 2 == 0
        record = self.env["becs.claim"].create(
            {
                "partner_id": self[claim.partner].id,
                "company_id": self[claim.company].id,
                "currency_id": self[claim.currency].id,
                "date_submitted": claim.filed,
                "basis": claim.basis,
                "line_ids": []
                if in_bulk
                else [Command.create(self._line(line)) for line in claim.lines],
            }
        )
        if in_bulk:
            stated_lines.store(
                self.env, record, (self._row(line) for line in claim.lines)
            )
        self.records[claim] = record
        lines = record.line_ids.sorted("id")
        self.records.update(zip(claim.lines, lines, strict=True))
        for line in claim.lines:
            if line.resubmission_of:
                self[line].resubmission_of_id = self[line.resubmission_of]

    def _stated(self, line):
        return {name: getattr(line, name) for name in (*TEXTS, *NUMBERS)}

    def _line(self, line):
        """A line as it is entered by hand."""
        values = {name: value or False for name, value in self._stated(line).items()}
        values |= {name: number(getattr(line, name)) for name in NUMBERS}
        if line.uom:
            values["uom_id"] = self[line.uom].id
        values["serial_numbers"] = ", ".join(line.serials)
        return values

    def _row(self, line):
        """A line as it is read from a file."""
        row = dict.fromkeys(stated_lines.STATED)
        row |= {name: value or None for name, value in self._stated(line).items()}
        if line.uom:
            row["uom_ref"] = f" {self[line.uom].name.upper()}"
        row["amount_claimed"] = row.pop("amount_stated")
        row["serial_numbers"] = line.serials or None
        return row

    def _do_check(self, claims, verdicts, day):
        self._claims(claims).action_check()
        self._date(verdicts, day)

    def _do_submit(self, claim):
        self[claim].action_submit()

    def _do_run(self, claims, verdicts, day):
        self._claims(claims).action_validate()
        self._date(verdicts, day)

    def _do_decide(self, line, verdict, quantity, amount, day):
        self[line].action_decide(
            verdict,
            quantity=None if quantity is None else number(quantity),
            amount=None if amount is None else number(amount),
            note="because",
        )
        self._answered([self[line].id], day)

    def _do_cancel(self, claim):
        self[claim].action_cancel()

    def _do_reset(self, claim):
        self[claim].action_reset_to_draft()
        self[claim].date_submitted = claim.filed
        assert all(line.state == PENDING for line in claim.lines)

    def _do_approve(self, claim):
        self[claim].action_approve()

    def _claims(self, claims):
        return self.env["becs.claim"].browse(self.ids(claims))

    def _date(self, verdicts, day):
        self._answered(self.ids(verdict.line for verdict in verdicts), day)

    def _answered(self, line_ids, day):
        """The story has its own calendar: answers are given on its days."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE becs_claim_line SET decided_on = %s WHERE id = ANY(%s)",
            (day, line_ids),
        )
        self.env.invalidate_all()
