from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import intake as files
from ...intake.kinds.claim.response import ANSWER_HEADINGS, REFERENCE
from ...intake.readers.detect import file_format
from ...intake.settings import MEGABYTE
from ...validation.locks import row
from ..shared.own_fields import OneLine
from ..shared.uploaded_file import file_name

# statuses of columns that need no second look
CLEAR = ("remembered", "sure", "unused")
KEPT_WAITING = 30  # days
KEPT_OVER = 2  # days


class BecsUpload(models.Model):
    """A file somebody uploaded on the portal, until it is what it is for.

    Where it is clear how the file is read, that is at once; else it waits for somebody
    of the distributor to say what its columns mean, today or tomorrow. Files that were
    refused stay for a while, too: how many one person may upload is counted here.

    Portal users only read it; what changes it is called by the portal's pages as
    superuser after they checked role and distributor.
    """

    _name = "becs.upload"
    _description = "File Uploaded on the Portal"
    _inherit = ["becs.guarded.mixin", "becs.portal.mixin"]
    _order = "id desc"

    name = OneLine("File Name", required=True, readonly=True)
    kind = fields.Selection(
        lambda self: [
            *self.env["becs.intake"]._selection_kind(),
            ("proof", self.env._("File with a message")),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting for its columns"),
            ("done", "Taken"),
            ("refused", "Refused"),
        ],
        "Status",
        required=True,
        readonly=True,
        default="refused",
    )
    message = fields.Text("Why Refused", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Contact", required=True, readonly=True, ondelete="cascade"
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Distributor",
        store=True,
        precompute=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users", "Uploaded By", required=True, readonly=True, index=True
    )
    attachment_id = fields.Many2one(
        "ir.attachment", "File", readonly=True, ondelete="set null"
    )
    claim_id = fields.Many2one(
        "becs.claim",
        readonly=True,
        ondelete="cascade",
        help="The draft the rows go to, or the claim they became.",
    )
    pos_report_id = fields.Many2one(
        "becs.pos.report",
        "Point-of-Sale Report",
        readonly=True,
        ondelete="cascade",
        help="The report the rows became.",
    )
    replace_lines = fields.Boolean(readonly=True)
    reference = OneLine("Debit Number", readonly=True)
    date_from = fields.Date("Period From", readonly=True)
    date_to = fields.Date("Period To", readonly=True)
    replace_earlier = fields.Boolean(readonly=True)

    # Receiving

    @api.model
    def _receive(self, kind, partner, name, stream, **values):
        """Take a file from a page of the portal, if it is one that can be read.

        Everything that is not as it should be is told by :attr:`message` of a refused
        upload, not raised, so that it counts.

        :param kind: of file, see :mod:`...intake.kinds`
        :param partner: contact of the user
        :param name: of the file, as the browser says
        :param stream: binary file
        :param values: what else was entered: ``claim_id``, ``replace_lines``,
            ``reference``, ``date_from``, ``date_to``, ``replace_earlier``
        :raise UserError: when the user uploaded too many files within an hour
        """
        company = self.env.company
        self._check_rate(company)
        upload = self.create(
            {
                "name": file_name(name),
                "kind": kind,
                "company_id": company.id,
                "partner_id": partner.id,
                "user_id": self.env.uid,
                **values,
            }
        )
        upload._try(lambda: upload._take(stream))
        return upload

    @api.model
    def _check_rate(self, company):
        most = company.becs_upload_rate
        since = fields.Datetime.now() - timedelta(hours=1)
        count = self.search_count(
            [("user_id", "=", self.env.uid), ("create_date", ">=", since)]
        )
        if 0 < most <= count:
            raise UserError(
                self.env._(
                    "Files you uploaded within an hour: %(count)s, which is the most "
                    "that is possible. Please go on in an hour, or put the rows into "
                    "one file.",
                    count=count,
                )
            )

    @api.model
    def _count_proofs(self, partner, names):
        """Count files sent with a message, which are kept there.

        :raise UserError: when the user uploaded too many files within an hour
        """
        company = self.env.company
        self._check_rate(company)
        self.create(
            [
                {
                    "name": file_name(name),
                    "kind": "proof",
                    "state": "done",
                    "company_id": company.id,
                    "partner_id": partner.id,
                    "user_id": self.env.uid,
                }
                for name in names
            ]
        )

    def _try(self, work):
        """Do work on the upload; why it cannot be done makes it a refused one."""
        try:
            with self.env.cr.savepoint():
                work()
        except UserError as error:
            self.env.invalidate_all()
            self.message = str(error)

    def _take(self, stream):
        content = self._content(stream)
        try:
            file_format(content, self.name, files.Limits())
        except files.IntakeError as error:
            raise UserError(error.message(self._translate)) from error
        self.attachment_id = (
            self.env["ir.attachment"]
            # every word of many rows would be held in memory, then in the database
            .with_context(becs_claims_no_index=True)
            .create(
                {
                    "name": self.name,
                    "raw": content,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        )
        wizard = self._open()
        self.state = "waiting"
        if self._is_clear(wizard):
            self._import(wizard)

    def _content(self, stream):
        most = self.company_id.becs_upload_megabytes
        content = stream.read(most * MEGABYTE + 1 if most > 0 else -1)
        if most > 0 and len(content) > most * MEGABYTE:
            raise UserError(
                self.env._(
                    "%(file)s has more than %(limit)s MB, which is the most that can "
                    "be uploaded. Save it as .xlsx, which is smaller, or split it "
                    "into several files.",
                    file=self.name,
                    limit=most,
                )
            )
        return content

    # Columns

    def _open(self, corrections=None):
        """Return the import of the file, as far as it is found out how to read it.

        It is made anew each time: what is kept of it is on the upload.

        :param corrections: what a person chose: sheet, heading_row, …
        :raise UserError: when the file cannot be read so
        """
        wizard = (
            self.env["becs.import"]
            .with_context(default_kind=self.kind, mail_create_nosubscribe=True)
            .create(
                {
                    "kind": self.kind,
                    "source": "portal",
                    "company_id": self.company_id.id,
                    "partner_id": self.partner_id.id,
                    "attachment_id": self.attachment_id.id,
                    "claim_id": self.claim_id.id,
                    "replace_lines": self.replace_lines,
                    "reference": self.reference,
                    "date_from": self.date_from,
                    "date_to": self.date_to,
                    "replace_earlier": self.replace_earlier,
                }
            )
        )
        wizard._check_ready()
        wizard._inspect(corrections or {})
        wizard.step = "columns"
        return wizard

    def _is_clear(self, wizard):
        """Whether nobody has to look at the columns."""
        return (
            not wizard.missing
            and not wizard.currency_note
            and (
                self._is_own_form(wizard)
                or all(column.status in CLEAR for column in wizard.column_ids)
            )
            and not wizard._is_in_question()
        )

    def _is_own_form(self, wizard):
        """Whether the file is a form that is handed out, or a response file: what
        their columns mean is always clear.
        """
        kind = wizard._kind()
        columns = {column.key: column for column in wizard.column_ids}
        labels_of = {name: kind.label_of(name) for name in (*kind.template, REFERENCE)}
        for lang in (self.env.lang, "en_US"):
            translate = self.with_context(lang=lang)._translate
            labels = {
                files.normalise_heading(translate(label)): name
                for name, label in labels_of.items()
            }
            answers = {
                files.normalise_heading(translate(heading))
                for heading in ANSWER_HEADINGS
            }
            if all(
                labels.get(key) == column.field_name or key in answers
                for key, column in columns.items()
            ) and set(kind.template) <= {
                column.field_name for column in columns.values()
            }:
                for key in answers & columns.keys():
                    columns[key].field_name = "ignored"
                return True
        return False

    def _import(self, wizard):
        """Make the file what it is for."""
        # the import takes the file over
        self.attachment_id.write({"res_model": False, "res_id": False})
        intake = wizard._import()
        self.write(
            {
                "state": "done",
                "claim_id": intake.claim_id.id,
                "pos_report_id": intake.pos_report_id.id,
                "attachment_id": False,
            }
        )

    def _refuse(self, message):
        """The file is not read any more.

        :param message: why, False where the distributor does not want it to be
        """
        self._lock()
        self.attachment_id.unlink()
        self.write({"state": "refused", "message": message})

    def _lock(self):
        """Refuse an upload somebody else was done with meanwhile.

        :raise UserError: saying so
        """
        row(self)
        if self.state != "waiting":
            raise UserError(
                self.env._("%(file)s was taken or discarded meanwhile.", file=self.name)
            )

    @api.autovacuum
    def _gc_uploads(self):
        """Delete what is over, and what nobody came back for."""
        now = fields.Datetime.now()
        over = Domain("state", "!=", "waiting") & Domain(
            "write_date", "<", now - timedelta(days=KEPT_OVER)
        )
        late = Domain("write_date", "<", now - timedelta(days=KEPT_WAITING))
        # everybody's: it is the server that cleans up
        uploads = self.sudo().search(over | late, limit=1000)
        uploads.attachment_id.unlink()
        uploads.unlink()

    def _translate(self, text):
        return self.env._(text)
