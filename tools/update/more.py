"""Fills what a version's demo leaves empty; works inside Odoo, on old files and new.

With each step stands the version that was the first to have what it takes. Steps go the
way people go, through buttons and dialogs; what a distributor's clerk does goes as the
pages of the portal do it.
"""

import datetime
import io

from odoo.exceptions import UserError
from odoo.fields import Command, Date, Domain

STEPS = []
PERIOD = 1  # the month before this one
# names of fields of a claim line → those before 19.0.4.6.0
FORMER = {"amount_stated": "amount_claimed", "amount_claimed": "amount_claims"}
# what names them
NAMING = "Stated and claimed"


def run(env, version):
    """Do all steps; each is committed by itself.

    :param version: that the files are of which filled the database first
    """
    people = People(env)
    for since, step in STEPS:
        if _number(version) >= _number(since):
            step(people)
            env.cr.commit()
            env.invalidate_all()


def _number(version):
    return tuple(int(part) for part in version.split("."))


def of_line(env, name):
    """What a field of a claim line is called by the files at work."""
    is_former = "amount_claims" in env["becs.claim.line"]._fields
    return FORMER[name] if is_former else name


def since(version):
    """Note a step, and the version since which it can be done."""

    def note(function):
        STEPS.append((version, function))
        return function

    return note


class People:
    """The demo's users at work in its main company."""

    def __init__(self, env):
        self.env = env
        self.company = env.ref("base.main_company")
        # the same statements on machines that can print and on those that cannot
        reports = env.registry["ir.actions.report"]
        reports.get_wkhtmltopdf_state = lambda self: "install"

    def __getitem__(self, login):
        user = self.env["res.users"].search([("login", "=", login)])
        return self.env(user=user, su=False, context=self._context())

    @property
    def clerk(self):
        """As the portal's pages, which check who it is and go on as superuser."""
        env = self["clerk"]
        return env(su=True)

    def _context(self):
        return {
            "lang": "en_US",
            "tz": "UTC",
            "allowed_company_ids": self.company.ids,
        }

    @property
    def distributor(self):
        """The one that reports its sales; the clerk is its."""
        return self.env["becs.pos.report"].search([], limit=1).commercial_partner_id

    def month(self, back=PERIOD):
        """First and last day of a month."""
        start = Date.start_of(Date.today(), "month")
        for _ in range(back):
            start = Date.start_of(start - datetime.timedelta(days=1), "month")
        return start, Date.end_of(start, "month")

    def lines(self, *domain):
        """Validated lines of the clerk's distributor, as the analyst sees them."""
        return self["analyst"]["becs.claim.line"].search(
            Domain("commercial_partner_id", "=", self.distributor.id)
            & Domain("claim_id.state", "in", ("validated", "approved", "done"))
            & Domain(domain),
            order="claim_id, sequence",
        )


@since("19.0.2.0.0")
def limit_approvals(people):
    people["administrator"]["becs.approval.limit"].create({"amount": 500000})


@since("19.0.4.0.0")
def limit_special_prices(people):
    people["administrator"]["becs.approval.limit"].create(
        {"scope": "request", "amount": 80000, "discount_percent": 40}
    )


@since("19.0.1.0.0")
def bind_a_rule_to_programs(people):
    rules = people["administrator"]["becs.rule"]
    programs = rules.env["becs.program"].search(
        [("state", "=", "approved")], order="code", limit=2
    )
    rules.create(
        {
            "code": "looked_at",
            "name": "Looked at by hand",
            "outcome": "note",
            "domain": "[('quantity', '>', 5000)]",
            "program_ids": [Command.set(programs.ids)],
        }
    )


@since("19.0.1.0.0")
def name_fields(people):
    """What people make for themselves holds names of fields as texts."""
    stated = of_line(people.env, "amount_stated")
    claimed = of_line(people.env, "amount_claimed")
    people["administrator"]["becs.rule"].create(
        {
            "code": "stated_and_claimed",
            "name": NAMING,
            "outcome": "note",
            "domain": f"[('{stated}', '>', 0), ('{claimed}', '>', 0)]",
        }
    )
    for model, path in (("becs.claim.line", ""), ("becs.claim", "line_ids.")):
        people.env["ir.filters"].create(
            {
                "name": NAMING,
                "model_id": model,
                "domain": f"[('{path}{stated}', '>', 0), ('{path}{claimed}', '>', 0)]",
                "context": f"{{'pivot_measures': ['{claimed}']}}" if not path else "{}",
            }
        )
    people.env["ir.exports"].create(
        {
            "name": NAMING,
            "resource": "becs.claim",
            "export_fields": [
                Command.create({"name": name})
                for name in (
                    "amount_claimed",
                    f"line_ids/{stated}",
                    f"line_ids/{claimed}",
                )
            ],
        }
    )


@since("19.0.2.0.0")
def dispute(people):
    """One is refused, one is accepted."""
    refused, accepted = people.lines(("state", "=", "rejected"))[:2]
    disputes = people["analyst"]["becs.dispute"].create(
        [
            {"claim_line_id": refused.id, "reason": "We have the invoice."},
            {
                "claim_line_id": accepted.id,
                "reason": "It was shipped in time.",
                "amount": accepted[of_line(accepted.env, "amount_claimed")] / 2,
            },
        ]
    )
    answering = disputes.with_env(people["approver"])
    answering[0].action_refuse("The invoice is of another product.")
    answering[1].action_accept(answer="Half of it was shipped in time.")


@since("19.0.4.0.0")
def dispute_on_the_portal(people):
    """Asked back and replied to, it goes on."""
    line = people.lines(("state", "=", "rejected"))[2].with_env(people.clerk)
    opened = people.clerk["becs.dispute"]._portal_open(
        line,
        "The authorization was prolonged by mail.",
        line[of_line(line.env, "amount_claimed")] / 4,
        [("mail.txt", io.BytesIO(b"Prolonged until the end of the quarter."))],
    )
    opened.with_env(people["analyst"]).action_answer("By whom, and when?")
    opened._portal_reply("By your office, in March.")
    opened.with_env(people["analyst"]).message_post(body="Ask sales.")


@since("19.0.2.0.0")
def resubmit(people):
    lines = people.lines(("state", "=", "rejected"))[3:6]
    env = people["analyst"]
    name = "becs.claim.line.resubmit"
    env[name if name in env else "becs.claim.line.resend"].create(  # until 19.0.4.5.0
        {"line_ids": [Command.set(lines.ids)], "reference": "AGAIN-1"}
    ).action_apply()


@since("19.0.2.0.0")
def say_what_names_stand_for(people):
    env = people["analyst"]
    model = "becs.name.unresolved"
    model = model if model in env else "becs.unknown.name"  # until 19.0.4.5.0
    names = env[model].search([], order="name", limit=2)
    for name in names:
        action = name.action_resolve()
        dialog = names.env[action["res_model"]].browse(action["res_id"])
        product = names.env["product.product"].search(
            [("becs_eligible", "=", True)], order="default_code", limit=1
        )
        field = "product_id" if name.kind == "product" else "customer_id"
        dialog[field] = product if name.kind == "product" else people.distributor
        validate = "revalidate" if "revalidate" in dialog else "judge"
        dialog[validate] = False
        dialog.action_apply()


@since("19.0.4.0.0")
def amend(people):
    """Less is given from a ship date on; then for all: nobody else has to agree."""
    approver = people["approver"]
    for number, when in enumerate(("from", "all")):
        program = approver["becs.program"].search(
            [
                ("state", "=", "approved"),
                ("company_id", "=", people.company.id),
                ("line_ids.credit_method", "=", "net_price"),
                ("end_customer_ids", "!=", False),
            ],
            order="code",
        )[number]
        action = program.action_amend()
        dialog = approver[action["res_model"]].browse(action["res_id"])
        dialog.write(
            {
                "when": when,
                "date_from": people.month(0)[0],
                "reason": f"Agreed anew ({when})",
                "minimum_line_amount": 0.01,
            }
        )
        dialog.line_ids[0].authorized_price += 0.25
        dialog.action_review()
        dialog.action_amend()


@since("19.0.4.0.0")
def warn_of_the_end(people):
    analyst = people["analyst"]
    product = analyst["product.product"].search(
        [("becs_eligible", "=", True), ("list_price", ">", 0)],
        order="default_code, id",
        limit=1,
    )
    program = analyst["becs.program"].create(
        {
            "name": "Ends in a fortnight",
            "code": "END-1",
            "program_type": "promotion",
            "date_start": people.month(2)[0],
            "date_end": Date.today() + datetime.timedelta(days=14),
            "distributor_ids": [Command.set(people.distributor.ids)],
            "budget_amount": 100,
            "line_ids": [
                Command.create(
                    {
                        "applied_on": "product",
                        "product_id": product.id,
                        "credit_method": "percent",
                        "discount_percent": 1.5,
                    }
                )
            ],
        }
    )
    program.action_request()
    program.with_env(people["approver"]).action_approve()
    people.env["becs.program"]._cron_expiry_warnings()


@since("19.0.4.0.0")
def agree_on_special_prices(people):
    """The clerk asks back and takes the offer; another one is entered by the vendor."""
    offered = people.clerk["becs.request"].search([("state", "=", "countered")])
    offered._portal_say("Does the quantity start over each quarter?")
    offered.with_env(people["approver"]).message_post(
        body="No, it is for all of the term.",
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
    )
    offered.action_accept_offer()
    analyst = people["analyst"]
    product = offered.line_ids.product_id[:1]
    entered = analyst["becs.request"].create(
        {
            "partner_id": people.distributor.id,
            "end_customer_name": "Lindgarth Pumps",
            "reason": "Told by phone",
            "request_type": offered.request_type,
            "competitor": offered.competitor,
            "date_from": Date.today(),
            "date_to": people.month(0)[1] + datetime.timedelta(days=60),
            "line_ids": [
                Command.create(
                    {
                        "product_id": product.id,
                        "product_ref": product.default_code,
                        "quantity": 70,
                        "wanted_price": offered.line_ids[0].list_price * 0.9,
                    }
                )
            ],
        }
    )
    entered.action_submit()


@since("19.0.4.0.0")
def upload(people):
    """A file that waits for its columns, and one that is refused."""
    uploads, contact = people.clerk["becs.upload"], people.clerk.user.partner_id
    unclear = "Product;Quantity;Ship date;Somewhere\nA-1;5;2026-01-02;there\n"
    files = {
        "waiting": ("unclear.csv", unclear, {"kind": "claim", "reference": "UP-1"}),
        "refused": ("picture.csv", "\x89PNG\x00\x00", {"kind": "claim"}),
    }
    for state, (name, text, values) in files.items():
        values = dict(values)
        made = uploads._receive(
            values.pop("kind"), contact, name, io.BytesIO(text.encode()), **values
        )
        _expect(made.state == state, f"{name}: {made.state} {made.message}")


@since("19.0.2.0.0")
def replace_a_report(people):
    """A new report of the month takes the place of the one before."""
    analyst = people["analyst"]
    start, end = people.month()
    sales = analyst["becs.pos.line"].search(
        [
            ("commercial_partner_id", "=", people.distributor.id),
            ("date", ">=", start),
            ("date", "<=", end),
        ],
        order="date, document, line_ref, product_ref",
        limit=40,
    )
    attachment = analyst["ir.attachment"].create(
        {"name": "sales_again.csv", "raw": _sales_file(sales).encode()}
    )
    dialog = analyst["becs.import"].create(
        {
            "kind": "pos",
            "partner_id": people.distributor.id,
            "attachment_id": attachment.id,
            "date_from": start,
            "date_to": end,
            "replace_earlier": True,
        }
    )
    dialog.action_read()
    dialog.action_import()


def _sales_file(sales):
    rows = ["Invoice;Invoice Line;Ship Date;Part Number;Quantity;Resale Price"]
    rows += [
        f"{sale.document};{sale.line_ref};{sale.date};{sale.product_ref}"
        f";{sale.quantity:g};{sale.resale_price or ''}"
        for sale in sales
    ]
    return "\n".join(rows) + "\n"


@since("19.0.4.0.0")
def type_a_claim(people):
    claim = people.clerk["becs.claim"]._draft_create(
        people.clerk.user.partner_id, {"reference": "TYPED-1"}
    )
    model = people.lines(("state", "=", "approved"))[0]
    claim.line_ids.create(
        {
            "claim_id": claim.id,
            "sequence": 1,
            "pos_document": "TYPED/001",
            "date_ship": Date.today(),
            "product_ref": model.product_ref,
            "quantity": 3,
            "authorization_ref": model.authorization_ref,
            of_line(claim.env, "amount_stated"): 12.34,
        }
    )
    claim._draft_check()


@since("19.0.2.0.0")
def try_what_if(people):
    analyst = people["analyst"]
    start, end = people.month()
    lines = people.lines(("state", "=", "approved"), ("program_line_id", "!=", False))
    program_line = lines[0].program_line_id
    tolerance = {
        "what": "tolerance_percent",
        "operation": "set",
        "value": 20,
        "program_ids": [Command.set(program_line.program_id.ids)],
        "distributor_ids": [Command.set(people.distributor.ids)],
    }
    quantity = {
        "what": "max_quantity",
        "operation": "set",
        "value": 1,
        "program_line_ids": [Command.set(program_line.ids)],
    }
    for values, changes in (
        (
            {
                "scope": "period",
                "date_from": start,
                "date_to": end,
                "distributor_ids": [Command.set(people.distributor.ids)],
            },
            [tolerance],
        ),
        (
            {"scope": "claims", "claim_ids": [Command.set(lines.claim_id[:2].ids)]},
            [quantity],
        ),
    ):
        analyst["becs.what.if"].create(
            {
                "name": f"What if: {values['scope']}",
                "change_ids": [Command.create(change) for change in changes],
                **values,
            }
        ).action_run()


@since("19.0.2.0.0")
def match_what_was_paid_short(people):
    accountant = people["accountant"]
    [note] = _credit_notes(accountant, people)[-1:]
    invoice = accountant["account.move"].search(
        [
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
            ("company_id", "=", people.company.id),
            ("commercial_partner_id", "=", note.commercial_partner_id.id),
            ("amount_total", ">", note.amount_total),
        ],
        order="name",
        limit=1,
    )
    invoice.env["account.payment.register"].with_context(
        active_model="account.move", active_ids=invoice.ids
    ).create(
        {
            "amount": invoice.amount_total - note.amount_total,
            "communication": f"less {note.ref}",
        }
    )._create_payments()
    dialog = accountant["becs.deduction"].create({"move_id": note.id})
    dialog.line_ids.is_chosen = False
    dialog.line_ids.filtered(lambda line: line.invoice_id == invoice).is_chosen = True
    dialog.action_match()


@since("19.0.1.0.0")
def undo_a_credit_note(people):
    accountant = people["accountant"]
    note = _credit_notes(accountant, people)[0]
    accountant["account.move.reversal"].with_context(
        active_model="account.move", active_ids=note.ids
    ).create(
        {"journal_id": note.journal_id.id, "reason": "Booked in the wrong month"}
    ).reverse_moves()
    note.reversal_move_ids.action_post()


def _credit_notes(env, people):
    return env["account.move"].search(
        [
            ("move_type", "=", "out_refund"),
            ("state", "=", "posted"),
            ("company_id", "=", people.company.id),
        ],
        order="name",
    )


@since("19.0.1.0.0")
def leave_work_for_the_background(people):
    claim = people["analyst"]["becs.claim"].search(
        [("state", "=", "validated"), ("company_id", "=", people.company.id)], limit=1
    )
    claim.message_post(body="Please look at row 3.")
    people.env["becs.job"]._cron_work()


def _expect(right, text):
    if not right:
        raise UserError(text)
