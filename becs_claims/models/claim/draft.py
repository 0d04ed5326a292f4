import hashlib

from odoo import api, models
from odoo.exceptions import UserError

from ...validation.locks import row
from ..shared.event import PASSING

# of a job that is not over
AT_WORK = ("pending", "running")
# what somebody decides by whether to submit
SHOWN = (
    "line_count",
    "amount_claimed",
    "amount_approved",
    "amount_proposed",
    "pending_count",
    "review_count",
    "rejected_count",
    "checked_on",
)


class BecsClaim(models.Model):
    """What a distributor's clerk does with a draft claim on the portal.

    Nothing here can be called from outside. The pages call it as superuser, because
    people on the portal have no rights to write, after they checked that the user may
    submit and that the claim is the distributor's; the user stays the one who did it.
    """

    _inherit = "becs.claim"

    @api.model
    def _draft_create(self, partner, values):
        """Begin a claim whose lines will be typed in.

        :param partner: contact of the user
        :param values: ``reference``, ``date_from``, ``date_to``
        """
        claim = self.new({"partner_id": partner.id, "company_id": self.env.company.id})
        self._draft_check_reference(claim, values.get("reference"))
        # the status is mailed, what the vendor notes is not
        return self.with_context(mail_create_nosubscribe=True).create(
            {
                "partner_id": partner.id,
                "company_id": self.env.company.id,
                "source": "portal",
                # who is responsible is the vendor's business
                "user_id": False,
                **values,
            }
        )

    def _draft_head(self, values):
        """Change debit number and period of a draft."""
        self._draft_begin()
        if values["reference"] != (self.reference or False):
            self._draft_check_reference(self, values["reference"])
        self.write(values)
        self._record_changed()

    @api.model
    def _draft_check_reference(self, claim, reference):
        known = self._with_reference(
            claim.company_id, claim.commercial_partner_id, reference
        )
        known -= claim
        if known:
            raise UserError(
                self.env._(
                    "%(claim)s has the debit number %(reference)s already. Open that "
                    "claim, or enter another number.",
                    claim=known[0].name,
                    reference=reference.strip(),
                )
            )

    def _draft_begin(self):
        """Have the draft to oneself until the end of the transaction.

        :raise UserError: when it was filed meanwhile, or is being worked on
        """
        row(self)
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "%(claim)s was submitted meanwhile, so its lines stay as they are.",
                    claim=self.display_name,
                )
            )
        if self._draft_is_busy():
            raise UserError(
                self.env._(
                    "%(claim)s is being worked on. Wait until that is done, then try "
                    "again.",
                    claim=self.display_name,
                )
            )

    def _draft_is_busy(self):
        """Whether a file is being read into the claim, or it is being checked."""
        return self.job_id.state in AT_WORK

    # Steps

    def _draft_check(self):
        """Say again what will be paid, now or in the background."""
        self._draft_begin()
        self.action_check_from_screen()

    def _draft_submit(self, version):
        """File the claim as it is and have it validated.

        :param version: of the claim when it was shown, see :meth:`_draft_seen`
        """
        self._draft_begin()
        if version != self._draft_seen():
            raise UserError(
                self.env._(
                    "%(claim)s was changed or checked meanwhile, by somebody else or "
                    "in another window. Look at what will be paid now, then submit it.",
                    claim=self.display_name,
                )
            )
        self.action_submit_and_validate()

    def _draft_withdraw(self):
        """Take back a draft: delete it, or cancel one that was filed before.

        :return: whether it was deleted
        """
        self._draft_begin()
        if self._draft_was_filed():
            self.action_cancel()
            return False
        self.unlink()
        return True

    # What is shown

    def _draft_seen(self):
        """Return what is another text as soon as another sum or verdict is shown."""
        shown = [self[name] for name in SHOWN]
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]

    def _draft_was_filed(self):
        return bool(
            self.event_ids.filtered(lambda event: event.kind not in PASSING)
            or self.dispute_ids
        )

    def _draft_retry(self):
        """Start failed background work on the claim again."""
        row(self)
        job = self.job_id
        if job.state != "failed":
            return
        failed = self.intake_ids.filtered(lambda file: file.state == "failed")
        if job.kind == "intake" and failed:
            failed[:1].action_retry()
        else:
            job.action_retry()
