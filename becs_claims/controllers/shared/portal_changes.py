"""What all pages share on which a distributor's people change something."""

from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import get_lang

from ... import intake as files
from ...intake.columns.fields import DATE, NUMBER
from .portal_base import BecsPortal


class BecsPortalChanges(BecsPortal):
    """Helpers of pages with forms; it has no page itself."""

    def _becs_own_to_change(self, model, record_id):
        """A record of the distributor that the user may change, as superuser.

        :raise NotFound: when it does not exist or belongs to somebody else
        :raise Forbidden: for people who may only look
        """
        self._becs_require_submit()
        record = self._becs_own(model, record_id)
        # role and distributor are checked; nobody on the portal has rights to write,
        # and the user stays the one who did it
        return record.sudo()

    def _becs_notation(self):
        """How the user's language writes numbers and dates."""
        lang = get_lang(request.env)
        return files.Notation(
            lang.decimal_point, lang.thousands_sep or "", lang.date_format
        )

    def _becs_form_date(self, name, text):
        """Read a date of a form.

        :param name: field that its label is known by
        :raise UserError: saying how to write it
        """
        return self._becs_form_read(name, text, DATE) or False

    def _becs_form_number(self, name, text):
        """Read a number of a form, 0 where nothing was entered.

        :raise UserError: saying how to write it
        """
        return float(self._becs_form_read(name, text, NUMBER) or 0)

    def _becs_form_read(self, name, text, kind):
        try:
            return files.read_field(name, text, self._becs_notation(), kind)
        except files.IntakeError as error:
            raise UserError(error.message(self._becs_translate)) from error

    def _becs_form_head(self, reference="", date_from="", date_to="", **_other):
        """Debit number and period of a form; other fields are left out."""
        values = {
            "reference": (reference or "").strip()[:100] or False,
            "date_from": self._becs_form_date("date_from", date_from),
            "date_to": self._becs_form_date("date_to", date_to),
        }
        start, end = values["date_from"], values["date_to"]
        if start and end and end < start:
            raise UserError(
                request.env._(
                    "The end of the period is before its beginning. Check both."
                )
            )
        return values

    def _becs_form_files(self, name):
        """Pairs of name and content of the files of a form."""
        return [
            (file.filename, file)
            for file in request.httprequest.files.getlist(name)
            if file.filename
        ]

    def _becs_form_records(self, model, name):
        """Records of the distributor whose numbers a form has.

        :raise NotFound: where one does not exist or belongs to somebody else
        """
        ids = request.httprequest.form.getlist(name)
        if not all(one.isascii() and one.isdigit() and len(one) < 10 for one in ids):
            raise NotFound
        records = request.env[model].browse(map(int, ids))
        if records.exists() != records or not records.has_access("read"):
            raise NotFound
        # role and distributor are checked, see above
        return records.sudo()

    def _becs_job_progress(self, record):
        """How far background work on a record is: dict, or None where there is none.

        :param record: of the distributor, with ``job_id``
        """
        # background work belongs to the vendor; of one's own record it is told
        job = record.sudo().job_id
        if not job:
            return None
        over = job.state in ("done", "failed")
        return {
            "state": job.state,
            "done": job.done,
            "total": job.total,
            "percent": 100 if job.state == "done" else int(job.progress),
            "message": job.message or "",
            "over": over,
        }

    def _becs_intake_files(self, intakes):
        """The files that came in, and their rows that could not be read."""
        return intakes.attachment_id | intakes.refused_attachment_id

    def _becs_translate(self, text):
        return request.env._(text)
