"""By which terms a claim line was validated, for showing how its amount came about."""

from odoo import fields
from odoo.fields import Domain

from . import terms_by_date


class ValidatedTerms:
    """Terms of a program or program line as they were when a line was validated.

    Read like the record. What later versions made otherwise for the ship date is taken
    back.
    """

    def __init__(self, holder, changed):
        self._holder = holder
        self._changed = changed

    def __getattr__(self, name):
        if name in self._changed:
            return self._changed[name]
        return self._holder[name]


def of(record, day, version):
    """The terms of a record for a ship date, by a version of its program.

    :param record: a program or program line
    :param version: its number; 0: there was only one
    """
    program = record if record._name == "becs.program" else record.program_id
    if program.version <= 1:
        return record
    holder = terms_by_date.at(record, day)
    # who may read a line is told by what it was validated
    later = (
        record.env["becs.program.change"]
        .sudo()
        .search(
            Domain("version_id.program_id", "=", program.id)
            & Domain("version_id.number", ">", version or 1)
            & Domain("program_line_id", "=", record.id if record != program else False)
            & Domain("kind", "=", "changed")
            & _covers(day),
        )
    )
    changed = {}
    # the newest first: of a field the oldest of them says what it was
    for change in later.sorted(lambda one: -one.version_id.number):
        for name, value in change.old.items():
            changed[name] = _read(record, name, value)
    return ValidatedTerms(holder, changed)


def _covers(day):
    """Changes that hold for a ship date."""
    if not day:
        return Domain("date_to", "=", False)
    return (Domain("date_from", "=", False) | Domain("date_from", "<=", day)) & (
        Domain("date_to", "=", False) | Domain("date_to", ">=", day)
    )


def _read(record, name, value):
    """A value of a change as it is read from a record."""
    field = record._fields[name]
    if field.type == "many2many":
        return record.env[field.comodel_name].browse([one for one, _name in value])
    if field.type == "many2one":
        return record.env[field.comodel_name].browse(value and value[0])
    if field.type == "date":
        return fields.Date.to_date(value)
    return value
