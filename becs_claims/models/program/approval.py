from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from . import given_away


class BecsProgram(models.Model):
    """Who may let a program pay, or pay more.

    With four eyes not who wrote or changed what is to be approved. What it gives away
    has to be within the approver's limits for special prices. Where that leaves nobody,
    an administrator does it alone, and it is kept that it was so.
    """

    _inherit = "becs.program"

    written_by_ids = fields.Many2many(
        "res.users",
        "becs_program_written_rel",
        "program_id",
        "user_id",
        readonly=True,
        copy=False,
        # who left wrote it all the same
        context={"active_test": False},
        help="Who entered or changed the terms, in any way. With four eyes they do not "
        "approve the program.",
    )

    writings = fields.Integer(
        "Number of Changes",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Counts who changed the terms how often, so that nobody approves what was "
        "changed meanwhile.",
    )

    def _note_writer(self):
        """Remember who of us writes terms, also through what the server does for it."""
        user = self.env.user
        if user.share or user.id == SUPERUSER_ID:
            return
        # who wrote terms is written by nobody but the server
        for program in self.sudo():
            program.write(
                {
                    "written_by_ids": [Command.link(user.id)],
                    "writings": program.writings + 1,
                }
            )

    # Releasing

    def _check_release(self, writers, given, what):
        """Refuse users who may not let it pay.

        :param writers: users who prepared what is released
        :param given: what it gives away, see ``given_away``
        :param what: what is released, in words, as the end of "… must approve"
        :return: what is to be kept of it: who does it alone, and why; who wrote it
            where four eyes are not asked for; else empty
        :raise UserError: saying why, and who may
        """
        obstacle, note = self._release(writers, given, what)
        if obstacle:
            raise UserError(obstacle)
        return note

    def _release(self, writers, given, what):
        """Whether the user may let it pay: see :meth:`_check_release`.

        :return: why not, and who may (empty: it may); what is to be kept of it
        """
        self.ensure_one()
        if self.env.su:
            return "", ""
        user = self.env.user
        obstacle = self._obstacle(user, writers, given, what)
        if not obstacle:
            return "", self._explain_two_eyes(user, writers)
        able = self._who_may_release(writers, given)
        if able:
            return f"{obstacle} {self._explain_who(able, what)}", ""
        nobody = self._nobody_left(writers, given)
        if user.has_group("becs_claims.group_administrator"):
            note = self.env._(
                "An administrator approved %(what)s alone. %(nobody)s",
                what=what,
                nobody=nobody,
            )
            put_out = self.env["becs.input.change"]._explain_approvals(self.company_id)
            return "", "\n".join([note, *put_out])
        return f"{obstacle} {nobody} {self._explain_administrators(what)}", ""

    def _obstacle(self, user, writers, given, what):
        """Why a user may not let it pay; empty where it may."""
        if not user.has_group("becs_claims.group_approver"):
            return self.env._("An approver must approve %(what)s.", what=what)
        if self._is_out(user, writers):
            if user == self.env.user:
                return self.env._(
                    "You wrote or changed terms of it, so that somebody else must "
                    "approve %(what)s.",
                    what=what,
                )
            return self.env._(
                "%(user)s wrote or changed terms of it, so that somebody else must "
                "approve %(what)s.",
                user=user.name,
                what=what,
            )
        return self._limits()._beyond(user, self.company_id, given)

    def _is_out(self, user, writers):
        """Whether four eyes keep a user from letting it pay."""
        return self.company_id.becs_four_eyes and user in writers

    def _limits(self):
        return self.env["becs.approval.limit"]

    def _who_may_release(self, writers, given):
        """Approvers who may let it pay, those with the lowest limits first."""
        Limit = self._limits()
        able = Limit._approvers(self.company_id).filtered(
            lambda user: not self._obstacle(user, writers, given, "")
        )
        return Limit._lowest_first(able, self.company_id)

    # In words

    def _explain_two_eyes(self, user, writers):
        """What is kept of who lets pay what it wrote; empty for others."""
        if user not in writers:
            return ""
        return self.env._(
            "Approved by who wrote or changed terms of it: %(company)s does not ask "
            "for four eyes.",
            company=self.company_id.display_name,
        )

    def _explain_who(self, able, what):
        return self.env._(
            "Who may approve %(what)s: %(people)s.",
            what=what,
            people=self._limits()._names(able),
        )

    def _nobody_left(self, writers, given):
        """Who is out, and why."""
        Limit = self._limits()
        people = []
        for user in Limit._approvers(self.company_id):
            limit = Limit._row_of(user, self.company_id, "request")
            if self._is_out(user, writers):
                why = self.env._("%s wrote it", user.name)
            elif limit is not None and user.id in given.moved:
                why = self.env._("%s changed prices it is measured by", user.name)
            else:
                why = self.env._(
                    "%(user)s may grant %(limit)s",
                    user=user.name,
                    limit=(limit or Limit)._most(),
                )
            people.append(why)
        if not people:
            return self.env._("There is no approver.")
        return self.env._("Nobody else is left: %s.", Limit._listed(people))

    def _explain_administrators(self, what):
        administrators = (
            self._limits()
            ._approvers(self.company_id)
            .filtered(lambda user: user.has_group("becs_claims.group_administrator"))
        )
        if not administrators:
            return self.env._(
                "An administrator gives somebody the role, or a higher limit."
            )
        return self.env._(
            "An administrator may approve %(what)s alone: %(people)s.",
            what=what,
            people=self._limits()._names(administrators),
        )

    # The program itself

    def _given_away(self, day=None, since=None):
        """What the terms give away for ship dates from a day on (None: all).

        :param since: from when on nobody is to have moved what it is measured by, see
            ``given_away``; None: since it was entered, approved, or its prices
            confirmed last
        :return: :class:`..pricing.Given`
        """
        self.ensure_one()
        if since is None:
            # asked whoever approves
            since = self.sudo().input_horizon or None
        return given_away.of_program(self, day, since)

    def _all_writers(self):
        """Who wrote the terms, and who changed prices that are terms."""
        # asked whoever approves
        return self.sudo().written_by_ids | self._price_writers()

    def _check_may_approve(self):
        """Refuse users who may not approve the terms as they are.

        :return: what is to be kept of it
        """
        self.ensure_one()
        if self.env.su:
            return ""
        self._check_seen(self.writings)
        return self._check_release(
            self._all_writers(), self._given_away(), self.display_name
        )

    def _check_seen(self, number):
        """Refuse to approve what was changed since the user's screen showed it.

        :param number: how often it was changed; the screen says what it has seen
        """
        if self.env.context.get("becs_seen", number) != number:
            raise UserError(
                self.env._(
                    "%(program)s was changed meanwhile. Reload the page and look at it "
                    "as it is now.",
                    program=self.display_name,
                )
            )

    def _check_not_archived(self):
        archived = self.filtered(lambda program: not program.active)
        if archived:
            raise UserError(
                self.env._(
                    "%(program)s is archived. Bring it back first.",
                    program=archived[0].display_name,
                )
            )
