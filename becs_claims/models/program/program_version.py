from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from ...lookup import amended


class BecsProgramVersion(models.Model):
    """One version of a program's terms: from which ship date, who, when and why.

    Version 1 are the terms that were approved; each amendment adds one. For a ship date
    the newest version counts that says something about it. Versions are added by the
    server and never changed.
    """

    _name = "becs.program.version"
    _description = "Version of a Back-End Credit Program"
    _inherit = ["becs.append.only.mixin"]
    _order = "program_id, number desc"
    _rec_name = "number"
    _log_access = False

    program_id = fields.Many2one("becs.program", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="program_id.company_id")
    currency_id = fields.Many2one(related="program_id.currency_id")
    number = fields.Integer("Version", required=True, aggregator=None)
    date_from = fields.Date(
        "Ship Dates From",
        help="First ship date the changes hold for. Empty: they hold for all.",
    )
    ship_dates = fields.Char("For Ship Dates", compute="_compute_ship_dates")
    reason = fields.Text("Why", required=True)
    user_id = fields.Many2one(
        "res.users",
        "Who",
        ondelete="restrict",
        default=lambda self: self.env.uid,
        help="Empty where it happened before versions were kept.",
    )
    asked_by_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        help="Who prepared it, where somebody else let it pay.",
    )
    note = fields.Text(
        "Approved Alone",
        help="Why an administrator approved it alone, though with four eyes somebody "
        "else should have; or that who wrote it did, without four eyes.",
    )
    date = fields.Datetime("When", required=True, default=fields.Datetime.now)
    change_ids = fields.One2many("becs.program.change", "version_id", "Changes")
    changes_html = fields.Html(
        "What Changed", compute="_compute_changes_html", sanitize=False
    )

    _number_unique = models.UniqueIndex(
        "(program_id, number)",
        "Somebody else amended the program at the same time. Try again.",
    )

    @api.depends("number", "date_from")
    @api.depends_context("lang")
    def _compute_ship_dates(self):
        for version in self:
            if version.date_from:
                version.ship_dates = self.env._(
                    "from %s", format_date(self.env, version.date_from)
                )
            else:
                version.ship_dates = self.env._("all")

    @api.depends("change_ids")
    @api.depends_context("lang")
    def _compute_changes_html(self):
        for version in self:
            version.changes_html = bool(version.change_ids) and self.env[
                "ir.qweb"
            ]._render(
                "becs_claims.program_changes", {"changes": version._explain_changes()}
            )

    @api.depends("number", "program_id.code")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(program)s, version %(number)s",
                program=version.program_id.code,
                number=version.number,
            )

    def _explain(self):
        """The version in words, to be shown among the others."""
        return {
            "number": self.number,
            "dates": self.ship_dates,
            "who": self.user_id.name,
            "more": " ".join(filter(None, (self._explain_asked(), self.note))),
            "date": format_datetime(self.env, self.date),
            "reason": self.reason,
            "changes": self._explain_changes(),
        }

    def _explain_asked(self):
        if not self.asked_by_id:
            return ""
        # whoever reads the version may know who asked for it
        return self.env._("Asked for by %s.", self.sudo().asked_by_id.name)

    def _explain_changes(self):
        """The changes in words, to be shown side by side."""
        return [
            {
                "line": change.line_name or "",
                "what": change.what,
                "old": change.old_text,
                "new": change.new_text,
                "dates": change.ship_dates,
            }
            for change in self.change_ids
        ]

    def _concerned_from(self):
        """The first ship date of lines the version concerns; None: of all lines."""
        whole = any(
            change.kind == "changed" and change.field_name in change._whole()
            for change in self.change_ids
        )
        return None if whole else self.date_from or None

    def _revalidate(self):
        """Have lines of open claims validated again that the version may concern.

        :return: the claims
        """
        self.ensure_one()
        found = amended.claims(self.env, self.program_id, self._concerned_from())
        # it follows from the amendment, whoever may see these claims
        claims = self.env["becs.claim"].sudo().browse(found)
        claims._reapprove(
            self.env._(
                "%(program)s was amended, so that it is judged again and must be "
                "approved again. What is credited stays credited.",
                program=self.program_id.display_name,
            )
        )
        claims._validate_in_background()
        return claims

    def _why_append_only(self):
        return self.env._(
            "Versions of a program stay as they are: claims were judged by "
            "them. Amend the program again instead."
        )
