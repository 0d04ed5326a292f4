import hashlib
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from ... import intake as files

FOUND_TOGETHER = ("authorization_ref", "end_customer_name")


class BecsClaim(models.Model):
    """Lines of a draft claim that are typed or corrected on the portal.

    Called by its pages as superuser, see :mod:`.draft`.
    """

    _inherit = "becs.claim"

    def _draft_write_line(self, line, values, version=None):
        """Correct a line, or add one where ``line`` is empty.

        :param values: as of :func:`..intake.read_typed`
        :param version: of the line when it was shown, see :meth:`_draft_version`
        :return: the line
        """
        self._draft_begin()
        values = {
            files.line_field(name): _stored(values[name])
            for name in files.typed_fields()
        }
        if not line:
            values |= {"claim_id": self.id, "sequence": self._draft_next_row()}
            return line.create(values)
        self._draft_check_version(line, version)
        changed = {
            name: value
            for name, value in values.items()
            if (line[name] or False) != (value or False)
        }
        if changed.keys() & set(FOUND_TOGETHER):
            # names of end customers are found among those of the authorization
            changed |= {name: values[name] for name in FOUND_TOGETHER}
        if changed:
            line.write(changed)
        return line

    def _draft_check_version(self, line, version):
        """Refuse to touch a line that is not as it was shown.

        :param version: of the line when it was shown, see :meth:`_draft_version`
        """
        if version != self._draft_version(line):
            raise UserError(
                self.env._(
                    "Row %(row)s was changed meanwhile, by somebody else or in another "
                    "window. Look at what it says now, then do it again.",
                    row=line.sequence,
                )
            )

    def _draft_version(self, line):
        """Return what is another text as soon as anything stated is another."""
        stated = [
            line[files.line_field(name)] or False for name in files.typed_fields()
        ]
        return hashlib.sha256(repr(stated).encode()).hexdigest()[:16]

    def _draft_next_row(self):
        [(last,)] = self.env["becs.claim.line"]._read_group(
            [("claim_id", "=", self.id)], [], ["sequence:max"]
        )
        return (last or 0) + 1

    def _draft_delete_line(self, line, version):
        """Delete a line of the draft.

        :param version: of the line when it was shown, see :meth:`_draft_version`
        """
        self._draft_begin()
        self._draft_check_version(line, version)
        if line.dispute_ids:
            raise UserError(
                self.env._(
                    "%(line)s was disputed before, so it stays. Correct it instead.",
                    line=line.dispute_ids[0].line_name,
                )
            )
        line.unlink()


def _stored(value):
    """Return a value of a typed row as the line keeps it."""
    if isinstance(value, tuple):
        return "\n".join(value)
    if value is None:
        return False
    return float(value) if isinstance(value, Decimal) else value
