"""Two databases side by side: every row of every table, and the schema.

Ids tell nothing: a row is known by its external identifier, else by the columns
:mod:`.expected` names, else by all it holds; where a row refers to another one, that
one's name counts. Whatever is not named in :mod:`.expected` has to be equal.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from fnmatch import fnmatchcase

from .snapshot import Snapshot, table_of

# pairs of columns that say together which record is meant
ANY_MODEL = (("res_model", "res_id"), ("model", "res_id"))
# a record as text
RECORD = re.compile(r"([a-z_]+(?:\.[a-z_]+)+),(\d+)")
SHOWN = 5  # differences told of one table
LONGEST = 160  # characters of a value that are told


@dataclass
class Expected:
    """What is known about the tables.

    :param names: ``{table: columns a row is known by}``
    :param tables: ``{table: why it is not compared}``
    :param columns: ``{(table, column): why it is not compared}``, with wildcards
    :param rows: ``{table: (function of a row, why those rows are not compared)}``
    :param schema: ``{(kind, name): why it is not compared}``, with wildcards
    :param ids: ``{(table, column): (pattern, table)}`` of ids that stand in a text
    :param empty: ``{table: why it has no rows}``
    """

    names: dict = field(default_factory=dict)
    tables: dict = field(default_factory=dict)
    columns: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    schema: dict = field(default_factory=dict)
    ids: dict = field(default_factory=dict)
    empty: dict = field(default_factory=dict)

    def with_more(self, other: "Expected") -> "Expected":
        """What both know."""
        return Expected(
            **{
                one.name: getattr(self, one.name) | getattr(other, one.name)
                for one in fields(self)
            }
        )

    def ignores(self, table: str, column: str) -> bool:
        """Whether a column is named as one that may differ."""
        return _named(self.columns, table, column)

    def ignores_schema(self, kind: str, name: str) -> bool:
        return _named(self.schema, kind, name)


def _named(patterns, first, second):
    return any(
        fnmatchcase(first, one) and fnmatchcase(second, other)
        for one, other in patterns
    )


class Named:
    """The rows of a database by what they are, not by their ids."""

    def __init__(self, snapshot: Snapshot, expected: Expected):
        self.snapshot = snapshot
        self.expected = expected
        self.by_id = {
            name: {row["id"]: row for row in table.rows if "id" in row}
            for name, table in snapshot.tables.items()
        }
        self.external = self._external()
        self.known = {}
        self.columns = {}

    def _external(self):
        found = {}
        data = self.snapshot.tables.get("ir_model_data")
        for row in data.rows if data else ():
            key = table_of(row["model"]), row["res_id"]
            name = f"{row['module']}.{row['name']}"
            found[key] = min(name, found.get(key, name))
        return found

    def name(self, table: str, number: int | None, within: tuple = ()):
        """What a row is called; rows refer to each other in circles, too.

        :param within: tables whose rows are being named
        """
        if number is None:
            return None
        key = (table, number)
        if key not in self.known:
            found = self._name(table, number, within)
            if within and table not in self.expected.names:
                return found  # a circle may have been cut short
            self.known[key] = found
        return self.known[key]

    def _name(self, table, number, within):
        external = self.external.get((table, number))
        if external:
            return external
        row = self.by_id.get(table, {}).get(number)
        if row is None:
            return self._inherited(table, number, within)
        columns = self.expected.names.get(table)
        if columns is None and table in within:
            return f"some {table}"
        return self.of_row(table, row, within)

    def _inherited(self, table, number, within):
        """Actions of all kinds share their ids."""
        if table == "ir_actions":
            for other in self.snapshot.tables:
                if other.startswith("ir_act_") and number in self.by_id[other]:
                    return self.name(other, number, within)
        return f"no {table}"

    def of_row(self, table: str, row: dict, within: tuple = ()):
        """What a row is called, by the columns it is known by, else by all."""
        external = self.external.get((table, row.get("id")))
        if external:
            return external
        columns = self.expected.names.get(table) or self.compared(table)
        within = (*within, table)
        return tuple(
            (column, self.value(table, row, column, within)) for column in columns
        )

    def compared(self, table: str) -> list[str]:
        """The columns of a table that are compared."""
        if table not in self.columns:
            rows = self.snapshot.tables[table].rows
            self.columns[table] = [
                column
                for column in sorted(rows[0] if rows else ())
                if column != "id" and not self.expected.ignores(table, column)
            ]
        return self.columns[table]

    def value(self, table: str, row: dict, column: str, within: tuple = ()):
        """What a column holds, told so that two databases can be compared."""
        value = row[column]
        kept = self.snapshot.tables[table]
        if value is None:
            # Odoo reads a number that is not there as 0, and nothing as no
            is_number = column in kept.numbers and column not in kept.references
            return 0 if is_number else None
        if column in kept.references:
            target = kept.references[column]
            if isinstance(value, dict):  # another one for each company
                return tuple(
                    (self.name("res_company", int(company), within),)
                    + (self.name(target, number, within),)
                    for company, number in sorted(value.items())
                )
            return self.name(target, value, within)
        if column in kept.times:
            return self.time(value)
        for model, number in ANY_MODEL:
            if column == number and row.get(model) and value:
                return self.name(table_of(row[model]), value, within)
        if column == "parent_path":
            numbers = value.strip("/").split("/")
            return tuple(self.name(table, int(number), within) for number in numbers)
        return _hashable(self.text(table, column, value))

    def text(self, table: str, column: str, value):
        """A value with the names of records where their ids stood in a text."""
        if isinstance(value, dict):
            return {key: self.text(table, column, one) for key, one in value.items()}
        if not isinstance(value, str):
            return value
        if record := RECORD.fullmatch(value):
            return repr(self.name(table_of(record[1]), int(record[2])))
        if found := self.expected.ids.get((table, column)):
            pattern, target = found
            return re.sub(
                pattern, lambda one: f"{self.name(target, int(one[1]))}", value
            )
        return value

    def time(self, text: str):
        """During which phase it was, else which day: no two runs are in step."""
        moment = datetime.fromisoformat(text)
        for name, start, end in self.snapshot.phases:
            if start <= moment <= end:
                return f"while {name}"
        return moment.date().isoformat()


def _hashable(value):
    if isinstance(value, dict):
        return tuple(sorted((key, _hashable(one)) for key, one in value.items()))
    if isinstance(value, list):
        return tuple(_hashable(one) for one in value)
    return value


def differences(
    mine: Snapshot, other: Snapshot, expected: Expected, names=("updated", "fresh")
) -> list[str]:
    """All that differs between two databases, a sentence each; empty if nothing does.

    :param names: what the databases are called
    """
    found = _schema(mine, other, expected, names)
    sides = Named(mine, expected), Named(other, expected)
    for table in sorted(set(mine.tables) & set(other.tables)):
        if table not in expected.tables:
            found += _table(table, sides, expected, names)
    return found


def _schema(mine, other, expected, names):
    found = []
    for kind, name in sorted(set(mine.schema) | set(other.schema)):
        if expected.ignores_schema(kind, name):
            continue
        is_there = [(kind, name) in one.schema for one in (mine, other)]
        if not all(is_there):
            found.append(f"{kind} {name}: only in the {_where(is_there, names)} one")
            continue
        values = [one.schema[kind, name] for one in (mine, other)]
        if values[0] != values[1]:
            found.append(f"{kind} {name}: {_both(values, names)}")
    return found


def _where(is_there, names):
    return names[is_there.index(True)]


def _both(values, names):
    told = [_told(value) for value in values]
    if told[0] == told[1]:  # they differ further on
        told = [_told(text) for text in _from_first_difference(*map(repr, values))]
    return f"{names[0]} {told[0]}, {names[1]} {told[1]}"


def _from_first_difference(one, other):
    same = 0
    while one[same : same + 1] == other[same : same + 1]:
        same += 1
    start = max(same - LONGEST // 4, 0)
    return one[start:], other[start:]


def _told(value):
    text = str(value) if isinstance(value, str | Decimal) else repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _table(table, sides, expected, names):
    """Differences between the rows of a table."""
    rows = [_rows(side, table, expected) for side in sides]
    columns = [set(side.compared(table)) for side in sides]
    # what no row has is not known; the schema tells which columns there are
    common = sorted(
        columns[0] & columns[1] if all(columns) else columns[0] | columns[1]
    )
    groups = [
        _grouped(side, table, rows_) for side, rows_ in zip(sides, rows, strict=True)
    ]
    found = []
    for name in sorted(set(groups[0]) | set(groups[1]), key=repr):
        found += _group(table, name, sides, groups, common, names)
    if not found:
        return []
    figures = [
        column
        for column in common
        if column not in sides[0].snapshot.tables[table].references
    ]
    return [
        f"{table}: {len(rows[0])} rows in the {names[0]} one, {len(rows[1])} in the"
        f" {names[1]} one{_sums(figures, rows)}",
        *(f"    {one}" for one in found[:SHOWN]),
        *([f"    and {len(found) - SHOWN} more"] if len(found) > SHOWN else []),
    ]


def _rows(side, table, expected):
    leave_out, _why = expected.rows.get(table, (None, None))
    return [
        row
        for row in side.snapshot.tables[table].rows
        if not (leave_out and leave_out(row))
    ]


def _grouped(side, table, rows):
    groups = {}
    for row in rows:
        groups.setdefault(side.of_row(table, row), []).append(row)
    return groups


def _group(table, name, sides, groups, columns, names):
    """Differences between the rows of one name, most often one on each side."""
    contents = [
        Counter(
            tuple(side.value(table, row, column) for column in columns)
            for row in group.get(name, ())
        )
        for side, group in zip(sides, groups, strict=True)
    ]
    only = [contents[0] - contents[1], contents[1] - contents[0]]
    if not any(only):
        return []
    told = _told(_told_name(name))
    if all(one.total() == 1 for one in only):
        [mine], [other] = only
        return [
            f"{told}: {column}: {_both(pair, names)}"
            for column, *pair in zip(columns, mine, other, strict=True)
            if pair[0] != pair[1]
        ]
    return [
        f"{told}: {one.total()} only in the {where} one"
        for one, where in zip(only, names, strict=True)
        if one
    ]


def _told_name(name):
    """A name as short as it can be told."""
    if isinstance(name, str):
        return name
    if isinstance(name, tuple):
        values = (one[1] if _is_pair(one) else one for one in name)
        return " / ".join(
            _told_name(value) for value in values if value not in (None, "")
        )
    return str(name)


def _is_pair(one):
    return isinstance(one, tuple) and len(one) == 2 and isinstance(one[0], str)


def _sums(columns, rows):
    """The sums of figures that differ."""
    told = []
    for column in columns:
        sums = [
            sum(row[column] for row in one if _is_figure(row[column])) for one in rows
        ]
        if sums[0] != sums[1]:
            told.append(f"{column} {sums[0]} / {sums[1]}")
    return f" ({'; '.join(told)})" if told else ""


def _is_figure(value):
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def empty(snapshot: Snapshot, addon: str, expected: Expected) -> list[str]:
    """Tables of an add-on that hold nothing, so that nothing was compared.

    Dialogs are left out: what is in one is forgotten by the next day.
    """
    tables = snapshot.tables
    dialogs = {row["id"] for row in tables["ir_model"].rows if row["transient"]}
    wanted = {
        table_of(row["model"])
        for row in _made_by(tables, addon, "ir.model")
        if row["id"] not in dialogs
    }
    wanted |= {
        row["relation_table"]
        for row in _made_by(tables, addon, "ir.model.fields")
        if row["model_id"] not in dialogs
    }
    return [
        f"{name}: nothing is in it, so that nothing was compared"
        for name in sorted(wanted & set(tables))
        if not tables[name].rows and name not in expected.empty
    ]


def _made_by(tables, addon, model):
    """Models or fields an add-on made; of one it extends, others tell as well."""
    modules = {}
    for row in tables["ir_model_data"].rows:
        if row["model"] == model:
            modules.setdefault(row["res_id"], set()).add(row["module"])
    return [
        row for row in tables[table_of(model)].rows if modules.get(row["id"]) == {addon}
    ]
