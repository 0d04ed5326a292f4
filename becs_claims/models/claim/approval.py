from collections import defaultdict

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime

# events of who had a hand in what is approved
INVOLVED = ("imported", "changed", "submitted", "verdict", "affected")


class BecsClaim(models.Model):
    """Who may release a claim's money, and when the system does it by itself."""

    _inherit = "becs.claim"

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
        notes = {}
        if not self.env.su:
            notes = self._check_four_eyes()
            self._check_limit()
        self._approve(notes)

    def _approve(self, notes):
        """Approve the claims; the caller checked what the user may do.

        :param notes: {id: text for the history}
        """
        before = self._standing()
        self._write_guarded(
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "approved_on": fields.Datetime.now(),
            }
        )
        self._close_settled()
        self._record_step("approved", before, notes)
        self._notify_status("approved")

    def _check_pay_policy(self):
        disputed = self._count_disputed()
        for claim in self:
            policy = claim.commercial_partner_id.becs_pay_policy
            left = claim.review_count + disputed.get(claim.id, 0)
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

    def _first_horizon(self):
        """What was known when the claim's sales were claimed first, see
        ``becs.input.change``.

        Whoever had a hand in a claim that was not paid has it in the one that claims
        the same sales again: sent again, or filed anew.
        """
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH line AS MATERIALIZED (
                    SELECT DISTINCT company_id, commercial_partner_id,
                           lower(btrim(pos_document)) AS document, product_id,
                           resubmission_of_id
                      FROM becs_claim_line WHERE claim_id = %(claim)s
                )
                SELECT claim.input_horizon
                  FROM (
                    SELECT earlier.claim_id
                      FROM line
                      JOIN becs_claim_line earlier
                        ON earlier.id = line.resubmission_of_id
                     UNION
                    SELECT earlier.claim_id
                      FROM line
                     CROSS JOIN LATERAL (
                        SELECT same.claim_id
                          FROM becs_claim_line same
                          JOIN becs_claim claim ON claim.id = same.claim_id
                         WHERE same.company_id = line.company_id
                           AND same.commercial_partner_id = line.commercial_partner_id
                           AND lower(btrim(same.pos_document)) = line.document
                           AND COALESCE(same.product_id = line.product_id, TRUE)
                           AND (claim.state = 'cancelled' OR same.state = 'rejected')
                        OFFSET 0  -- by its index, whatever the statistics say
                     ) earlier
                  ) earlier
                  JOIN becs_claim claim ON claim.id = earlier.claim_id
                 WHERE claim.input_horizon IS NOT NULL AND claim.id <> %(claim)s
                 ORDER BY split_part(claim.input_horizon, ' ', 1)::bigint, claim.id
                 LIMIT 1
                """,
                claim=self.id,
            )
        )
        return rows[0][0] if rows else self.env["becs.input.change"]._horizon()

    def _hands(self):
        """Who had a hand in the claims, and how.

        :return: {id of claim: {user: text}}
        """
        self.env["becs.event"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT claim_id, user_id, kind,
                       min(note) FILTER (WHERE kind = 'affected')
                  FROM becs_event
                 WHERE claim_id = ANY(%s) AND kind = ANY(%s)
                 GROUP BY claim_id, user_id, kind
                 ORDER BY claim_id, user_id, min(id)
                """,
                list(self.ids),
                list(INVOLVED),
            )
        )
        explained = {
            "imported": self.env._("imported a file"),
            "changed": self.env._("changed what it states"),
            "submitted": self.env._("filed it"),
            "verdict": self.env._("decided lines"),
        }
        hands = defaultdict(lambda: defaultdict(list))
        for claim_id, user_id, kind, note in rows:
            # the first line of the note is what was changed
            text = explained.get(kind) or self.env._(
                "changed what lines are paid by: %s", note.splitlines()[0]
            )
            # who had a hand in it is told to who must not approve it
            user = self.env["res.users"].sudo().browse(user_id)
            hands[claim_id][user].append(text)
        disputed = self._count_disputed()
        held = self.filtered(lambda claim: claim.review_count or disputed.get(claim.id))
        for claim, user, what in held._approval_changes(
            "payment", SQL("claim.commercial_partner_id")
        ):
            hands[claim.id][user].append(
                self.env._("changed when the distributor is paid: %s", what)
            )
        for claim, user, what in self._clerk_changes():
            hands[claim.id][user].append(
                self.env._(
                    "let a contact that filed, changed or disputed it act on the "
                    "portal: %s",
                    what,
                )
            )
        return {
            claim_id: {user: ", ".join(texts) for user, texts in users.items()}
            for claim_id, users in hands.items()
        }

    def _clerk_changes(self):
        """Who made people on the portal able to do what they did with the claims.

        In the month before they began, or since.

        :return: [(claim, user, the first thing it changed)]
        """
        clerks = SQL(
            """
              FROM becs_event event
              JOIN res_users clerk ON clerk.id = event.user_id
             WHERE event.claim_id = claim.id AND clerk.share
            """
        )
        self.env["becs.event"].flush_model()
        self.env["res.users"].flush_model(["partner_id", "share"])
        first = {}
        for claim, user, what in self._approval_changes(
            "clerk",
            SQL("ARRAY(SELECT clerk.partner_id %s)", clerks),
            since=SQL("(SELECT min(event.date) - interval '1 month' %s)", clerks),
        ):
            first.setdefault((claim, user), what)
        return [(claim, user, what) for (claim, user), what in first.items()]

    def _approval_changes(self, scope, scope_id, since=None):
        """What people changed that approvals of the claims go by, the first first.

        :param scope: kind of change, see ``becs.input.change``
        :param scope_id: SQL of what it is about, an id or an array of them, of the
            table ``claim``
        :param since: SQL of a date from which changes count that were made before the
            claim was filed first
        :return: [(claim, user, what and when)]
        """
        Change = self.env["becs.input.change"]
        Change.flush_model()
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT claim.id, change.user_id, change.date,
                       concat_ws(': ', change.name,
                                 replace(NULLIF(change.note, ''), E'\n', '; '))
                  FROM becs_claim claim
                  JOIN becs_input_change change
                    ON change.scope = %(scope)s
                   AND change.scope_id = ANY (ARRAY[0] || %(scope_id)s)
                   AND (%(beyond)s OR change.date >= %(since)s)
                 WHERE claim.id = ANY(%(claims)s)
                 ORDER BY claim.id, change.id
                """,
                scope=scope,
                scope_id=scope_id,
                beyond=Change._beyond("change", SQL("claim.input_horizon")),
                since=since or SQL("'infinity'"),
                claims=list(self.ids),
            )
        )
        # who did it is told to who must not approve the claim
        users = self.env["res.users"].sudo()
        return [
            (
                self.browse(claim_id),
                users.browse(user_id),
                f"{what} ({format_datetime(self.env, date, dt_format='short')})",
            )
            for claim_id, user_id, date, what in rows
        ]

    def _check_four_eyes(self):
        """Refuse who had a hand in one of the claims.

        :return: {id of claim: why who had a hand in it approves it nevertheless}
        """
        notes, alone = {}, []
        for claim_id, hands in self._hands().items():
            own = hands.get(self.env.user)
            if not own:
                continue
            claim = self.browse(claim_id)
            if not (claim.four_eyes or claim.company_id.becs_four_eyes):
                notes[claim_id] = self.env._(
                    "Approved by who had a hand in it (%(hands)s): %(company)s does "
                    "not ask for four eyes.",
                    hands=own,
                    company=claim.company_id.display_name,
                )
                continue
            able = claim._who_may_approve(hands)
            if able:
                raise UserError(
                    self.env._(
                        "You had a hand in %(claim)s (%(hands)s), so that somebody "
                        "else must approve it: %(people)s.",
                        claim=claim.display_name,
                        hands=own,
                        people=self.env["becs.approval.limit"]._names(able),
                    )
                )
            out = claim._who_is_out(hands)
            if not self.env.user.has_group("becs_claims.group_administrator"):
                raise UserError(
                    self.env._(
                        "You had a hand in %(claim)s (%(hands)s), and nobody else may "
                        "approve it. %(out)s An administrator of back-end credits may "
                        "approve it nevertheless, which its history then says; or give "
                        "the role, or a higher limit, to somebody else.",
                        claim=claim.display_name,
                        hands=own,
                        out=out,
                    )
                )
            notes[claim_id] = self.env._(
                "Approved by an administrator who had a hand in it (%(hands)s): nobody "
                "else may approve it. %(out)s",
                hands=own,
                out=out,
            ).strip()
            alone.append(claim)
        self._note_who_was_put_out(notes, alone)
        return notes

    def _note_who_was_put_out(self, notes, alone):
        """Add what was changed about who approves since the claims were filed.

        :param notes: {id of claim: text}, of claims approved by who had a hand in them
        :param alone: those of them that nobody else is left for; what was changed in
            the year before is added, too
        """
        claims = self.browse(notes)
        for claim, user, what in claims._approval_changes(
            "approval", SQL("claim.company_id")
        ):
            notes[claim.id] += "\n" + self.env._(
                "Changed since it was filed, by %(user)s: %(what)s.",
                user=user.name,
                what=what,
            )
        for claim in alone:
            # of a claim without a horizon all of it was told
            if before := claim.input_horizon:
                explained = self.env["becs.input.change"]._explain_approvals(
                    claim.company_id, before
                )
                notes[claim.id] = "\n".join([notes[claim.id], *explained])

    def _who_may_approve(self, but):
        """Approvers of the claim for its amount, without the users ``but``."""
        but_ids = [user.id for user in but]
        users = self.env["becs.approval.limit"]._approvers(self.company_id, but_ids)
        above = self._above_limits(users)
        return users.filtered(lambda user: not above[user])

    def _who_is_out(self, hands):
        """Why each of the other approvers may not approve the claim, in sentences."""
        users = self.env["becs.approval.limit"]._approvers(
            self.company_id, [self.env.uid]
        )
        above = self._above_limits(users)
        return " ".join(
            f"{user.name}: {hands.get(user) or above[user]}." for user in users
        )

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

    def _has_rate(self):
        """Whether the company has a rate for the claim's currency, or needs none."""
        company = self.company_id
        if self.currency_id == company.currency_id:
            return True
        # whoever approves need not see rates
        return bool(
            self.env["res.currency.rate"]
            .sudo()
            .search_count(
                [
                    ("currency_id", "=", self.currency_id.id),
                    ("company_id", "in", [False, company.root_id.id]),
                    (
                        "name",
                        "<=",
                        self.date_submitted or fields.Date.context_today(self),
                    ),
                ],
                limit=1,
            )
        )

    def _moved_rates(self):
        """Who changed rates that limits for the claim are measured by.

        In the month before it was filed, or since.

        :return: ids of users
        """
        if self.currency_id == self.company_id.currency_id:
            return set()
        return {
            user.id
            for _claim, user, _what in self._approval_changes(
                "currency",
                SQL("ARRAY[claim.currency_id, %s]", self.company_id.currency_id.id),
                since=SQL("claim.date_submitted - interval '1 month'"),
            )
        }

    def _above_limits(self, users):
        """What keeps users from releasing so much, in words; empty where nothing does.

        :param users: approvers
        :return: {user: text}
        """
        amount, has_rate, movers = (
            self._amount_to_release(),
            self._has_rate(),
            self._moved_rates(),
        )
        return {
            user: self._above_limit(user, amount, has_rate, movers) for user in users
        }

    def _above_limit(self, user, amount, has_rate, movers):
        """The same of one user.

        :param amount: what is released
        :param has_rate: see :meth:`_has_rate`
        :param movers: see :meth:`_moved_rates`
        """
        company = self.company_id
        limit = self.env["becs.approval.limit"]._limit_of(user, company)
        if limit is None:
            return ""
        if not has_rate:
            return self.env._(
                "may release %(limit)s, and there is no rate of %(currency)s for it",
                limit=company.currency_id.format(limit),
                currency=self.currency_id.name,
            )
        if company.currency_id.compare_amounts(amount, limit) > 0:
            return self.env._(
                "may release %(limit)s", limit=company.currency_id.format(limit)
            )
        if user.id in movers:
            return self.env._(
                "changed exchange rates that the limit is measured by, after it was "
                "filed or in the month before"
            )
        return ""

    def _check_limit(self):
        for claim in self:
            obstacle = claim._above_limits(self.env.user)[self.env.user]
            if obstacle:
                but = {*claim._hands().get(claim.id, ()), self.env.user}
                raise UserError(
                    self.env._(
                        "Approving %(claim)s releases %(amount)s, and you "
                        "%(obstacle)s. Who may approve it: %(people)s.",
                        claim=claim.display_name,
                        amount=claim.company_id.currency_id.format(
                            claim._amount_to_release()
                        ),
                        obstacle=obstacle,
                        people=self.env["becs.approval.limit"]._names(
                            claim._who_may_approve(but)
                        ),
                    )
                )

    # By itself

    def _approve_small(self):
        """Approve validated claims below the company's limit that need no person.

        What a person here typed, decided or changed the payment of by other data is
        approved by another person; so is what somebody on the portal filed whom a
        person here let in just before.
        """
        disputed = self._count_disputed()
        small = self.filtered(
            lambda claim: (
                claim.state == "validated"
                and 0 < claim.company_id.becs_auto_approve_amount
                and not claim.pending_count
                and not claim.review_count
                and not disputed.get(claim.id)
                and claim._has_rate()
                and not claim._moved_rates()
                and claim.company_id.currency_id.compare_amounts(
                    claim._amount_to_release(),
                    claim.company_id.becs_auto_approve_amount,
                )
                <= 0
            )
        )
        # the history as a whole, not what the user sees of it
        events = self.env["becs.event"].sudo()
        small -= self.browse(
            events.search(
                [
                    ("claim_id", "in", small.ids),
                    "|",
                    ("kind", "in", ("verdict", "affected")),
                    "&",
                    ("kind", "=", "changed"),
                    "&",
                    ("user_id.share", "=", False),
                    ("user_id", "!=", SUPERUSER_ID),
                ]
            ).claim_id.ids
        )
        small -= self.browse(claim.id for claim, *_change in small._clerk_changes())
        # the company's setting approves, not who happened to validate
        note = self.env._("Approved by the system: nothing to decide, below the limit.")
        small.with_user(SUPERUSER_ID)._approve(dict.fromkeys(small.ids, note))

    # Verdicts after the approval

    def _reapprove(self, note=""):
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
