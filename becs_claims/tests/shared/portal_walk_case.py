# what tests say nobody translates
# pylint: disable=translation-required

from odoo.fields import Command, Date
from odoo.tests import new_test_user
from odoo.tools import SQL

from .tour_case import TourCase

# in every text that belongs to the first distributor, and nowhere else
MARK = "zq7secret"


class PortalWalkCase(TourCase):
    """A distributor with some of everything, and people who must not see or change it.

    ``clerk`` and ``looker`` are of that distributor, ``rival`` of another one.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.becs_four_eyes = False
        cls.distributor.name = f"{MARK} Distributor"
        cls.other = cls.env["res.partner"].create(
            {"name": "Other", "is_company": True, "is_becs_distributor": True}
        )
        cls.clerk = cls.new_clerk("becs_clerk", cls.distributor, "submit")
        cls.looker = cls.new_clerk("becs_looker", cls.distributor, "look")
        cls.rival = cls.new_clerk("becs_rival", cls.other, "submit")
        cls.customer = cls.env["res.partner"].create(
            {"name": f"{MARK} Hospital", "is_company": True}
        )
        cls.secret = cls.new_product_of_mark()
        cls.records = cls.fill()
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def new_clerk(cls, login, company, role):
        """A portal user, whose password is the login, of a distributor."""
        user = new_test_user(
            cls.env,
            login,
            "base.group_portal",
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
        )
        user.partner_id.write({"parent_id": company.id, "becs_portal_role": role})
        return user

    @classmethod
    def new_product_of_mark(cls):
        return cls.env["product.product"].create(
            {"name": f"{MARK} Product", "default_code": f"P{MARK}"}
        )

    @classmethod
    def fill(cls):
        """Records of the distributor by model; names hold the mark."""
        env = cls.env
        program = cls.new_program(
            name=f"{MARK} Program",
            code=f"A-{MARK}",
            distributor_ids=cls.distributor.ids,
            end_customer_ids=cls.customer.ids,
        )
        cls.new_program(code="COMMON", name="For all", distributor_ids=False)
        claim = cls.validated_claim(
            {"authorization_ref": program.code, "product_ref": f"P{MARK}"},
            {"authorization_ref": f"GONE-{MARK}", "pos_document": f"D-{MARK}"},
            {"authorization_ref": program.code, "end_customer_name": f"X{MARK}"},
            reference=f"DN-{MARK}",
        )
        lines = claim.line_ids.sorted("sequence")
        lines[0].action_decide("claimed", note=f"{MARK} note")
        claim.action_approve()
        claim.action_create_credit_notes()
        draft = env["becs.claim"].create(
            {"partner_id": cls.distributor.id, "reference": f"DRAFT-{MARK}"}
        )
        env["becs.claim.line"].create(
            {"claim_id": draft.id, "pos_document": f"D2-{MARK}", "quantity": 1}
        )
        dispute = env["becs.dispute"].create(
            {"claim_line_id": lines[1].id, "reason": f"{MARK} reason"}
        )
        report = env["becs.pos.report"].create(
            {"name": f"R-{MARK}", "partner_id": cls.distributor.id}
        )
        Sale = env["becs.pos.line"].sudo()  # which came with a report
        sale = Sale.create(
            {
                "report_id": report.id,
                "partner_id": cls.distributor.id,
                "document": f"S-{MARK}",
                "date": Date.today(),
                "product_id": cls.secret.id,
                "quantity": 5,
                "end_customer_name": f"{MARK} Hospital",
            }
        ).sudo(env.su)
        special = env["becs.request"].create(
            {
                "partner_id": cls.distributor.id,
                "end_customer_name": f"{MARK} Hospital",
                "reason": f"{MARK} reason",
                "date_to": Date.add(Date.today(), days=30),
                "line_ids": [
                    Command.create(
                        {"product_ref": f"P{MARK}", "quantity": 1, "wanted_price": 70}
                    )
                ],
            }
        )
        special.action_submit()
        special.line_ids.write(
            {"decision": "counter", "counter_price": 90, "decision_note": MARK}
        )
        special.action_answer()
        attachment = env["ir.attachment"].create(
            {
                "name": f"{MARK}.csv",
                "raw": MARK.encode(),
                "res_model": "becs.claim",
                "res_id": claim.id,
            }
        )
        intake = (
            env["becs.intake"]
            .sudo()
            .create(
                {
                    "name": f"{MARK}.csv",
                    "company_id": env.company.id,
                    "partner_id": cls.distributor.id,
                    "claim_id": claim.id,
                    "attachment_id": attachment.id,
                    "state": "done",
                }
            )
        )
        upload = (
            env["becs.upload"]
            .sudo()
            .create(
                {
                    "name": f"U-{MARK}.csv",
                    "kind": "claim",
                    "state": "waiting",
                    "company_id": env.company.id,
                    "partner_id": cls.distributor.id,
                    "user_id": env.uid,
                }
            )
        )
        for record in (claim, dispute, report, program, special):
            record.message_post(body=f"{MARK} message", message_type="comment")
        return {
            "becs.claim": claim | draft,
            "becs.claim.line": claim.line_ids | draft.line_ids,
            "becs.dispute": dispute,
            "becs.finding": claim.finding_ids,
            "becs.intake": intake,
            "becs.pos.line": sale,
            "becs.pos.report": report,
            "becs.program": program,
            "becs.program.line": program.line_ids,
            "becs.program.version": program.version_ids,
            "becs.request": special,
            "becs.upload": upload,
            "becs.request.line": special.line_ids,
            "account.move": claim.credit_note_ids,
            "ir.attachment": attachment,
        }

    def some(self, model):
        """Numbers of the distributor's records of a model, or of any of them."""
        if model in self.records:
            return self.records[model].ids
        record = self.env[model]
        return record.search([], limit=3).ids or [1]

    def fingerprint(self):
        """What is stored by the add-on, so that a change is seen: {table: sum}."""
        self.env.flush_all()
        tables = {
            model._table: SQL("TRUE")
            for name, model in self.env.registry.items()
            if name.startswith("becs.") and not model._abstract and model._auto
        }
        tables |= {
            "ir_attachment": SQL("t.res_model LIKE 'becs.%%'"),
            "mail_message": SQL(
                """t.model LIKE 'becs.%%'
                   AND NOT (t.model = 'becs.claim' AND t.res_id IN (
                       SELECT id FROM becs_claim WHERE commercial_partner_id = %s))""",
                self.other.id,
            ),
            # others may begin claims of their own
            "becs_claim": SQL("t.commercial_partner_id <> %s", self.other.id),
            "mail_followers": SQL("t.res_model LIKE 'becs.%%'"),
            "account_move": SQL("t.commercial_partner_id = %s", self.distributor.id),
            "res_partner": SQL("t.commercial_partner_id = %s", self.distributor.id),
        }
        return {
            table: self.env.execute_query(
                SQL(
                    # Odoo gives a document its token when somebody is sent to it
                    "SELECT count(*),"
                    "       md5(string_agg(row::text, '|' ORDER BY row::text))"
                    " FROM (SELECT to_jsonb(t) - '{access_token,write_date,write_uid}'"
                    "              ::text[] AS row FROM %s t WHERE %s) rows",
                    SQL.identifier(table),
                    condition,
                )
            )[0]
            for table, condition in tables.items()
        }
