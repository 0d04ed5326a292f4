from .. import intake as files
from ..validation import answers

REPORT_EVERY = 1000  # rows


class IntakeRows:
    """The readable rows of a file, for storing; the others go to their own file."""

    def __init__(self, intake, table, reading, report):
        self.intake = intake
        self.table = table
        self.reading = reading
        self.report = report
        self.refused = None
        self.first_reason = None
        self.amount = 0

    def __iter__(self):
        intake, total = self.intake, self.reading.total
        message = intake.env._("Storing the rows of %(file)s", file=intake.name)
        for count, row in enumerate(files.SentAgain(self.reading, self._answers)):
            if count % REPORT_EVERY == 0:
                self.report(count, total, message)
            if isinstance(row, files.Refused):
                self._refuse(row)
                continue
            values = row.values
            values["sequence"] = row.number
            if values["amount_claimed"]:
                self.amount += values["amount_claimed"]
            yield values

    def _answers(self, refs):
        return answers.look_up(self.intake.env, self.intake.claim_id, refs)

    def _refuse(self, row):
        if self.refused is None:
            translate = self.intake._translate
            self.refused = files.refused_writer(self.table, translate)
            self.first_reason = self.intake.env._(
                "row %(row)s: %(reason)s",
                row=row.number,
                reason=self.intake._sentence(row.reasons[0]),
            )
        self.refused.add(row)

    def nothing_read(self):
        """Return the sentence for a file none of whose rows could be read."""
        env = self.intake.env
        if self.first_reason:
            return env._(
                "None of the %(count)s rows of %(file)s could be read, so nothing was "
                "imported. The first, %(reason)s",
                count=self.reading.rows_refused,
                file=self.intake.name,
                reason=self.first_reason,
            )
        return env._(
            "%(file)s has no rows below its headings but totals, so nothing was "
            "imported. Please send the rows as well.",
            file=self.intake.name,
        )

    def attach_refused(self):
        """Return the attachment of the rows that could not be read, on the claim."""
        claim = self.intake.claim_id
        attachments = self.intake.env["ir.attachment"]
        if self.refused is None:
            return attachments
        stem = self.intake.name.rpartition(".")[0] or self.intake.name
        name = self.intake.env._("%(file)s - rows not read", file=stem)
        return attachments.create(
            {
                "name": f"{name}.{self.refused.extension}",
                "raw": self.refused.close(),
                "res_model": claim._name,
                "res_id": claim.id,
            }
        )
