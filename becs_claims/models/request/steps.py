from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

ACTIVITY_ANSWER = "becs_claims.mail_activity_type_request_answer"
ACTIVITY_RELEASE = "becs_claims.mail_activity_type_request_release"
OPEN = ("submitted", "countered")
# from where the distributor may send changed wishes
CHANGEABLE = ("draft", "countered", "refused", "withdrawn", "expired")


class BecsRequest(models.Model):
    """What the distributor does with a request, by itself or through one of us."""

    _inherit = "becs.request"

    # Actions

    def action_submit(self):
        """Send draft requests to the vendor.

        :raise ValidationError: naming the request and what is missing
        """
        self.check_access("write")
        self._check_role("group_analyst")
        self._expect_state("draft")
        self.partner_id._becs_check_distributor()
        self._check_complete()
        self._find_end_customer()
        self.line_ids._find_products()
        # prices of today, whenever the draft was begun
        self.env.add_to_compute(
            self.env["becs.request.line"]._fields["list_price"], self.line_ids
        )
        self.line_ids._forget_answer()
        for request in self:
            request._write_guarded(
                {
                    "state": "submitted",
                    "revision": request.revision + 1,
                    "date_submitted": fields.Datetime.now(),
                    "date_valid": request._default_date_valid(),
                    "answered_on": False,
                    "answered_by_id": False,
                    "answer": False,
                    "offered_answer": False,
                    "approval_user_id": False,
                    "user_id": request._responsible().id,
                    **request._due_values(),
                }
            )
            request._ask_for_answer()
        self._record_wishes()
        self._notify_status("received")

    def action_accept_offer(self, revision: int = None):
        """Agree to the counter-offer: the program is made and its number mailed.

        :param revision: the one the distributor saw
        :raise UserError: when the offer ran out or was changed, or when the same person
            made it
        """
        self.check_access("write")
        self._check_role("group_analyst")
        self._expect_state("countered")
        today = fields.Date.context_today(self)
        for request in self:
            request._check_revision(revision)
            if request.date_valid and request.date_valid < today:
                raise UserError(
                    self.env._(
                        "The offer for %(request)s was valid until %(day)s. Send the "
                        "request again for a new one.",
                        request=request.display_name,
                        day=fields.Date.to_string(request.date_valid),
                    )
                )
            request._check_other_than_author()
        self._agree()

    def action_decline_offer(self, reason: str = "", revision: int = None):
        """Say no to the counter-offer, in the distributor's name.

        :param reason: why, if the distributor tells
        :param revision: the one the distributor saw
        """
        self.check_access("write")
        self._check_role("group_analyst")
        self._expect_state("countered")
        for request in self:
            request._check_revision(revision)
        self._end("withdrawn", self.env._("The counter-offer was declined."), reason)

    def action_withdraw(self, reason: str = ""):
        """Take back a request that is not answered yet, in the distributor's name."""
        self.check_access("write")
        self._check_role("group_analyst")
        self._expect_state("submitted")
        self._end("withdrawn", self.env._("The request was withdrawn."), reason)

    def action_reset_to_draft(self):
        """Change the wishes and send them again; the answer so far is void."""
        self.check_access("write")
        self._check_role("group_analyst")
        self._expect_state("submitted", *CHANGEABLE[1:])
        self._end("draft", self.env._("The wishes are changed, to be sent again."))

    # Business

    def _end(self, state, event, reason=""):
        self._write_guarded({"state": state, "approval_user_id": False})
        self.activity_unlink([ACTIVITY_ANSWER, ACTIVITY_RELEASE])
        for request in self:
            request._record_words(event, reason)

    def _check_revision(self, revision):
        if revision is not None and revision != self.revision:
            raise UserError(
                self.env._(
                    "%(request)s was changed meanwhile. Look at the offer as it is now "
                    "before you answer it.",
                    request=self.display_name,
                )
            )

    def _check_other_than_author(self):
        """With four eyes, who made an offer does not accept it for the distributor;
        without, it is kept.

        Nor does a login on the portal that the author made in the month before.
        """
        # the author is not the distributor's to read
        author, user = self.sudo().answered_by_id, self.env.user
        is_own = author == user and not user.share and not self.env.su
        if not self.company_id.becs_four_eyes:
            if is_own:
                self._message_log(
                    body=self.env._(
                        "Accepted in the distributor's name by who made the offer: %s "
                        "does not ask for four eyes.",
                        self.company_id.display_name,
                    )
                )
            return
        if user.share and author in self.env["becs.input.change"]._clerk_changes(
            # the contact is its own
            user.sudo().partner_id,
            fields.Datetime.now() - relativedelta(months=1),
        ):
            raise UserError(
                self.env._(
                    "The offer for %(request)s cannot be accepted with your login yet, "
                    "because it is new or was changed. Let somebody else of your "
                    "company accept it, or ask %(company)s to do it for you.",
                    request=self.display_name,
                    # people on the portal read no company, and know this one's name
                    company=self.sudo().company_id.name,
                )
            )
        if is_own:
            raise UserError(
                self.env._(
                    "You made the offer for %(request)s, so that the distributor, or "
                    "somebody else in its name, must accept it.",
                    request=self.display_name,
                )
            )

    def _check_complete(self):
        for request in self:
            missing = [
                self._fields[name]._description_string(self.env)
                for name in ("end_customer_name", "reason", "date_from", "date_to")
                if not request[name]
            ]
            if request.request_type == "meet_competitor" and not request.competitor:
                missing.append(self._fields["competitor"]._description_string(self.env))
            if not request.line_ids:
                missing.append(self._fields["line_ids"]._description_string(self.env))
            if missing:
                raise ValidationError(
                    self.env._(
                        "%(request)s cannot be sent yet. Still needed: %(fields)s.",
                        request=request.name,
                        fields=", ".join(missing),
                    )
                )
            for line in request.line_ids:
                if not line.product_ref or not line.wanted_price:
                    raise ValidationError(
                        self.env._(
                            "%(request)s cannot be sent yet: each line needs a product "
                            "code and a wanted price.",
                            request=request.name,
                        )
                    )

    def _default_date_valid(self):
        today = fields.Date.context_today(self)
        return today + timedelta(days=self.company_id.becs_offer_days or 0)

    def _responsible(self):
        """Who answers: as before, else the distributor's salesperson, else as usual."""
        salesperson = self.commercial_partner_id.user_id
        if (
            not self.user_id
            and salesperson
            and salesperson.has_group("becs_claims.group_analyst")
            and self.company_id in salesperson.company_ids
        ):
            return salesperson
        return super()._responsible()

    def _ask_for_answer(self):
        # whoever asks need not see who works on requests
        request = self.sudo()
        request.activity_unlink([ACTIVITY_ANSWER, ACTIVITY_RELEASE])
        request.activity_schedule(
            ACTIVITY_ANSWER,
            date_deadline=fields.Date.context_today(
                request, request.date_due or fields.Datetime.now()
            ),
            user_id=request.user_id.id,
        )

    @api.model
    def _cron_expire(self):
        """End counter-offers nobody answered in time, and tell who answers late."""
        overdue = self.search(
            [
                ("state", "=", "countered"),
                ("date_valid", "<", fields.Date.context_today(self)),
            ]
        )
        if overdue:
            overdue._end("expired", self.env._("The counter-offer was not answered."))
        self._notify_late()
