"""A record of every model that people write, with a field of it that is closed."""

from datetime import date
from typing import NamedTuple

from odoo import Command, models
from odoo.tests import new_test_user

from .test_access import AccessCase

ADMINISTRATOR = "administrator"
#: Somebody with rights on Odoo's own pages, and with no role of ours.
KEEPER = "keeper"


class Sample(NamedTuple):
    """One record of a model, and what is tried with it."""

    record: models.BaseModel
    #: Values of one like it; None where people make none.
    like: dict | None
    #: A field that is closed to ``who``, also on a new record.
    name: str
    #: Something else than it holds.
    value: object
    #: Another record and its field, by which lines like this one are entered.
    parent: tuple | None = None
    who: str = ADMINISTRATOR


class EveryModelCase(AccessCase):
    """``samples`` hold one of each, of the vendor or of its books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.books = cls.world["accounting"]
        cls.both = cls.company | cls.elsewhere | cls.books
        cls.distributor.is_becs_distributor = True
        administrator = cls.people[ADMINISTRATOR]
        administrator.group_ids += cls.env.ref("base.group_system")
        administrator.group_ids += cls.env.ref("product.group_product_manager")
        administrator.company_ids += cls.both
        #: Dialogs are of who opens them.
        cls.mine = cls.env(user=administrator, su=True)
        cls.people[KEEPER] = new_test_user(
            cls.env,
            "becs_keeper",
            "base.group_user,base.group_system,base.group_partner_manager,"
            "product.group_product_manager,account.group_account_readonly",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.both.ids)],
        )
        cls.samples = [
            *cls.of_claims(),
            *cls.of_programs(),
            *cls.of_requests(),
            *cls.of_sales(),
            *cls.of_names(),
            *cls.of_checks(),
            *cls.of_files(),
            *cls.of_books(),
            *cls.of_core(),
        ]
        cls.env.flush_all()

    @classmethod
    def of_claims(cls):
        cls.draft = draft = cls.new_claim({})
        line, disputed = cls.lines
        dispute = cls.env["becs.dispute"].create(
            {"claim_line_id": disputed.id, "reason": "Why?"}
        )
        of_company = {"company_id": cls.company.id}
        new = {"partner_id": cls.distributor.id} | of_company
        other = cls.other.id
        yield Sample(draft, new, "commercial_partner_id", other)
        yield Sample(
            draft.line_ids,
            {"claim_id": draft.id, "quantity": 1},
            "commercial_partner_id",
            other,
            (draft, "line_ids"),
        )
        yield Sample(
            dispute,
            {"claim_line_id": line.id, "reason": "Why?"},
            "state",
            "accepted",
        )
        yield cls.dialog("becs.claim.line.decide", {"note": "Seen"}, "seen", "x")
        yield cls.dialog(
            "becs.claim.line.resubmit",
            {"line_ids": [Command.set(line.ids)]},
            "company_id",
            cls.elsewhere.id,
        )
        yield cls.dialog(
            "becs.claim.response",
            {"claim_id": draft.id},
            "becs_closed_fields",
            ["x"],
        )
        yield cls.dialog(
            "becs.dispute.answer",
            {"dispute_ids": [Command.set(dispute.ids)], "answer": "Because"},
            "currency_id",
            cls.usd.id,
        )
        limit = {"company_id": cls.company.id, "amount": 5}
        yield Sample(
            cls.env["becs.approval.limit"].create(limit),
            limit | {"user_id": cls.people["approver"].id},
            "currency_id",
            cls.usd.id,
        )

    @classmethod
    def of_programs(cls):
        program = cls.env["becs.program"].create(
            {
                "name": "Draft",
                "company_id": cls.company.id,
                "line_ids": [Command.create({"applied_on": "all"})],
            }
        )
        yield Sample(
            program,
            {"name": "New", "company_id": cls.company.id},
            "amount_approved",
            5,
        )
        yield Sample(
            program.line_ids,
            {"program_id": program.id, "applied_on": "all"},
            "company_id",
            cls.elsewhere.id,
            (program, "line_ids"),
        )
        yield cls.dialog(
            "becs.program.upload", {"program_id": program.id}, "refused_name", "x"
        )
        amend = cls.mine["becs.program.amend"].create({"program_id": program.id})
        yield Sample(amend, None, "program_id", cls.program.id)
        line = {"amend_id": amend.id, "applied_on": "all"}
        yield Sample(
            cls.mine["becs.program.amend.line"].create(line),
            line,
            "program_line_id",
            cls.program.line_ids.id,
            (amend, "line_ids"),
        )

    @classmethod
    def of_requests(cls):
        new = {"partner_id": cls.distributor.id, "company_id": cls.company.id}
        line = {"product_ref": "P1", "wanted_price": 1}
        cls.request = cls.env["becs.request"].create(
            new | {"line_ids": [Command.create(line)]}
        )
        yield Sample(cls.request, new, "discount_percent", 5)
        yield Sample(
            cls.request.line_ids,
            line | {"request_id": cls.request.id},
            "list_price",
            0.5,
            (cls.request, "line_ids"),
        )

    @classmethod
    def of_sales(cls):
        report = {
            "name": "May",
            "partner_id": cls.distributor.id,
            "company_id": cls.company.id,
        }
        goods = {
            "partner_id": cls.distributor.id,
            "company_id": cls.company.id,
            "product_id": cls.product.id,
            "quantity": 1,
        }
        sale = goods | {"document": "S1", "date": date(2024, 3, 1)}
        for model, first, second in (
            ("becs.pos.report", report, report | {"name": "June"}),
            ("becs.pos.line", sale, sale | {"document": "S2"}),
            ("becs.stock.adjustment", goods, goods),
        ):
            yield Sample(
                cls.env[model].create(first),
                second,
                "commercial_partner_id",
                cls.other.id,
            )

    @classmethod
    def of_names(cls):
        partner = cls.distributor
        code = {"partner_id": partner.id, "code": "C1", "product_id": cls.product.id}
        yield Sample(
            cls.env["becs.product.alias"].create(code),
            code | {"code": "C2"},
            "company_id",
            cls.elsewhere.id,
        )
        name = {"partner_id": partner.id, "name": "N1", "customer_id": cls.customer.id}
        yield Sample(
            cls.env["becs.customer.alias"].create(name),
            name | {"name": "N2"},
            "becs_closed_fields",
            ["x"],
        )
        names = cls.mine["becs.name.resolution.list"].create({})
        yield Sample(names, {}, "left_out", 5)
        unknown = cls.mine["becs.name.resolution"].create(
            {
                "list_id": names.id,
                "kind": "product",
                "name": "X",
                "company_id": cls.company.id,
                "partner_id": partner.id,
            }
        )
        yield Sample(unknown, None, "partner_id", cls.other.id, (names, "row_ids"))
        choice = cls.mine["becs.name.resolution.choice"].create(
            {"resolution_id": unknown.id, "product_id": cls.product.id}
        )
        yield Sample(choice, None, "score", 1, (unknown, "choice_ids"))

    @classmethod
    def of_checks(cls):
        rule = {"name": "Own", "domain": "[('quantity', '>', 9)]"}
        yield Sample(
            cls.rule("own_check", domain="[('quantity', '>', 1)]"), rule, "place", 1
        )
        what_if = cls.env["becs.what.if"].create(
            {
                "company_id": cls.company.id,
                "user_id": cls.people[ADMINISTRATOR].id,
                "change_ids": [Command.create({"what": "unit_credit", "value": 1})],
            }
        )
        yield Sample(
            what_if,
            {"company_id": cls.company.id},
            "user_id",
            cls.people["analyst"].id,
        )
        yield Sample(
            what_if.change_ids,
            {"what_if_id": what_if.id, "what": "unit_credit", "value": 1},
            "applied",
            5,
            (what_if, "change_ids"),
        )

    @classmethod
    def of_files(cls):
        given = {
            "name": "file.csv",
            "company_id": cls.company.id,
            "partner_id": cls.distributor.id,
        }
        yield Sample(cls.env["becs.intake"].create(given), None, "checksum", "x")
        upload = given | {"kind": "claim", "user_id": cls.env.uid}
        yield Sample(cls.env["becs.upload"].create(upload), None, "state", "waiting")
        profile = {"partner_id": cls.distributor.id, "kind": "claim"}
        yield Sample(
            cls.env["becs.import.profile"].create(profile), None, "mapping", {"a": "b"}
        )
        company = {"company_id": cls.company.id}
        wizard = cls.mine["becs.import"].create(company)
        yield Sample(wizard, company, "source", "portal")
        column = {"wizard_id": wizard.id, "position": 1}
        yield Sample(
            cls.mine["becs.import.column"].create(column),
            column,
            "status",
            "sure",
            (wizard, "column_ids"),
        )
        sheet = {"wizard_id": wizard.id, "name": "First"}
        yield Sample(
            cls.mine["becs.import.sheet"].create(sheet),
            sheet,
            "becs_closed_fields",
            ["x"],
            (wizard, "sheet_ids"),
        )

    @classmethod
    def of_books(cls):
        company = {"company_id": cls.company.id}
        yield Sample(
            cls.env["becs.run"].create(dict(company)), company, "state", "done"
        )
        entry = {
            "move_type": "out_refund",
            "partner_id": cls.distributor.id,
            "journal_id": cls.world["sales_journal"].id,
        }
        cls.note = cls.env["account.move"].create(
            entry
            | {"invoice_line_ids": [Command.create({"name": "x", "price_unit": 1})]}
        )
        yield Sample(cls.note, entry, "becs_claim_ids", [Command.link(cls.claim.id)])
        yield Sample(
            cls.note.invoice_line_ids,
            {"move_id": cls.note.id, "name": "y"},
            "becs_program_id",
            cls.program.id,
            (cls.note, "invoice_line_ids"),
        )
        deduction = {"move_id": cls.note.id}
        wizard = cls.mine["becs.deduction"].create(deduction)
        yield Sample(wizard, deduction, "amount_residual", 5)
        line = {"wizard_id": wizard.id, "invoice_id": cls.note.id}
        yield Sample(
            cls.mine["becs.deduction.line"].create(line),
            line,
            "amount_total",
            5,
            (wizard, "line_ids"),
        )

    @classmethod
    def of_core(cls):
        yield Sample(cls.company, {"name": "Third"}, "becs_run_since", date(2024, 1, 1))
        yield Sample(
            cls.other, {"name": "New"}, "is_becs_distributor", True, who=KEEPER
        )
        yield Sample(
            cls.product.product_tmpl_id,
            {"name": "New"},
            "becs_eligible",
            False,
            who=KEEPER,
        )
        # the same by the variant, which writes through
        yield Sample(cls.product, {"name": "New"}, "becs_eligible", False, who=KEEPER)
        yield Sample(
            cls.env["product.pricelist"].create({"name": "Prices"}),
            {"name": "More"},
            "becs_program_ids",
            [Command.link(cls.program.id)],
        )

    @classmethod
    def dialog(cls, model, like, name, value):
        return Sample(cls.mine[model].create(dict(like)), like, name, value)

    @classmethod
    def rule(cls, code, **values):
        return cls.env["becs.rule"].create(
            {"code": code, "name": code, "outcome": "note", **values}
        )

    def sample(self, model):
        return next(one for one in self.samples if one.record._name == model)

    def as_person(self, sample):
        """The record of a sample for who tries, in all companies."""
        self.env.invalidate_all()
        record = sample.record.with_user(self.people[sample.who])
        return record.with_context(allowed_company_ids=self.both.ids)
