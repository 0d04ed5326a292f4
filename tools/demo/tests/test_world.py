"""The invented world: the same every time, and with every kind of defect in it."""

import datetime
import re
from collections import Counter
from pathlib import Path

import pytest

from tools.demo.files import writers
from tools.demo.world import plan
from tools.demo.world.calendar import Calendar
from tools.demo.world.spec import money

TODAY = datetime.date(2026, 11, 23)
RULES = Path(__file__).parents[3] / "becs_claims" / "data" / "becs_rule_data.xml"
SMALL = 0.1


@pytest.fixture(scope="module")
def world():
    made = plan.build(TODAY, scale=SMALL)
    for claim in made.claims:
        writers.write(claim)
    return made


def test_same_seed_and_day_give_the_same_files():
    first, second = (
        [writers.write(claim) for claim in plan.build(TODAY, scale=SMALL).claims]
        for _time in range(2)
    )
    assert first == second


def test_another_seed_gives_other_lines():
    first = plan.build(TODAY, scale=SMALL)
    second = plan.build(TODAY, seed=1, scale=SMALL)
    assert first.month[0].lines != second.month[0].lines


@pytest.mark.parametrize(
    "today",
    [
        datetime.date(2027, 1, 1),
        datetime.date(2028, 2, 29),
        datetime.date(2026, 12, 31),
    ],
)
def test_any_day_will_do(today):
    made = plan.build(today, scale=SMALL)
    for claim in made.claims:
        assert claim.filed <= today
        assert all(
            line.ship is None or line.ship <= claim.filed
            for line in claim.lines
            if not line.why
        )


def test_every_check_is_planted_twice(world):
    codes = re.findall(r'<field name="code">(\w+)</field>', RULES.read_text())
    assert codes
    planted = Counter(
        code for claim in world.claims for line in claim.lines for code in line.codes
    )
    assert [code for code in codes if planted[code] < 2] == []


def test_every_distributor_has_rows_nobody_can_read(world):
    for claim in world.month:
        assert len(claim.unreadable) >= 5
        assert all(line.raw for line in claim.unreadable)


def test_lines_in_order_claim_what_they_are_due(world):
    for claim in world.claims:
        for line in claim.readable:
            if line.why or claim.distributor == "solma":
                continue
            if line.amount is not None:
                assert line.amount == money(line.approved), line
            elif line.unit is not None:
                assert money(line.quantity * line.unit) == line.approved, line
            else:
                assert money(line.quantity * (line.book - line.authorized)) == (
                    line.approved
                ), line


def test_a_sale_is_in_one_claim_once_unless_planted(world):
    seen = Counter(
        (claim.distributor, line.document, line.position, line.product, line.serials)
        + (line.authorization.strip().lower(),)
        for claim in world.claims
        for line in claim.readable
        if not line.why and line.state == "approved"
    )
    assert [key for key, count in seen.items() if count > 1] == []


def test_repeated_lines_come_after_the_ones_they_repeat(world):
    for claim in world.month:
        first = {}
        for line in claim.readable:
            if line.why in ("duplicate_line", "possible_duplicate"):
                continue
            first[line.document, line.position] = line.row
        for line in claim.readable:
            if line.why in ("duplicate_line", "possible_duplicate"):
                assert first.get((line.document, line.position), 0) < line.row


def test_months_are_counted_back_over_the_turn_of_the_year():
    calendar = Calendar(datetime.date(2027, 1, 15))
    assert calendar.month(0).start == datetime.date(2027, 1, 1)
    assert calendar.month(1).end == datetime.date(2026, 12, 31)
    assert calendar.month(13).label == "2025-12"
    assert calendar.month(11).day(31) == datetime.date(2026, 2, 28)
    assert calendar.filed(calendar.month(0)) == datetime.date(2027, 1, 15)
