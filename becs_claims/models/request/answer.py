from dateutil.relativedelta import relativedelta
from markupsafe import escape

from odoo import fields, models
from odoo.exceptions import UserError

from ..approval import pricing
from ..program import given_away
from .steps import ACTIVITY_ANSWER, ACTIVITY_RELEASE


class BecsRequest(models.Model):
    """The vendor's answer to a request, and who may give it.

    An answer that grants a price binds the vendor, so it needs an approver whose limits
    for special price requests cover its highest discount and what all discounts come
    to. With four eyes, who entered the wishes in the distributor's name does not grant
    them. A refusal binds nobody: an analyst sends it.
    """

    _inherit = "becs.request"

    # Actions

    def action_accept_as_asked(self):
        """Grant every line as it was asked for."""
        self.check_access("write")
        self._check_role("group_analyst")
        self._expect_state("submitted")
        self.line_ids.write({"decision": "accept"})
        return self.action_answer()

    def action_refuse(self):
        """Refuse all of the request; the message to the distributor says why.

        :raise UserError: when no reason is given
        """
        self.check_access("write")
        self._check_role("group_analyst")
        self._expect_state("submitted")
        for request in self:
            if not (request.answer or "").strip():
                raise UserError(
                    self.env._(
                        "Say in the message to the distributor why %(request)s is "
                        "refused.",
                        request=request.display_name,
                    )
                )
            request.line_ids.decision = "refuse"
            for line in request.line_ids:
                line.decision_note = line.decision_note or request.answer
        return self.action_answer()

    def action_answer(self):
        """Send what was decided line by line.

        All lines accepted as asked agree at once, all refused end the request, anything
        else is a counter-offer. An answer above the user's limits is put before the
        next approver instead.

        :return: a message for the screen where something waits for a release
        """
        self.check_access("write")
        self._check_role("group_analyst")
        self._expect_state("submitted")
        waiting = []
        for request in self:
            request._check_answer()
            obstacle = request._obstacle(self.env.user)
            if obstacle:
                waiting.append(request._ask_for_release(obstacle))
            else:
                request._note_own_wishes()
                request._send_answer()
        return self._message(waiting) if waiting else None

    def action_reopen(self):
        """Answer anew: change a counter-offer, or think again about a refusal."""
        self.check_access("write")
        self._check_role("group_analyst")
        self._expect_state("countered", "refused", "expired")
        for request in self:
            request._write_guarded(
                {
                    "state": "submitted",
                    "revision": request.revision + 1,
                    "date_valid": request._default_date_valid(),
                }
            )
            request._record_words(self.env._("The answer is thought over again."))

    # Business

    def _check_answer(self):
        """Refuse to send what is not complete."""
        self.line_ids._check_decided()
        if not self._grants():
            return
        if not self.end_customer_id:
            raise UserError(
                self.env._(
                    "Choose the end customer of %(request)s among our contacts, or "
                    "create it: the authorization will name it.",
                    request=self.display_name,
                )
            )
        today = fields.Date.context_today(self)
        if not self.date_valid or self.date_valid < today:
            raise UserError(
                self.env._(
                    "Say until when the offer for %(request)s is valid, from today on.",
                    request=self.display_name,
                )
            )

    def _grants(self):
        return any(line.decision != "refuse" for line in self.line_ids)

    def _given_away(self):
        """What the decisions grant: a :class:`..pricing.Given`.

        With what may be claimed above it by the tolerances its program will have.
        """
        granted = self.line_ids.filtered(lambda line: line.decision != "refuse")
        company = self.company_id
        credits = {
            line: pricing.with_tolerance(
                pricing.discount_amount(line.list_price, line._answer_price(), 1),
                company.becs_tolerance_amount,
                company.becs_tolerance_percent,
            )
            for line in granted
        }
        percent = max(
            (
                pricing.credit_percent(line.list_price, credit)
                for line, credit in credits.items()
            ),
            default=pricing.exact(0),
        )
        amount = sum(
            credit * pricing.exact(line._answer_quantity())
            for line, credit in credits.items()
        )
        value = self.currency_id._convert(
            float(amount),
            company.currency_id,
            company,
            fields.Date.context_today(self),
        )
        unknown = ""
        if any(not line.list_price for line in granted):
            unknown = self.env._(
                "A line has no list price, so its discount is not known"
            )
        movers = given_away.moved(
            company,
            self.commercial_partner_id,
            granted.product_id,
            self.input_horizon or None,
        )
        return pricing.Given(percent, value, unknown, movers)

    def _obstacle(self, user):
        """Why a user may not send the answer; empty when it may.

        :param user: one user
        """
        # who entered it and who approves is told to who needs them
        request = self.sudo()
        if self.env.su or not request._grants():
            return ""
        if not user.has_group("becs_claims.group_approver"):
            return self.env._("A price is granted by an approver.")
        if request.company_id.becs_four_eyes and user in request.entered_by_ids:
            return self.env._(
                "Who entered the request in the distributor's name does not grant it."
            )
        let_in = request.company_id.becs_four_eyes and request._clerk_changes()
        if let_in and user in let_in:
            return self.env._(
                "Who let the contact that sent the request act for the distributor, in "
                "the month before or since, does not grant it: %(user)s changed "
                "%(change)s.",
                user=user.name,
                change=let_in[user],
            )
        return self.env["becs.approval.limit"]._beyond(
            user, request.company_id, request._given_away()
        )

    def _note_own_wishes(self):
        """Keep that the user grants what it entered; with four eyes it may not."""
        # who entered it is no matter of who may read it
        if (
            not self.env.su
            and self._grants()
            and self.env.user in self.sudo().entered_by_ids
        ):
            self._message_log(
                body=self.env._(
                    "Granted by who entered the request in the distributor's name: %s "
                    "does not ask for four eyes.",
                    self.company_id.display_name,
                )
            )

    def _clerk_changes(self):
        """Who made those on the portal able to ask who wrote the request.

        In the month before it was begun, or since: {user: what it changed first}.
        """
        writers = self.create_uid.partner_id | self.message_ids.author_id
        clerks = writers.with_context(active_test=False).filtered(
            lambda contact: contact.user_ids.filtered("share")
        )
        return self.env["becs.input.change"]._clerk_changes(
            clerks, self.create_date - relativedelta(months=1)
        )

    def _who_may_release(self):
        """Approvers who may send the answer, those with the lowest limits first."""
        Limit = self.env["becs.approval.limit"]
        able = Limit._approvers(self.company_id, [self.env.uid]).filtered(
            lambda user: not self._obstacle(user)
        )
        return Limit._lowest_first(able, self.company_id)

    def _ask_for_release(self, obstacle):
        """Put the answer before the next approver.

        :return: what was done, for the screen
        """
        able = self._who_may_release()
        if not able:
            raise UserError(
                obstacle
                + " "
                + self.env._(
                    "Who may send this answer: %(people)s.",
                    people=self.env["becs.approval.limit"]._names(able),
                )
            )
        approver = able[0]
        self._write_guarded({"approval_user_id": approver.id})
        self.activity_unlink([ACTIVITY_RELEASE])
        self.activity_schedule(
            ACTIVITY_RELEASE, user_id=approver.id, note=escape(obstacle)
        )
        self.activity_feedback([ACTIVITY_ANSWER])
        return self.env._(
            "%(request)s waits for %(approver)s. %(reason)s",
            request=self.display_name,
            approver=approver.name,
            reason=obstacle,
        )

    def _message(self, texts):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "title": self.env._("The answer is not sent yet"),
                "message": " ".join(texts),
                "sticky": True,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _send_answer(self):
        self.line_ids._publish()
        self._remember_names()
        decisions = set(self.line_ids.mapped("decision"))
        state = {("accept",): "accepted", ("refuse",): "refused"}.get(
            tuple(decisions), "countered"
        )
        self._write_guarded(
            {
                "answered_on": fields.Datetime.now(),
                "answered_by_id": self.env.uid,
                "approval_user_id": False,
                "offered_answer": self.answer,
                "revision": self.revision + 1,
            }
        )
        self.activity_feedback([ACTIVITY_ANSWER, ACTIVITY_RELEASE])
        if state == "accepted":
            self._record_offer(state)
            self._agree()
        else:
            self._write_guarded({"state": state})
            self._record_offer(state)
            self._notify_status(state)

    def _remember_names(self):
        """Keep what the distributor's words stand for, so that its claims resolve."""
        Product, Customer = (
            # an entry for the whole distributor, whoever answered its request
            self.env[f"becs.{kind}.alias"].sudo()
            for kind in ("product", "customer")
        )
        partner = self.commercial_partner_id
        products, customer = self._known_names()
        Product._remember(
            partner,
            {
                line.product_ref: line.product_id
                for line in self.line_ids
                if line.product_ref
                and line.product_id
                and products.get(line.product_ref) != line.product_id.id
            },
        )
        if self.end_customer_id and customer != self.end_customer_id.id:
            Customer._remember(
                partner, {self.end_customer_name.strip(): self.end_customer_id}
            )
