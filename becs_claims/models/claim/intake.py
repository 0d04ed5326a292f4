from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ... import intake as files
from ...lookup import answers
from ...storage import stated_lines


class BecsClaim(models.Model):
    """A claim made from a file, or a draft one that rows of a file are added to."""

    _inherit = "becs.claim"

    @api.model
    def _import_check(self, importer):
        claim = importer.claim_id
        if claim and claim.state != "draft":
            raise UserError(
                self.env._(
                    "%(claim)s is no draft any more, so no rows can be added.",
                    claim=claim.display_name,
                )
            )
        if not claim:
            self._import_check_reference(importer)

    def _import_check_reference(self, importer):
        known = self._with_reference(
            importer.company_id, importer.partner_id, importer.reference
        )
        if known:
            raise UserError(
                self.env._(
                    "%(distributor)s already has %(claim)s with this debit number. "
                    "Open that claim, or enter another number.",
                    distributor=importer.partner_id.display_name,
                    claim=known[0].display_name,
                )
            )

    @api.model
    def _import_take_from_file(self, importer, reading):
        numbers = reading.file_values.get("debit_number") or []
        if len(numbers) == 1 and not importer.reference and not importer.claim_id:
            importer.reference = numbers[0]

    @api.model
    def _import_target(self, importer):
        if importer.claim_id:
            return importer.claim_id
        claim = self.create(
            {
                "partner_id": importer.partner_id.id,
                "company_id": importer.company_id.id,
                "currency_id": importer.currency_id.id,
                "reference": (importer.reference or "").strip() or False,
                "date_from": importer.date_from,
                "date_to": importer.date_to,
                **self._import_responsible(importer),
            }
        )
        claim._write_guarded({"source": importer.source})
        return claim

    @api.model
    def _import_responsible(self, importer):
        """Whoever imports is the analyst, but for a distributor's own people."""
        return {"user_id": False} if importer.source == "portal" else {}

    def _intake_queued(self, intake, job):
        self._write_guarded({"job_id": job.id})

    def _intake_check(self, intake):
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "%(claim)s is no draft any more, so no rows can be added. Reset "
                    "it to draft, or import the file into a claim of its own.",
                    claim=self.display_name,
                )
            )

    def _intake_rows(self, intake, reading):
        return files.Resubmissions(
            reading, lambda refs: answers.look_up(self.env, self, refs)
        )

    def _intake_store(self, intake, rows):
        if intake.replaces_lines:
            self._drop_lines(intake)
        return stated_lines.store(self.env, self, rows)

    def _drop_lines(self, intake):
        """Delete all lines of the draft, which those of a file take the place of."""
        if self.dispute_ids:
            raise UserError(
                self.env._(
                    "Lines of %(claim)s were disputed before, so they stay. Add the "
                    "corrected rows, or correct the lines one by one.",
                    claim=self.display_name,
                )
            )
        self._end_check()
        self.env.flush_all()
        self.env.execute_query(
            SQL("DELETE FROM becs_claim_line WHERE claim_id = %s RETURNING id", self.id)
        )
        self.env.invalidate_all(flush=False)
        former = self.intake_ids.filtered(lambda file: file.state == "done") - intake
        former._write_guarded({"state": "undone"})

    def _intake_done(self, intake, table):
        """Fill what follows from the file: how money is stated, the period."""
        values = {}
        if self.line_count == intake.rows_stored:  # its first rows
            values = {"basis": table.basis(intake.mapping)}
            if self.source == "manual":
                values["source"] = "import"
        if not self.date_from or not self.date_to:
            [(start, end)] = self.env["becs.claim.line"]._read_group(
                [("claim_id", "=", self.id)], [], ["date_ship:min", "date_ship:max"]
            )
            if start:
                values["date_from"] = self.date_from or min(
                    start, self.date_to or start
                )
                values["date_to"] = self.date_to or max(end, self.date_from or end)
        # follows from the file, which is what is recorded
        self._write_guarded(values)
        self.env["becs.event"]._record(
            [
                {
                    "claim_id": self.id,
                    "kind": "imported",
                    "note": intake._summary(),
                }
            ]
        )
        if self.source == "portal":
            # the distributor sees what will be paid before it submits
            self.action_check_from_screen()
