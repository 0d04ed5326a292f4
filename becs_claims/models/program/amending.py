from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...validation import locks
from . import given_away, terms_by_date
from .amendment import AMENDABLE


class BecsProgram(models.Model):
    """Amendments: new terms for some ship dates, the old ones kept for the others."""

    _inherit = "becs.program"

    version = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="Number of the newest version of the terms; 0 before the approval.",
    )
    version_ids = fields.One2many(
        "becs.program.version", "program_id", "Versions", readonly=True, copy=False
    )
    waiting_amend_ids = fields.One2many(
        "becs.program.amend",
        "program_id",
        "Amendments That Wait",
        domain=[("state", "=", "waiting")],
        readonly=True,
        copy=False,
    )
    versions_html = fields.Html(
        "Versions and Changes", compute="_compute_versions_html", sanitize=False
    )

    @api.depends("version_ids")
    @api.depends_context("lang", "tz")
    def _compute_versions_html(self):
        for program in self:
            program.versions_html = bool(program.version_ids) and self.env[
                "ir.qweb"
            ]._render(
                "becs_claims.program_versions",
                {"versions": [version._explain() for version in program.version_ids]},
            )

    def action_amend(self):
        """Open the dialog that changes the terms of the approved program."""
        self.ensure_one()
        return self.env["becs.program.amend"]._open(self)

    def action_open_waiting(self):
        """Open the amendment that waits for its release."""
        self.ensure_one()
        waiting = self.waiting_amend_ids[:1]
        if not waiting:
            raise UserError(self.env._("No amendment waits any more."))
        return waiting._open_waiting()

    def action_upload(self):
        """Open the dialog that takes lines from a spreadsheet."""
        self.ensure_one()
        self.check_access("write")
        upload = self.env["becs.program.upload"].create({"program_id": self.id})
        return upload._action()

    def action_open_changes(self):
        """Open all changes of the versions, as a list to filter and export."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_program_change"
        )
        return action | {"domain": [("program_id", "=", self.id)]}

    def _start_versions(self, note=""):
        """Give programs that have none their version 1: the terms of now.

        :param note: what is to be kept of their approval
        """
        programs = self.filtered(lambda program: not program.version)
        # people may not write versions; they follow from what they were allowed to do
        self.env["becs.program.version"].sudo().create(
            [
                {
                    "program_id": program.id,
                    "number": 1,
                    "reason": self.env._("Terms as approved"),
                    "note": note or False,
                    # a distributor that accepts an offer approves nothing
                    "user_id": self.env.uid
                    if self.env.user._is_internal()
                    else program.user_id.id,
                }
                for program in programs
            ]
        )
        if programs:
            programs._write_guarded({"version": 1})

    def _amend(self, amendment):
        """Change terms of an approved program.

        :return: the version it makes
        :raise UserError: when the user is not an approver, no reason is given, nothing
            changes, a closed program would be prolonged, or it gives more than the user
            may grant, or may grant alone
        :raise ValidationError: when the program would be left incomplete
        """
        self._check_role("group_approver")
        waiting = self._changed_prices()
        version = self._make_amendment(amendment, self._check_amendment)
        if not waiting:
            # prices of a list that it uses from now on were released with it
            self._confirm_prices()
        return version

    def _make_amendment(self, amendment, release):
        """Write an amendment that is complete and changes something.

        :param release: see :meth:`_apply_amendment`
        """
        self.ensure_one()
        self.check_access("write")
        self._expect_state(*AMENDABLE)
        if not (amendment.reason or "").strip():
            raise UserError(self.env._("Say why the program is amended."))
        self._check_not_prolonged(amendment)
        version = self._apply_amendment(amendment, release)
        if not version:
            raise UserError(
                self.env._(
                    "Nothing changes: the program has these terms for these ship dates "
                    "already."
                )
            )
        self._check_complete()
        return version

    def _check_amendment(self, amendment, changes):
        """Refuse users who may not make it; called with the new terms in place.

        :return: what is to be kept of it
        """
        given = self._given_more(amendment, changes)
        if not given:
            return ""
        return self._check_release(
            self._amendment_writers(amendment), given, self._name_amendment()
        )

    def _amendment_writers(self, amendment):
        """Who prepared it, and who changed prices that are terms with it."""
        return (amendment.user or self.env.user) | self._price_writers()

    def _given_more(self, amendment, changes):
        """What the program gives away with its new terms.

        :param changes: values of ``becs.program.change``
        :return: :class:`..pricing.Given`; None where it only gives less
        """
        if given_away.is_less(self, changes):
            return None
        whole = {name for names in terms_by_date.WHOLE.values() for name in names}
        is_whole = any(change.get("field_name") in whole for change in changes)
        return self._given_away(
            None if is_whole else amendment.date_from, amendment.since
        )

    def _name_amendment(self):
        return self.env._("the amendment of %s", self.display_name)

    def _check_not_prolonged(self, amendment):
        date_end = amendment.terms.get("date_end", self.date_end)
        if self.state == "closed" and (not date_end or date_end > self.date_end):
            raise UserError(
                self.env._(
                    "%(program)s is closed and cannot be prolonged. Renew it instead.",
                    program=self.display_name,
                )
            )

    def _apply_amendment(self, amendment, release=None):
        """Write an amendment; the caller checked what the user may do.

        :param release: called with the amendment and its changes once the new terms
            are in place; may refuse it, and gives what is to be kept of it
        :return: the version, none where nothing changes
        :raise psycopg2.errors.SerializationFailure: when another transaction amended
            the program, or claims were validated by it, since this one began: try again
        """
        self.env.flush_all()
        locks.programs(self.env, self.ids)
        # as superuser, because that is what tells the server from people
        program = self.sudo()
        program._start_versions()
        Change = self.env["becs.input.change"]
        last = Change._last()
        lines = (
            self.env["becs.program.line"]
            .sudo()
            .union(*(line.sudo() for line in amendment.lines))
        )
        values_of = {line.sudo(): values for line, values in amendment.lines.items()}
        of_program = {program: amendment.terms}
        day = amendment.date_from
        whole = terms_by_date.write_whole(program, of_program)
        whole += terms_by_date.write_whole(lines, values_of)
        by_date = terms_by_date.write_by_date(program, of_program, day)
        by_date += terms_by_date.write_by_date(lines, values_of, day)
        added = lines.create(
            [{**values, "program_id": program.id} for values in amendment.added]
        )
        by_date += terms_by_date.begin(added, day)
        Version = self.env["becs.program.version"].sudo()  # as above
        if not whole and not by_date:
            return Version
        program.invalidate_recordset(["line_ids"])
        note = release(amendment, whole + by_date) if release else ""
        program.version += 1
        version = Version.create(
            {
                "program_id": program.id,
                "number": program.version,
                # what holds for all ship dates makes no difference between them
                "date_from": by_date and day,
                "reason": amendment.reason.strip(),
                "user_id": self.env.uid,
                "asked_by_id": amendment.user.id
                if amendment.user and amendment.user != self.env.user
                else False,
                "note": note or False,
                "change_ids": [Command.create(change) for change in whole + by_date],
            }
        )
        program.invalidate_recordset(["version_ids"])
        if version.asked_by_id:
            Change._also_by(version.asked_by_id, last)
        explained = self.env._(
            "Version %(number)s, for ship dates: %(dates)s. %(reason)s",
            number=version.number,
            dates=version.ship_dates,
            reason=version.reason,
        )
        for more in (version._explain_asked(), note):
            explained += f" {more}" if more else ""
        self._message_log(body=explained)
        return version.sudo(self.env.su)
