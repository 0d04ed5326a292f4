from ... import intake as files

REPORT_EVERY = 1000  # rows


class IntakeRows:
    """The good rows of a file, for storing; the others go to their own file.

    :param rows: the rows of ``reading``, good and refused
    """

    def __init__(self, intake, reading, rows, report):
        self.intake = intake
        self.reading = reading
        self.rows = rows
        self.report = report
        self.refused = None
        self.first_reason = None
        self.amount = self.quantity = 0

    def __iter__(self):
        intake, total = self.intake, self.reading.total
        message = intake.env._("Storing the rows of %(file)s", file=intake.name)
        for count, row in enumerate(self.rows):
            if count % REPORT_EVERY == 0:
                self.report(count, total, message)
            if isinstance(row, files.Refused):
                self._refuse(row)
                continue
            values = row.values
            values["sequence"] = row.number
            self.amount += values.get("amount_claimed") or 0
            self.quantity += self._signed_quantity(values)
            yield values

    def _signed_quantity(self, values):
        quantity = values.get("quantity") or 0
        returned = values.get("transaction_type") == "return"
        return -abs(quantity) if returned else quantity

    def _refuse(self, row):
        if self.refused is None:
            translate = self.intake._translate
            self.refused = files.refused_writer(self.reading.table, translate)
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
                "No row of %(file)s could be read (rows: %(count)s), so nothing was "
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
        """Return the attachment of the rows not read, where the file is."""
        holder = self.intake._holder()
        attachments = self.intake.env["ir.attachment"]
        if self.refused is None:
            return attachments
        stem = self.intake.name.rpartition(".")[0] or self.intake.name
        name = self.intake.env._("%(file)s - rows not read", file=stem)
        return attachments.create(
            {
                "name": f"{name}.{self.refused.extension}",
                "raw": self.refused.close(),
                "res_model": holder._name,
                "res_id": holder.id,
            }
        )
