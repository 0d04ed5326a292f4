"""Everything a database holds, read at once: its tables, its schema."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from tools.machine import databases

# models whose table is not called after them
TABLES = {
    "ir.actions.actions": "ir_actions",
    "ir.actions.act_url": "ir_act_url",
    "ir.actions.act_window": "ir_act_window",
    "ir.actions.act_window.view": "ir_act_window_view",
    "ir.actions.act_window_close": "ir_actions",
    "ir.actions.client": "ir_act_client",
    "ir.actions.report": "ir_act_report_xml",
    "ir.actions.server": "ir_act_server",
}
COLUMNS = """
SELECT table_name, column_name, data_type
  FROM information_schema.columns
  JOIN information_schema.tables USING (table_schema, table_name)
 WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
"""
NUMBERS = ("integer", "bigint", "numeric", "double precision", "boolean")
# what a table, column, index, … is: one row each, (kind, name, definition)
SCHEMA = """
SELECT 'column', table_name || '.' || column_name,
       concat_ws(' ', udt_name, character_maximum_length, numeric_precision,
                 numeric_scale, is_nullable, column_default, is_identity)
  FROM information_schema.columns WHERE table_schema = 'public'
 UNION ALL
SELECT 'comment', c.relname || '.' || a.attname, col_description(c.oid, a.attnum)
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE c.relnamespace = 'public'::regnamespace
   AND col_description(c.oid, a.attnum) IS NOT NULL
 UNION ALL
SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
 UNION ALL
SELECT 'constraint', conrelid::regclass || '.' || conname,
       concat_ws(' ', pg_get_constraintdef(oid),
                 obj_description(oid, 'pg_constraint'))
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
 UNION ALL
SELECT 'trigger', tgrelid::regclass || '.' || tgname,
       concat_ws(' ', pg_get_triggerdef(oid), tgenabled)
  FROM pg_trigger WHERE NOT tgisinternal
 UNION ALL
SELECT 'function', p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
       pg_get_functiondef(p.oid)
  FROM pg_proc p
 WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('f', 'p')
 UNION ALL
SELECT 'storage', c.relname,
       concat_ws(' ', c.relkind::text, c.relpersistence::text, c.reloptions::text)
  FROM pg_class c
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
 UNION ALL
SELECT 'view', viewname, definition FROM pg_views WHERE schemaname = 'public'
 UNION ALL
SELECT 'sequence', sequencename,
       concat_ws(' ', data_type::text, start_value, min_value, increment_by, cycle)
  FROM pg_sequences WHERE schemaname = 'public'
 UNION ALL
SELECT 'extension', extname, extversion FROM pg_extension
"""
# (table, column, table it refers to); many2one fields need no foreign key
FOREIGN_KEYS = """
SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
  FROM pg_constraint c
  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
 WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
"""
MANY2ONE = """
SELECT model, name, relation FROM ir_model_fields
 WHERE store AND ttype = 'many2one'
"""


@dataclass
class Table:
    """Rows as dicts, and what is known of their columns.

    :param references: ``{column: table its numbers are ids of}``
    :param times: columns that hold a point in time
    :param numbers: columns that hold a number, or yes or no
    """

    rows: list[dict]
    references: dict[str, str] = field(default_factory=dict)
    times: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)


@dataclass
class Snapshot:
    """A database.

    :param schema: ``{(kind, name): definition}`` of columns, indexes, triggers, …
    :param phases: ``[(name, start, end)]``: what was done with it when
    """

    tables: dict[str, Table]
    schema: dict[tuple[str, str], str] = field(default_factory=dict)
    phases: list[tuple[str, datetime, datetime]] = field(default_factory=list)


def table_of(model: str) -> str:
    """The table that holds the records of a model."""
    return TABLES.get(model) or model.replace(".", "_")


def read(home, database: str, phases=()) -> Snapshot:
    """Read all of a database."""
    columns = _rows(home, database, COLUMNS)
    tables = {name: Table([]) for name, _column, _type in columns}
    for table, column, kind in columns:
        if kind.startswith("timestamp"):
            tables[table].times.add(column)
        elif kind in NUMBERS:
            tables[table].numbers.add(column)
    _read_references(home, database, tables)
    # ONLY: without the rows of tables that inherit it, as those of actions do
    content = " UNION ALL ".join(
        f"SELECT '{name}', row_to_json(t), NULL FROM ONLY \"{name}\" t"
        for name in tables
    )
    for name, row, _nothing in _rows(home, database, content):
        tables[name].rows.append(row)
    schema = {
        (kind, name): definition
        for kind, name, definition in _rows(home, database, SCHEMA)
    }
    return Snapshot(tables, schema, list(phases))


def _read_references(home, database, tables):
    for model, column, relation in _rows(home, database, MANY2ONE):
        table, target = table_of(model), table_of(relation)
        if table in tables and target in tables:
            tables[table].references[column] = target
    for table, column, target in _rows(home, database, FOREIGN_KEYS):
        tables[table].references[column] = target


def _rows(home, database, statement):
    """The rows of a query with three columns; numbers are as exact as stored."""
    statement = f"SELECT row_to_json(q) FROM ({statement}) AS q(a, b, c)"
    text = databases.query(home, statement, database)
    return [
        tuple(json.loads(line, parse_float=Decimal).values())
        for line in text.split("\n")
        if line
    ]
