"""Terms of programs and their lines by ship date: reading them, writing new ones.

A *record* here is a program or a program line. It holds its newest terms; what holds
for earlier ship dates only is kept in records of :data:`EARLIER`. Both are *holders* of
terms. Values are compared as :func:`value_of` gives them.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from odoo import fields

from ...validation.programs.versions import PROGRAM_TERMS

# per model: terms that hold for all ship dates, as they are now
WHOLE = {
    "becs.program": (
        "active",
        "date_start",
        "date_end",
        "budget_amount",
        "distributor_ids",
    ),
    "becs.program.line": ("max_quantity", "max_amount"),
}
# model of what is kept, and its reference to the record
EARLIER = {
    "becs.program": ("becs.program.terms", "program_id"),
    "becs.program.line": ("becs.program.line.terms", "program_line_id"),
}
_OWNERS = {earlier: model for model, (earlier, _key) in EARLIER.items()}
_EARLIER_NAMES = {"active": "is_there"}


@dataclass(frozen=True)
class Time:
    """Ship dates, both included (None: open), and what holds the terms for them."""

    first: date | None
    last: date | None
    holder: Any

    def values(self):
        """All terms of one sale, by their names on the record."""
        return {
            name: value_of(self.holder, self._name(name))
            for name in by_date(
                self.holder.env, _OWNERS.get(self.holder._name, self.holder._name)
            )
        }

    def store(self, values):
        self.holder.write(
            {
                self._name(name): _written(self.holder, self._name(name), value)
                for name, value in values.items()
            }
        )

    def raw(self, names):
        """Some terms as they are kept in a change."""
        return {name: raw(self.holder, self._name(name)) for name in names}

    def _name(self, name):
        return name if name in self.holder._fields else _EARLIER_NAMES[name]


def by_date(env, model):
    """Names of the terms of one sale: those that hold for its ship date.

    A line that is not ``active`` is no part of the program.

    :param model: name of the model of records
    """
    if model == "becs.program":
        return (*PROGRAM_TERMS, "end_customer_ids")
    return (*env[model]._methods().line_terms, "active")


def value_of(record, name):
    """A value as it is compared: ids of records, False for nothing, else as read."""
    value = record.with_context(active_test=False)[name]
    kind = record._fields[name].type
    if kind == "many2many":
        return tuple(sorted(value.ids))
    if kind == "many2one":
        return value.id
    return value


def _written(record, name, value):
    """A value as ``write`` takes it."""
    if record._fields[name].type == "many2many":
        return [fields.Command.set(value)]
    return value


def times(records):
    """The times between which the terms of records differ.

    :param records: programs or program lines
    :return: {record: its :class:`Time` objects, the earliest first}
    """
    model, key = EARLIER[records._name]
    kept = records.env[model].search([(key, "in", records.ids)], order="date_to")
    of_record = kept.grouped(key)
    found = {}
    for record in records:
        first, found[record] = None, []
        for holder in of_record.get(record, ()):
            found[record].append(Time(first, holder.date_to, holder))
            first = holder.date_to + timedelta(days=1)
        found[record].append(Time(first, None, record))
    return found


def at(record, day):
    """The holder of the terms of a record for a ship date."""
    if not record or not day:
        return record
    model, key = EARLIER[record._name]
    domain = [(key, "=", record.id), ("date_to", ">=", day)]
    # who may read a record may know what its terms were
    kept = record.env[model].sudo().search(domain, order="date_to", limit=1)
    return kept or record


def is_there(holder):
    """Whether a line is part of its program by these terms."""
    return holder["active" if "active" in holder._fields else "is_there"]


def write_whole(records, values_of):
    """Write the terms that hold for all ship dates, as far as they change.

    :param values_of: {record: new values}
    :return: values of the changes, see ``becs.program.change``
    """
    changes = []
    for record in records:
        differs = {
            name: value
            for name, value in values_of[record].items()
            if name in WHOLE[record._name] and value_of(record, name) != value
        }
        for name, value in differs.items():
            old = raw(record, name)
            record.write({name: _written(record, name, value)})
            changes.append(
                {
                    **_of(record),
                    "field_name": name,
                    "old": {name: old},
                    "new": {name: raw(record, name)},
                }
            )
    return changes


def write_by_date(records, values_of, day):
    """Write terms of one sale for ship dates from a day on, as far as they change.

    What they replace is kept for the ship dates before.

    :param records: programs, or program lines
    :param values_of: {record: new values}
    :param day: the first ship date; None: for all
    :return: values of the changes, see ``becs.program.change``
    """
    changes, changed = [], records.browse()
    for record, parts in times(records).items():
        new = {
            name: value
            for name, value in values_of[record].items()
            if name in by_date(record.env, record._name)
        }
        for time in parts:
            if day and time.last and time.last < day:
                continue
            old = time.values()
            differs = {name: value for name, value in new.items() if old[name] != value}
            if not differs:
                continue
            changed |= record
            first = time.first
            if day and (not first or first < day):
                _keep(record, old, day - timedelta(days=1))
                first = day
            before = time.raw(differs)
            time.store(differs)
            changes += _changes(record, (first, time.last), before, time.raw(differs))
    _forget(changed)
    return changes


def begin(lines, day):
    """Have new lines be no part of their programs for ship dates before a day.

    :return: values of the changes, see ``becs.program.change``
    """
    changes = []
    for line, [time] in times(lines).items():
        if day:
            _keep(line, time.values() | {"active": False}, day - timedelta(days=1))
        changes.append(
            {**_of(line), "kind": "added", "date_from": day, "new": terms_in_raw(line)}
        )
    return changes


def _keep(record, values, last):
    """Keep terms of a record up to a day."""
    model, key = EARLIER[record._name]
    Kept = record.env[model]
    stored = {_EARLIER_NAMES.get(name, name): value for name, value in values.items()}
    Kept.create(
        {
            key: record.id,
            "date_to": last,
            **{name: _written(Kept, name, value) for name, value in stored.items()},
        }
    )


def _forget(records):
    """Delete what is kept and equal to what holds after it."""
    for parts in times(records).values():
        values = [time.values() for time in parts]
        for place, time in enumerate(parts[:-1]):
            if values[place] == values[place + 1]:
                time.holder.unlink()


# What is told of it


def _of(record):
    if record._name == "becs.program":
        return {}
    return {"program_line_id": record.id, "line_name": record._covered()}


def _changes(record, ship_dates, before, after):
    """Values of the changes of one time of a record."""
    first, last = ship_dates
    common = {**_of(record), "date_from": first, "date_to": last}
    if "active" in after:
        if after["active"]:
            return [common | {"kind": "added", "new": terms_in_raw(record)}]
        return [common | {"kind": "dropped", "old": terms_in_raw(record)}]
    return [
        common
        | {
            "field_name": name,
            "old": {name: before[name]},
            "new": {name: after[name]},
        }
        for name in after
    ]


def terms_in_raw(line):
    """What is set on a line, as it is kept in a change."""
    names = (*line._methods().line_terms, *WHOLE["becs.program.line"])
    return {
        name: raw(line, name)
        for name in names
        if line[name] and not (line.excluded and name == "credit_method")
    }


def raw(record, name):
    """A value as it is kept in a change: dates as texts, records with their names."""
    value = record.with_context(active_test=False)[name]
    kind = record._fields[name].type
    if kind == "many2many":
        return [[one.id, one.display_name] for one in value]
    if kind == "many2one":
        return [value.id, value.display_name] if value else None
    if kind == "date":
        return value and fields.Date.to_string(value)
    return value
