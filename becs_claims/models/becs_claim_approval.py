from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# events of who had a hand in what is approved
INVOLVED = ("imported", "changed", "submitted", "verdict")


class BecsClaimApproval(models.AbstractModel):
    """Who may release a claim's money, and when the system does it by itself."""

    _name = "becs.claim.approval"
    _description = "Approval of a Claim"

    def action_approve(self):
        """Release what the claims' lines are approved for to be credited.

        Lines still in review, or disputed, are released later by another approval.

        :raise UserError: when the user is no approver, had a hand in the claim, may
            not release so much, or the distributor is paid only when all is decided
        """
        self.check_access("write")
        self._check_role("group_approver")
        self._expect_state("validated")
        self._check_pay_policy()
        if not self.env.su:
            self._check_four_eyes()
            self._check_limit()
        self._approve()

    def _approve(self, note=None):
        before = self._standing()
        self._write_guarded(
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "approved_on": fields.Datetime.now(),
            }
        )
        self._close_settled()
        self._record_step("approved", before, dict.fromkeys(self.ids, note))
        self._tell("approved")

    def _check_pay_policy(self):
        disputed = self._count_disputed()
        for claim in self:
            policy = claim.commercial_partner_id.becs_pay_policy
            left = claim.count_review + disputed.get(claim.id, 0)
            if policy == "hold_claim" and left:
                raise UserError(
                    self.env._(
                        "%(distributor)s is paid only when all of a claim is decided, "
                        "and lines of %(claim)s are still in review or disputed: "
                        "%(count)s. Decide them first.",
                        claim=claim.display_name,
                        count=left,
                        distributor=claim.commercial_partner_id.display_name,
                    )
                )

    # Four eyes

    def _involved(self):
        """Users who had a hand in the claims: {id of claim: ids of users}."""
        self.env["becs.event"].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT claim_id, array_agg(DISTINCT user_id) FROM becs_event
                     WHERE claim_id = ANY(%s) AND kind = ANY(%s)
                     GROUP BY claim_id
                    """,
                    list(self.ids),
                    list(INVOLVED),
                )
            )
        )

    def _check_four_eyes(self):
        claims = self.filtered(lambda claim: claim.company_id.becs_four_eyes)
        for claim_id, user_ids in claims._involved().items():
            if self.env.uid in user_ids:
                claim = self.browse(claim_id)
                raise UserError(
                    self.env._(
                        "You imported, changed, filed or decided %(claim)s, so that "
                        "somebody else must approve it: %(people)s.",
                        claim=claim.display_name,
                        people=claim._who_may_approve(user_ids),
                    )
                )

    def _who_may_approve(self, but):
        """Names of approvers of the claim's company, without the users ``but``."""
        amount = self._amount_to_release()
        Limit = self.env["becs.approval.limit"]
        able = Limit._approvers(self.company_id, but).filtered(
            lambda user: (
                (limit := Limit._limit_of(user, self.company_id)) is None
                or amount <= limit
            )
        )
        return Limit._names(able)

    # Limits

    def _amount_to_release(self):
        """What approving now releases, in the company's currency."""
        self.ensure_one()
        return self.currency_id._convert(
            self.amount_approved - self.amount_credited,
            self.company_id.currency_id,
            self.company_id,
            self.date_submitted or fields.Date.context_today(self),
        )

    def _check_limit(self):
        for claim in self:
            company = claim.company_id
            limit = self.env["becs.approval.limit"]._limit_of(self.env.user, company)
            amount = claim._amount_to_release()
            if (
                limit is not None
                and company.currency_id.compare_amounts(amount, limit) > 0
            ):
                raise UserError(
                    self.env._(
                        "Approving %(claim)s releases %(amount)s, and you may release "
                        "%(limit)s. Who may approve it: %(people)s.",
                        claim=claim.display_name,
                        amount=company.currency_id.format(amount),
                        limit=company.currency_id.format(limit),
                        people=claim._who_may_approve(
                            [self.env.uid, *claim._involved().get(claim.id, ())]
                        ),
                    )
                )

    # By itself

    def _approve_small(self):
        """Approve validated claims below the company's limit that need no person.

        What a person decided is approved by another person.
        """
        disputed = self._count_disputed()
        small = self.filtered(
            lambda claim: (
                claim.state == "validated"
                and 0 < claim.company_id.becs_auto_approve_amount
                and not claim.count_pending
                and not claim.count_review
                and not disputed.get(claim.id)
                and claim.company_id.currency_id.compare_amounts(
                    claim._amount_to_release(),
                    claim.company_id.becs_auto_approve_amount,
                )
                <= 0
            )
        )
        small -= self.browse(
            self.env["becs.event"]
            # the history as a whole, not what the user sees of it
            .sudo()
            .search([("claim_id", "in", small.ids), ("kind", "=", "verdict")])
            .claim_id.ids
        )
        # the company's setting approves, not who happened to validate
        small.with_user(SUPERUSER_ID)._approve(
            self.env._("Approved by the system: nothing to decide, below the limit.")
        )

    # Verdicts after the approval

    def _approve_again(self, note=""):
        """What was released changed: the claims are to be approved again.

        :param note: why; that of a verdict when empty
        """
        released = self.filtered(lambda claim: claim.state in ("approved", "done"))
        if not released:
            return
        before = released._standing()
        released._write_guarded(
            {"state": "validated", "approved_by_id": False, "approved_on": False}
        )
        note = note or self.env._(
            "Decided after the approval, so that it must be approved again. What is "
            "credited stays credited."
        )
        released._record_step("verdict", before, dict.fromkeys(released.ids, note))
