from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import intake as files
from .importer import forget, opened
from .rows import IntakeRows

# targets that have a field of their own
TARGET_FIELDS = {"becs.claim": "claim_id", "becs.pos.report": "pos_report_id"}


class BecsIntake(models.Model):
    """A file that came in: what was read from it, what was not and why.

    Sums of money are in the currency of the claim. The same content is taken once per
    company, distributor and kind, as long as what it became counts. What differs by
    kind is done by the record it went to, see :class:`BecsIntakeTargetMixin`.
    """

    _name = "becs.intake"
    _description = "File Received"
    _inherit = ["becs.guarded.mixin", "becs.input.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("File Name", required=True, readonly=True)
    kind = fields.Selection(
        lambda self: self.env["becs.intake"]._selection_kind(),
        required=True,
        readonly=True,
        default="claim",
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
    res_model = fields.Char(
        "What It Became (Model)",
        compute="_compute_res_model",
        store=True,
        precompute=True,
        help="Model of the record its rows belong to, or of the records they became.",
    )
    res_id = fields.Many2oneReference(
        "What It Became",
        model_field="res_model",
        readonly=True,
        help="The record its rows belong to; none where they stand for themselves.",
    )
    # the same for filters and screens; the database deletes files with these records
    claim_id = fields.Many2one(
        "becs.claim",
        index="btree_not_null",
        readonly=True,
        ondelete="cascade",
        check_company=True,
    )
    pos_report_id = fields.Many2one(
        "becs.pos.report",
        "Point-of-Sale Report",
        index="btree_not_null",
        readonly=True,
        ondelete="cascade",
        check_company=True,
    )
    stock_adjustment_ids = fields.One2many("becs.stock.adjustment", "intake_id")
    claim_state = fields.Selection(related="claim_id.state", string="Claim Status")
    currency_id = fields.Many2one(
        "res.currency",
        readonly=True,
        help="Of the prices and amounts of rows that state none.",
    )
    job_id = fields.Many2one("becs.job", "Background Work", readonly=True)
    progress = fields.Float(related="job_id.progress")
    attachment_id = fields.Many2one(
        "ir.attachment", "Original File", readonly=True, ondelete="restrict"
    )
    checksum = fields.Char(readonly=True, help="SHA-256 of the file's content.")
    mapping = fields.Json(
        readonly=True, help="Heading as compared → field of the claim line."
    )
    replaces_lines = fields.Boolean(
        readonly=True,
        help="The rows take the place of all lines the draft claim had.",
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
            ("undone", "Taken back"),
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
    quantity_read = fields.Float(
        "Quantity, Rows Stored",
        min_display_digits="Product Unit",
        readonly=True,
        help="Sum of the quantities the stored rows state, returns taken off.",
    )
    quantity_stated = fields.Float(
        "Quantity, Total of the File",
        min_display_digits="Product Unit",
        readonly=True,
        help="What the file's own last row of totals says.",
    )
    totals_note = fields.Text("Control Totals", readonly=True)
    refused_attachment_id = fields.Many2one(
        "ir.attachment", "Rows Not Read (File)", readonly=True, ondelete="set null"
    )
    error = fields.Text(readonly=True)

    _content_once = models.UniqueIndex(
        "(company_id, commercial_partner_id, kind, checksum) WHERE standing",
        "This file was already imported for this distributor. Open what it went into, "
        "under Files Received, before importing it again.",
    )

    _target_idx = models.Index("(res_model, res_id)")

    @api.depends("kind")
    def _compute_res_model(self):
        kinds = self._kinds()
        for intake in self:
            # the add-on that brought its kind may be gone
            kind = kinds.get(intake.kind)
            intake.res_model = kind.model if kind else intake.res_model

    @api.depends("state", "claim_id.state")
    def _compute_standing(self):
        for intake in self:
            intake.standing = (
                intake.state not in ("failed", "undone")
                and intake.claim_id.state != "cancelled"
            )

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_target(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_target(vals))

    @api.model
    def _with_target(self, vals):
        """Return values with model and id, and the field of its own, of a target that
        is given by one of them.
        """
        for model, name in TARGET_FIELDS.items():
            if vals.get(name):
                return vals | {"res_model": model, "res_id": vals[name]}
            if vals.get("res_id") and vals.get("res_model") == model:
                return vals | {name: vals["res_id"]}
        return vals

    @api.ondelete(at_uninstall=False)
    def _unlink_if_nothing_stored(self):
        for intake in self:
            if intake.state == "queued" or (
                intake.rows_stored and intake.state != "undone"
            ):
                raise UserError(
                    self.env._(
                        "%(file)s stays with %(record)s, because rows of it are or "
                        "become part of that.",
                        file=intake.name,
                        record=intake._holder().display_name,
                    )
                )

    def _target(self):
        """Return what the rows belong to; empty where they stand for themselves."""
        self.ensure_one()
        if self.res_model not in self.env:
            return self.browse()  # the add-on that brought its kind is gone
        target = self.env[self.res_model].browse(self.res_id or ())
        return target.exists() if target else target

    def _holder(self):
        """Return the record that says who may read the file."""
        return self._target() or self

    @api.model
    def _delete_of(self, targets):
        """Delete what was received for records that are deleted themselves.

        The database does it for claims and point-of-sale reports.
        """
        # whoever may delete a record deletes its files with it
        received = self.sudo().search(
            [
                ("res_model", "=", targets._name),
                ("res_id", "in", targets.ids),
                ("claim_id", "=", False),
                ("pos_report_id", "=", False),
            ]
        )
        read = received.filtered(lambda intake: intake.state == "done")
        read._write_guarded({"state": "undone"})
        received.unlink()

    def _input_fields(self):
        return {"state"}

    def _input_scopes(self):
        # its rows are written past the ORM; of claims each file is an event
        if self.kind == "claim":
            return set()
        return {("partner", self.commercial_partner_id.id, None)}

    # Kinds of file

    @api.model
    def _kinds(self):
        """Return the kinds of file that can be received.

        Another add-on adds its own beside ``super()``. The kind's model inherits
        ``becs.intake.target.mixin``, which says how its rows are stored.

        :return: {name: :class:`...intake.Kind`}
        """
        return {name: kind for name, kind in files.KINDS.items() if kind.model}

    @api.model
    def _selection_kind(self):
        """Return the kinds of file, for selection fields."""
        return [
            (name, self._translate(kind.label)) for name, kind in self._kinds().items()
        ]

    def _kind(self):
        """Return what the file is, a :class:`...intake.Kind`."""
        return self._kinds()[self.kind]

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
                intake._target()._intake_queued(intake, intake.job_id)
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
        """Open the wizard for a further file of the same draft claim, or of the same
        distributor.
        """
        self.ensure_one()
        if self.claim_id:
            return self.claim_id.action_import_file()
        kind = self._kind()
        return {
            "type": "ir.actions.act_window",
            "name": self._translate(kind.title or kind.label),
            "res_model": "becs.import",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_kind": self.kind,
                "default_partner_id": self.partner_id.id,
                "dialog_size": "extra-large",
            },
        }

    def action_open(self):
        """Open what the file became."""
        self.ensure_one()
        return self._target()._intake_action(self)

    def action_take_back(self):
        """Delete the stock adjustments a file made; the file itself is kept."""
        self.check_access("write")
        for intake in self:
            if intake.kind != "stock" or intake.state != "done":
                raise UserError(
                    self.env._(
                        "Only a list of stock adjustments that was read can be taken "
                        "back. Cancel a claim, or delete a point-of-sale report, "
                        "instead."
                    )
                )
            intake.stock_adjustment_ids.unlink()
            intake._write_guarded({"state": "undone"})

    # Receiving

    @api.model
    def _check_new(self, kind, company, partner, checksum):
        """Refuse content that was imported before.

        :param checksum: SHA-256 of the file's content
        :raise UserError: naming what it went into
        """
        # also files this user may not see were imported before
        known = self.sudo().search(
            [
                ("kind", "=", kind),
                ("company_id", "=", company.id),
                ("commercial_partner_id", "=", partner.commercial_partner_id.id),
                ("checksum", "=", checksum),
                ("standing", "=", True),
            ],
            limit=1,
        )
        if known:
            values = {
                "record": known._holder().display_name,
                "date": fields.Date.to_string(known.create_date),
            }
            raise UserError(
                self.env._(
                    "This file was already imported into %(record)s on %(date)s. Open "
                    "that claim, or cancel it before importing the file again.",
                    **values,
                )
                if known.claim_id
                else self.env._(
                    "This file was already imported as %(record)s on %(date)s. Delete "
                    "that, or take it back, before importing the file again.",
                    **values,
                )
            )

    @api.model
    def _receive(self, importer, target, attachment, mapping, options):
        """Keep a file with what its rows belong to; :meth:`_start_reading` makes them.

        :param importer: :class:`.importer.Importer`
        :param target: the record the rows belong to, or an empty recordset
        :param attachment: the file; it goes to that record, and with it who may read it
        :param mapping: heading as compared → field, as a person agreed to it
        :param options: see :class:`..intake.settings.Options`, as JSON
        """
        target.check_access("write")
        company, partner = importer.company_id, importer.partner_id
        checksum = opened(attachment).checksum
        self._check_new(importer.kind, company, partner, checksum)
        intake = self.sudo().create(  # access was checked on the target
            {
                "name": attachment.name,
                "kind": importer.kind,
                "company_id": company.id,
                "partner_id": partner.id,
                "res_model": target._name,
                "res_id": target.id,
                "currency_id": importer.currency_id.id,
                "attachment_id": attachment.id,
                "checksum": checksum,
                "mapping": mapping,
                "options": options,
                "replaces_lines": importer.replace_lines,
            }
        )
        holder = intake._holder()
        attachment.write({"res_model": holder._name, "res_id": holder.id})
        return intake.sudo(self.env.su)

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
            self._target()._intake_queued(self, job)
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
        self._target().check_access("write")
        try:
            self._read(report)
        except files.IntakeError as error:
            raise UserError(self._sentence(error)) from error
        finally:
            forget(self.env)

    def _job_failed(self, message):
        self._write_guarded({"state": "failed", "error": message})

    def _read(self, report):
        """Make the file's rows what they are, all in this transaction.

        :raise IntakeError: when the file as a whole cannot be read
        :raise UserError: when it is too late to add rows, or no row can be read
        """
        target = self._target().sudo()  # access was checked when the file came in
        target._intake_check(self)
        report(0, 0, self.env._("Reading %(file)s", file=self.name))
        table = opened(self.attachment_id).table(self.env, self._kind(), self.options)
        reading = table.read(self.mapping, self.options)
        rows = IntakeRows(self, reading, target._intake_rows(self, reading), report)
        stored = target._intake_store(self, rows)
        if not stored:
            raise UserError(rows.nothing_read())
        self._write_result(reading, rows, stored)
        target._intake_done(self, table)
        target._intake_message(self._summary())

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
                "quantity_read": float(rows.quantity),
                "quantity_stated": float(last.get("quantity") or 0),
                "totals_note": "\n".join(map(self._sentence, notes)),
                "refused_attachment_id": rows.attach_refused().id,
            }
        )

    def _summary(self):
        """Return in a sentence what became of the rows."""
        if self.rows_refused:
            return self.env._(
                "%(file)s: %(stored)s of %(read)s rows were imported, %(refused)s "
                "could not be read. Download them from the file: each says why.",
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
