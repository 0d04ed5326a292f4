import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .. import intake as files
from ..validation import storage
from .intake_rows import IntakeRows


class BecsIntake(models.Model):
    """A file that came in: what was read from it, what was not and why.

    Sums are in the currency of the claim. The same content is taken once per company
    and distributor, as long as the claim it went into is not cancelled.
    """

    _name = "becs.intake"
    _description = "File Received"
    _inherit = ["becs.guarded.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("File Name", required=True, readonly=True)
    kind = fields.Selection(
        [("claim", "Claim")], required=True, readonly=True, default="claim"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Distributor",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", store=True, precompute=True
    )
    claim_id = fields.Many2one(
        "becs.claim",
        index="btree_not_null",
        readonly=True,
        ondelete="cascade",
        check_company=True,
    )
    claim_state = fields.Selection(related="claim_id.state", string="Claim Status")
    currency_id = fields.Many2one(related="claim_id.currency_id")
    job_id = fields.Many2one("becs.job", "Background Work", readonly=True)
    progress = fields.Float(related="job_id.progress")
    attachment_id = fields.Many2one(
        "ir.attachment", "Original File", readonly=True, ondelete="restrict"
    )
    checksum = fields.Char(readonly=True, help="SHA-256 of the file's content.")
    mapping = fields.Json(
        readonly=True, help="Heading as compared → field of the claim line."
    )
    options = fields.Json(
        readonly=True, help="Sheet, row of headings, date order, decimal sign."
    )
    state = fields.Selection(
        [
            ("draft", "New"),
            ("queued", "Waiting"),
            ("done", "Read"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="draft",
    )
    standing = fields.Boolean(
        compute="_compute_standing",
        store=True,
        precompute=True,
        help="Its content cannot be imported again.",
    )
    rows_read = fields.Integer(readonly=True, help="Filled rows below the headings.")
    rows_stored = fields.Integer(readonly=True)
    rows_refused = fields.Integer("Rows Not Read", readonly=True)
    rows_skipped = fields.Integer(
        readonly=True, help="Rows of totals and repeated headings."
    )
    amount_read = fields.Monetary(
        "Claimed, Rows Stored",
        readonly=True,
        help="Sum of the amounts the stored rows state.",
    )
    amount_stated = fields.Monetary(
        "Claimed, Total of the File",
        readonly=True,
        help="What the file's own last row of totals says.",
    )
    totals_note = fields.Text("Control Totals", readonly=True)
    refused_attachment_id = fields.Many2one(
        "ir.attachment", "Rows Not Read (File)", readonly=True, ondelete="set null"
    )
    error = fields.Text(readonly=True)

    _content_once = models.UniqueIndex(
        "(company_id, commercial_partner_id, checksum) WHERE standing",
        "This file was already imported for this distributor. Open the claim it went "
        "into, or cancel that claim before importing the file again.",
    )

    @api.depends("state", "claim_id.state")
    def _compute_standing(self):
        for intake in self:
            intake.standing = (
                intake.state != "failed" and intake.claim_id.state != "cancelled"
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_if_nothing_stored(self):
        for intake in self:
            if intake.rows_stored or intake.state == "queued":
                raise UserError(
                    self.env._(
                        "%(file)s stays with %(claim)s, because rows of it are or "
                        "become lines of that claim.",
                        file=intake.name,
                        claim=intake.claim_id.display_name,
                    )
                )

    # Actions

    def action_retry(self):
        """Read files again that could not be read, now or in the background."""
        self.check_access("write")
        for intake in self:
            if intake.state != "failed":
                raise UserError(
                    self.env._("Only a file that failed can be read again.")
                )
            intake._write_guarded({"state": "queued", "error": False})
            if intake.job_id:
                intake.job_id.action_retry()
                intake.claim_id._write_guarded({"job_id": intake.job_id.id})
            else:
                intake._read_now()

    def action_download(self):
        """Download the original file."""
        self.ensure_one()
        return self._action_download(self.attachment_id)

    def action_download_refused(self):
        """Download the rows that could not be read, each with its reason."""
        self.ensure_one()
        return self._action_download(self.refused_attachment_id)

    def _action_download(self, attachment):
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "download",
        }

    def action_import_corrected(self):
        """Open the wizard for a further file of the same draft claim."""
        self.ensure_one()
        return self.claim_id.action_import_file()

    # Receiving

    @api.model
    def _check_new(self, company, partner, content):
        """Refuse content that was imported before.

        :param content: bytes of the file
        :return: its checksum
        :raise UserError: naming the claim it went into
        """
        checksum = hashlib.sha256(content).hexdigest()
        # also files this user may not see were imported before
        known = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("commercial_partner_id", "=", partner.commercial_partner_id.id),
                ("checksum", "=", checksum),
                ("standing", "=", True),
            ],
            limit=1,
        )
        if known:
            raise UserError(
                self.env._(
                    "This file was already imported into %(claim)s on %(date)s. Open "
                    "that claim, or cancel it before importing the file again.",
                    claim=known.claim_id.display_name,
                    date=fields.Date.to_string(known.create_date),
                )
            )
        return checksum

    @api.model
    def _receive(self, claim, attachment, mapping, options):
        """Keep a file with a draft claim; :meth:`_start_reading` makes it lines.

        :param attachment: the file; it goes to the claim, and with it who may read it
        :param mapping: heading as compared → field, as a person agreed to it
        :param options: see :class:`..intake.settings.Options`, as JSON
        """
        claim.check_access("write")
        content = attachment._becs_content()
        checksum = self._check_new(claim.company_id, claim.partner_id, content)
        attachment.write({"res_model": claim._name, "res_id": claim.id})
        return (
            self.sudo()  # access was checked on the claim
            .create(
                {
                    "name": attachment.name,
                    "company_id": claim.company_id.id,
                    "partner_id": claim.partner_id.id,
                    "claim_id": claim.id,
                    "attachment_id": attachment.id,
                    "checksum": checksum,
                    "mapping": mapping,
                    "options": options,
                }
            )
            .sudo(self.env.su)
        )

    def _start_reading(self, rows):
        """Read the file now, or in the background when it is large.

        :param rows: how many rows it has
        """
        self.ensure_one()
        self.check_access("write")
        self._write_guarded({"state": "queued"})
        if rows > self.company_id.becs_background_lines > 0:
            job = self.env["becs.job"]._enqueue("intake", self)
            job.sudo().total = rows  # people may not write jobs
            self._write_guarded({"job_id": job.id})
            self.claim_id._write_guarded({"job_id": job.id})
        else:
            self._read_now()

    # Reading

    def _read_now(self):
        try:
            self._read(lambda done, total, message: None)
        except files.IntakeError as error:
            raise UserError(self._sentence(error)) from error

    def _run_job_intake(self, report):
        """Work of a background job; progress goes to ``report(done, total, text)``."""
        if self.state != "queued":
            return  # stored by a run that was stopped before it could say so
        self.claim_id.check_access("write")
        try:
            self._read(report)
        except files.IntakeError as error:
            raise UserError(self._sentence(error)) from error

    def _job_failed(self, message):
        self._write_guarded({"state": "failed", "error": message})

    def _read(self, report):
        """Make the file's rows lines of its claim, all in this transaction.

        :raise IntakeError: when the file as a whole cannot be read
        :raise UserError: when the claim is no draft any more, or no row can be read
        """
        self._check_claim_open()
        report(0, 0, self.env._("Reading %(file)s", file=self.name))
        content = self.attachment_id._becs_content()
        table = files.open_table(content, self.name, self.options)
        reading = table.read(self.mapping)
        rows = IntakeRows(self, table, reading, report)
        claim = self.claim_id.sudo()
        first = not claim.line_count
        stored = storage.store(self.env, claim, rows)
        if not stored:
            raise UserError(rows.nothing_read())
        self._write_result(reading, rows, stored)
        self._complete_claim(table, first)
        claim._message_log(body=self._summary())

    def _check_claim_open(self):
        claim = self.claim_id
        if claim.state != "draft":
            raise UserError(
                self.env._(
                    "%(claim)s is no draft any more, so no rows can be added. Reset "
                    "it to draft, or import the file into a claim of its own.",
                    claim=claim.display_name,
                )
            )

    def _write_result(self, reading, rows, stored):
        notes = [note for total in reading.control_totals for note in total.notes()]
        last = reading.control_totals[-1].stated if reading.control_totals else {}
        self._write_guarded(
            {
                "state": "done",
                "error": False,
                "rows_read": reading.total,
                "rows_stored": stored,
                "rows_refused": reading.rows_refused,
                "rows_skipped": reading.rows_skipped,
                "amount_read": float(rows.amount),
                "amount_stated": float(last.get("amount_claimed") or 0),
                "totals_note": "\n".join(map(self._sentence, notes)),
                "refused_attachment_id": rows.attach_refused().id,
            }
        )

    def _complete_claim(self, table, first):
        """Fill what follows from the file: how money is stated, the period.

        :param first: whether the claim had no lines before
        """
        claim = self.claim_id.sudo()
        values = {}
        if first:
            values = {"source": "import", "basis": table.basis(self.mapping)}
        if not claim.date_from or not claim.date_to:
            [[start, end]] = self.env.execute_query(
                SQL(
                    "SELECT min(date_ship), max(date_ship) FROM becs_claim_line"
                    " WHERE claim_id = %s",
                    claim.id,
                )
            )
            values["date_from"] = claim.date_from or min(start, claim.date_to or start)
            values["date_to"] = claim.date_to or max(end, claim.date_from or end)
        claim.write(values)

    def _summary(self):
        """Return in a sentence what became of the rows."""
        if self.rows_refused:
            return self.env._(
                "%(file)s: %(stored)s of %(read)s rows were imported, %(refused)s "
                "could not be read. Download them on the tab File: each says why.",
                file=self.name,
                stored=self.rows_stored,
                read=self.rows_read - self.rows_skipped,
                refused=self.rows_refused,
            )
        return self.env._(
            "%(file)s: all %(stored)s rows were imported.",
            file=self.name,
            stored=self.rows_stored,
        )

    def _sentence(self, problem):
        """Return what is wrong, or noted, in the user's language."""
        return problem.message(self._translate)

    def _translate(self, text):
        return self.env._(text)
