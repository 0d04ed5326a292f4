"""What the comparison of two databases finds, and what it rightly passes over."""

import copy
from datetime import datetime
from decimal import Decimal

import pytest

from tools.machine import databases
from tools.machine.home import Home
from tools.update import compare, snapshot
from tools.update.compare import Expected
from tools.update.snapshot import Snapshot, Table

SMALL = """
CREATE TABLE ir_model_fields (model text, name text, relation text, store bool,
                              ttype text);
CREATE TABLE becs_claim (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE becs_claim_line (
    id serial PRIMARY KEY, quantity numeric, amount numeric(12, 4) DEFAULT 0.1,
    claim_id int, other_id int REFERENCES becs_claim,
    CONSTRAINT becs_positive CHECK (quantity > 0));
CREATE INDEX becs_by_quantity ON becs_claim_line (quantity);
CREATE FUNCTION becs_stays() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE 'It stays.'; END $$;
CREATE TRIGGER becs_kept BEFORE DELETE ON becs_claim
    FOR EACH ROW EXECUTE FUNCTION becs_stays();
CREATE VIEW becs_seen AS SELECT name FROM becs_claim;
INSERT INTO ir_model_fields
     VALUES ('becs.claim.line', 'claim_id', 'becs.claim', true, 'many2one');
INSERT INTO becs_claim (name) VALUES ('CLM/1'), (E'two\\nlines');
INSERT INTO becs_claim_line (quantity, claim_id, other_id) VALUES (2.50, 1, 2);
"""
# what an update can leave behind -> what has to be told of it
CHANGES = {
    "ALTER TABLE becs_claim_line DROP CONSTRAINT becs_positive":
        "constraint becs_claim_line.becs_positive: only in the fresh one",
    "ALTER TABLE becs_claim_line DROP CONSTRAINT becs_claim_line_other_id_fkey":
        "constraint becs_claim_line.becs_claim_line_other_id_fkey: only in the fresh",
    "ALTER TABLE becs_claim ALTER name DROP NOT NULL":
        "column becs_claim.name: updated text YES",
    "ALTER TABLE becs_claim_line ALTER amount DROP DEFAULT":
        "column becs_claim_line.amount:",
    "ALTER TABLE becs_claim_line ALTER amount TYPE numeric":
        "column becs_claim_line.amount:",
    "ALTER TABLE becs_claim ADD left_over int":
        "column becs_claim.left_over: only in the updated one",
    "DROP INDEX becs_by_quantity": "index becs_by_quantity: only in the fresh one",
    "ALTER TABLE becs_claim DISABLE TRIGGER becs_kept":
        "trigger becs_claim.becs_kept: updated",
    "DROP TRIGGER becs_kept ON becs_claim":
        "trigger becs_claim.becs_kept: only in the fresh one",
    "CREATE OR REPLACE FUNCTION becs_stays() RETURNS trigger LANGUAGE plpgsql"
    " AS $$ BEGIN RETURN OLD; END $$":
        "function becs_stays(): updated",
    "CREATE TABLE becs_left_over (id int)":
        "storage becs_left_over: only in the updated one",
    "ALTER TABLE becs_claim SET (fillfactor = 45)": "storage becs_claim:",
    "COMMENT ON COLUMN becs_claim.name IS 'Reference'": "comment becs_claim.name:",
    "CREATE OR REPLACE VIEW becs_seen AS SELECT upper(name) AS name FROM becs_claim":
        "view becs_seen: updated",
    "UPDATE becs_claim_line SET quantity = 2.51": "quantity 2.51 / 2.50",
    "UPDATE becs_claim_line SET other_id = 1": "only in the updated one",
}  # fmt: skip


@pytest.fixture
def database():
    """A small one, in the PostgreSQL everything else runs on."""
    home, name = Home(), databases.checkout_name(Home(), "becs_compare")
    databases.drop(home, name)
    databases.query(home, f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        databases.query(home, SMALL, name)
        yield home, name
    finally:
        databases.drop(home, name)


def test_what_an_update_leaves_behind_is_found(database):
    fresh = snapshot.read(*database)
    assert not compare.differences(fresh, snapshot.read(*database), Expected())
    for change, told in CHANGES.items():
        databases.query(database[0], change, database[1])
        updated = snapshot.read(*database)
        found = compare.differences(updated, fresh, Expected())
        assert any(told in line for line in found), (change, found)
        # each change is found by itself, not thanks to the one before
        fresh = updated


def test_rows_are_read_as_stored(database):
    tables = snapshot.read(*database).tables
    [line] = tables["becs_claim_line"].rows
    assert (line["quantity"], line["amount"]) == (Decimal("2.50"), Decimal("0.1000"))
    assert str(line["quantity"]) == "2.50"
    # with and without a foreign key
    assert tables["becs_claim_line"].references == {
        "claim_id": "becs_claim",
        "other_id": "becs_claim",
    }
    assert [row["name"] for row in tables["becs_claim"].rows] == ["CLM/1", "two\nlines"]


def claims(first=1, amount="7.25"):
    """Two claims with a line each, under ids from ``first`` on."""
    second = first + 1
    return Snapshot(
        {
            "claim": Table(
                [
                    {"id": first, "name": "A", "state": "done", "write_date": "x"},
                    {"id": second, "name": "B", "state": "done", "write_date": "x"},
                ]
            ),
            "line": Table(
                [
                    {"id": first, "claim_id": second, "amount": Decimal("1.50")},
                    {"id": second, "claim_id": first, "amount": Decimal(amount)},
                ],
                references={"claim_id": "claim"},
            ),
        }
    )


KNOWN = Expected(
    names={"claim": ("name",), "line": ("claim_id",)},
    columns={("*", "write_date"): "the moment a row was written"},
)


def test_other_ids_and_times_are_no_difference():
    other = claims(first=400)
    for row in other.tables["claim"].rows:
        row["write_date"] = "y"
    other.tables["line"].rows.reverse()
    assert not compare.differences(claims(), other, KNOWN)


def test_a_changed_figure_is_told_with_both_values_and_the_sums():
    assert compare.differences(claims(amount="7.26"), claims(first=9), KNOWN) == [
        "line: 2 rows in the updated one, 2 in the fresh one (amount 8.76 / 8.75)",
        "    A: amount: updated 7.26, fresh 7.25",
    ]


def test_figures_that_changed_places_are_found_though_their_sum_is_the_same():
    other = claims()
    lines = other.tables["line"].rows
    lines[0]["claim_id"], lines[1]["claim_id"] = 1, 2
    title, *found = compare.differences(claims(), other, KNOWN)
    assert "(" not in title
    assert [line.split(":")[0].strip() for line in found] == ["A", "B"]


@pytest.mark.parametrize("column, value", [("state", "open"), ("state", None)])
def test_another_state_is_found(column, value):
    other = claims()
    other.tables["claim"].rows[1][column] = value
    [_title, found] = compare.differences(claims(), other, KNOWN)
    assert found == f"    B: state: updated done, fresh {value}"


def test_missing_and_repeated_rows_are_found():
    fresh = claims()
    del fresh.tables["line"].rows[0]
    [title, found] = compare.differences(claims(), fresh, KNOWN)
    assert title.startswith("line: 2 rows in the updated one, 1 in the fresh one")
    assert found == "    B: 1 only in the updated one"
    updated = claims()
    updated.tables["line"].rows.append(copy.copy(updated.tables["line"].rows[1]))
    [_title, found] = compare.differences(updated, claims(), KNOWN)
    assert found == "    A: 1 only in the updated one"


def test_many_differences_of_a_table_are_counted():
    rows = [{"id": n, "name": str(n), "total": Decimal(n)} for n in range(9)]
    changed = [dict(row, total=row["total"] + 1) for row in rows]
    sides = [Snapshot({"claim": Table(one)}) for one in (rows, changed)]
    found = compare.differences(*sides, KNOWN)
    assert found[0].endswith("(total 36 / 45)")
    assert len(found) == 2 + compare.SHOWN
    assert found[-1] == "    and 4 more"


def test_a_moment_is_known_by_what_was_done_then():
    def with_moment(text, day):
        table = Table([{"id": 1, "at": text}], times={"at"})
        phases = [("filled", datetime(2026, 5, day, 10), datetime(2026, 5, day, 11))]
        return Snapshot({"event": table}, phases=phases)

    filled = with_moment("2026-05-01T10:20:00", 1)
    also_filled = with_moment("2026-05-02T10:50:00", 2)
    later = with_moment("2026-05-02T11:50:00", 2)
    assert not compare.differences(filled, also_filled, Expected())
    assert compare.differences(filled, later, Expected())


def test_tables_nothing_is_in_are_told():
    def model(number, name, transient=False):
        return {"id": number, "model": name, "transient": transient}

    def made(number, model_name, module="becs_claims"):
        return {"model": model_name, "res_id": number, "module": module}

    tables = {
        "ir_model": Table(
            [model(1, "becs.claim"), model(2, "becs.line"), model(3, "becs.ask", True)]
        ),
        "ir_model_fields": Table(
            [{"id": 5, "model_id": 1, "relation_table": "becs_tag_rel"}]
        ),
        "ir_model_data": Table(
            [*(made(number, "ir.model") for number in (1, 2, 3))]
            + [made(5, "ir.model.fields")]
        ),
        "becs_claim": Table([{"id": 1}]),
        "becs_line": Table([]),
        "becs_ask": Table([]),
        "becs_tag_rel": Table([]),
    }
    found = compare.empty(Snapshot(tables), "becs_claims", Expected())
    assert [line.split(":")[0] for line in found] == ["becs_line", "becs_tag_rel"]
    known = Expected(empty={"becs_line": "none", "becs_tag_rel": "none"})
    assert not compare.empty(Snapshot(tables), "becs_claims", known)
    assert compare.empty(Snapshot(tables), "another", Expected()) == []
