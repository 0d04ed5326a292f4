from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class BecsClaimImport(models.TransientModel):
    """Make a claim, or add to a draft one, from a file with columns.

    First the file and whose it is, then what its columns mean; what a person agrees to
    is remembered for the distributor's next file.
    """

    _name = "becs.claim.import"
    _description = "Import a Claim File"
    _check_company_auto = True

    step = fields.Selection(
        [("file", "File"), ("columns", "Columns")], default="file", required=True
    )
    claim_id = fields.Many2one(
        "becs.claim",
        "Add to Claim",
        check_company=True,
        help="The rows are added to this draft claim.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Distributor",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        domain="[('is_becs_distributor', '=', True)]",
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Currency of the prices and amounts in the file.",
    )
    reference = fields.Char(
        "Debit Number",
        help="The distributor's own number of this claim. Left empty, it is taken from "
        "the file if that names one.",
    )
    date_from = fields.Date(
        "Period From", help="Left empty, the first ship date of the file."
    )
    date_to = fields.Date(
        "Period To", help="Left empty, the last ship date of the file."
    )
    attachment_id = fields.Many2one("ir.attachment", "File")

    # Compute

    @api.depends("claim_id")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = (
                wizard.claim_id.company_id or wizard.company_id or self.env.company
            )

    @api.depends("claim_id")
    def _compute_partner_id(self):
        for wizard in self:
            wizard.partner_id = wizard.claim_id.partner_id or wizard.partner_id

    @api.depends("claim_id", "partner_id", "company_id")
    def _compute_currency_id(self):
        for wizard in self:
            pricelist = wizard.partner_id.specific_property_product_pricelist
            wizard.currency_id = (
                wizard.claim_id.currency_id
                or pricelist.currency_id
                or wizard.company_id.currency_id
            )

    # Actions

    def action_read(self):
        """Find out how the file is to be read, and show it."""
        self.ensure_one()
        self._check_ready()
        self._inspect({})
        self.step = "columns"
        return self._action_open()

    def action_back(self):
        """Choose another file or distributor."""
        self.ensure_one()
        self.step = "file"
        return self._action_open()

    def action_import(self):
        """Make the claim, remember how the file was read, and read it.

        :return: the action that opens the claim
        """
        self.ensure_one()
        self._check_ready()
        if self.missing:
            raise UserError(self.missing)
        self._check_questions()
        mapping, options = self._mapping(), self._options(self._layout())
        claim = self.claim_id or self._create_claim()
        intake = self.env["becs.intake"]._receive(
            claim, self._own_attachment(), mapping, options
        )
        profiles = self.env["becs.import.profile"]
        profiles._remember(claim.partner_id, mapping, self._remembered_options())
        intake._start_reading(self.row_count)
        return self._action_result(intake)

    def _action_open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self._description,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {**self.env.context, "dialog_size": "extra-large"},
        }

    def _action_result(self, intake):
        action = {
            "type": "ir.actions.act_window",
            "res_model": "becs.claim",
            "res_id": intake.claim_id.id,
            "views": [(False, "form")],
            "target": "current",
        }
        if intake.state == "done":
            message, kind = intake._summary(), "warning"
            if not intake.rows_refused:
                kind = "success"
        else:
            message, kind = (
                self.env._(
                    "%(file)s is being read in the background. You can leave this "
                    "page; the claim shows how far it is.",
                    file=intake.name,
                ),
                "info",
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "sticky": kind == "warning",
                "next": action,
            },
        }

    @api.autovacuum
    def _gc_uploads(self):
        """Delete files that were uploaded and then not imported."""
        yesterday = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self.env["ir.attachment"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", (0, False)),
                ("create_date", "<", yesterday),
            ]
        ).unlink()

    # Helpers

    def _check_ready(self):
        """Refuse early what would be refused anyway, with a sentence each."""
        if self.claim_id:
            self.claim_id.check_access("write")
            self.company_id = self.claim_id.company_id
            self.partner_id = self.claim_id.partner_id
            self.currency_id = self.claim_id.currency_id
        if not self.partner_id:
            raise UserError(self.env._("Choose the distributor the file comes from."))
        if not self.partner_id.commercial_partner_id.is_becs_distributor:
            raise UserError(
                self.env._(
                    "%(partner)s is no distributor of back-end credits. Tick that on "
                    "the contact first, or choose another one.",
                    partner=self.partner_id.display_name,
                )
            )
        if not self.attachment_id:
            raise UserError(self.env._("Choose the file to import."))
        if self.claim_id and self.claim_id.state != "draft":
            raise UserError(
                self.env._(
                    "%(claim)s is no draft any more, so no rows can be added.",
                    claim=self.claim_id.display_name,
                )
            )
        self.attachment_id.check_access("read")
        self.env["becs.intake"]._check_new(
            self.company_id, self.partner_id, self.attachment_id._becs_content()
        )
        self._check_reference()

    def _check_reference(self):
        if self.claim_id or not (self.reference or "").strip():
            return
        self.env["becs.claim"].flush_model(
            ["company_id", "commercial_partner_id", "reference", "state"]
        )
        known = self.env.execute_query(
            SQL(
                """
                SELECT id
                  FROM becs_claim
                 WHERE company_id = %s
                   AND commercial_partner_id = %s
                   AND lower(btrim(reference)) = lower(btrim(%s))
                   AND state <> 'cancelled'
                """,
                self.company_id.id,
                self.partner_id.commercial_partner_id.id,
                self.reference,
            )
        )
        if known:
            raise UserError(
                self.env._(
                    "%(distributor)s already has %(claim)s with this debit number. "
                    "Open that claim, or enter another number.",
                    distributor=self.partner_id.display_name,
                    claim=self.env["becs.claim"].browse(known[0][0]).display_name,
                )
            )

    def _create_claim(self):
        return self.env["becs.claim"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "currency_id": self.currency_id.id,
                "reference": (self.reference or "").strip() or False,
                "date_from": self.date_from,
                "date_to": self.date_to,
            }
        )

    def _own_attachment(self):
        """Return the uploaded file; one that belongs to a record is copied."""
        attachment = self.attachment_id
        if attachment.res_id:
            return attachment.copy({"res_model": False, "res_id": False})
        return attachment
