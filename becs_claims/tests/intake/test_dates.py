"""Dates as people write them."""

import datetime
import unittest

from hypothesis import given
from hypothesis import strategies as st

from ...intake.dates import date_shape
from .files import any_speed, claim_csv, read, read_cells

DAY = datetime.date(2024, 3, 4)


def ships(cells, **options):
    return read_cells("Ship Date", cells, options)


class TestReadings(unittest.TestCase):
    def test_one_way_only(self):
        for text in (
            "2024-03-04",
            "2024/03/04",
            "2024.3.4",
            "20240304",
            "2024-03-04T10:15:00Z",
            "2024-03-04 10:15:30.123+01:00",
            "2024-03-04 00:00:00",
            "4 Mar 2024",
            "4-Mar-24",
            "04 MARCH 2024",
            "Mar 4, 2024",
            "March 4th, 2024",
            "Mon, 4 Mar 2024",
            "4. März 2024",
            "4 mars 2024",
            "4 de marzo de 2024",
            "4 marzo 2024",
            "4 mrt 2024",
            "4 de março de 2024",
            "2024-Mar-04",
            "45355",
            "'2024-03-04",
        ):
            with self.subTest(text):
                shape = date_shape(text)
                self.assertNotIsInstance(shape, str)
                self.assertEqual((shape.dmy, shape.mdy), (DAY, DAY))

    def test_two_ways(self):
        for text in (
            "03/04/2024",
            "3/4/24",
            "03-04-2024",
            "03.04.2024 12:00",
            "3/4/2024 1:05 PM",
        ):
            shape = date_shape(text)
            self.assertTrue(shape.ambiguous, text)
            self.assertEqual(shape.mdy, DAY)

    def test_months_of_all_languages(self):
        for month, names in enumerate(
            (
                "Januar janvier enero gennaio januari janeiro",
                "Februar février febrero febbraio februari fevereiro",
                "März mars marzo maart março",
                "April avril abril aprile",
                "Mai mayo maggio mei maio",
                "Juni juin junio giugno junho",
                "Juli juillet julio luglio julho",
                "August août agosto augustus",
                "September septembre septiembre settembre setembro",
                "Oktober octobre octubre ottobre outubro",
                "November novembre noviembre novembro",
                "Dezember décembre diciembre dicembre december dezembro",
            ),
            1,
        ):
            for name in names.split():
                shape = date_shape(f"5 {name} 2024")
                self.assertEqual(shape.dmy, datetime.date(2024, month, 5), name)

    @any_speed
    @given(st.text(max_size=40))
    def test_any_text(self, text):
        date_shape(text)

    @any_speed
    @given(st.text("0123456789-/.: TZ", max_size=25))
    def test_any_digits(self, text):
        shape = date_shape(text)
        if not isinstance(shape, str):
            self.assertTrue(shape.dmy or shape.mdy)

    @any_speed
    @given(st.floats() | st.integers())
    def test_any_number(self, number):
        for system in (1900, 1904):
            date_shape(number, system)


class TestRoundTrip(unittest.TestCase):
    @any_speed
    @given(
        st.dates(datetime.date(1990, 1, 1), datetime.date(2068, 12, 31)),
        st.sampled_from(
            [
                "%d/%m/%Y",
                "%d.%m.%Y",
                "%d-%m-%y",
                "%d %b %Y",
                "%d-%B-%y",
                "%Y-%m-%d",
                "%Y%m%d",
            ]
        ),
    )
    def test_day_first(self, day, how):
        self.assertEqual(date_shape(day.strftime(how)).dmy, day)

    @any_speed
    @given(
        st.dates(datetime.date(1990, 1, 1), datetime.date(2068, 12, 31)),
        st.sampled_from(
            ["%m/%d/%Y", "%m-%d-%y", "%b %d, %Y", "%m/%d/%Y 11:59 PM", "%Y/%m/%d"]
        ),
    )
    def test_month_first(self, day, how):
        self.assertEqual(date_shape(day.strftime(how)).mdy, day)

    @any_speed
    @given(st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)))
    def test_days_counted(self, day):
        self.assertEqual(date_shape((day - datetime.date(1899, 12, 30)).days).dmy, day)
        number = (day - datetime.date(1904, 1, 1)).days
        self.assertEqual(date_shape(number, 1904).dmy, day)


class TestConvention(unittest.TestCase):
    def test_column_decides(self):
        fourth, third = DAY, datetime.date(2024, 4, 3)
        self.assertEqual(ships(["03/04/2024", "25/04/2024"])[0], third)
        self.assertEqual(ships(["03/04/2024", "04/25/2024"])[0], fourth)
        self.assertEqual(ships(["03/04/2024"] * 3000 + ["04/25/2024"])[0], fourth)

    def test_nobody_decides(self):
        self.assertEqual(ships(["03/04/2024", "05/05/2024"])[0], "date_ambiguous")
        line = ["A", "P", "I", "03/04/2024", "1", "2"]
        _good, refused, reading = read(claim_csv(line))
        self.assertEqual([item.code for item in reading.questions], ["ask_date_order"])
        message = refused[0].reasons[0].message()
        self.assertIn("2024-04-03 or 2024-03-04", message)

    def test_same_day_and_month(self):
        self.assertEqual(ships(["05/05/2024"]), [datetime.date(2024, 5, 5)])

    def test_a_person_decides(self):
        self.assertEqual(ships(["03/04/2024"], date_order="mdy"), [DAY])
        self.assertEqual(ships(["03/04/2024", "25/04/2024"], date_order="mdy")[0], DAY)

    def test_a_hint_only_helps_out(self):
        self.assertEqual(ships(["03/04/2024"], date_order_hint="mdy"), [DAY])
        cells = ["03/04/2024", "25/04/2024"]
        self.assertEqual(
            ships(cells, date_order_hint="mdy")[0], datetime.date(2024, 4, 3)
        )

    def test_dots_put_the_day_first(self):
        cells = ["03.04.2024"]
        self.assertEqual(
            ships(cells, date_order_hint="mdy"), [datetime.date(2024, 4, 3)]
        )

    def test_both_in_one_file(self):
        cells = ["03/04/2024", "25/04/2024", "04/25/2024"]
        found = ships(cells)
        self.assertEqual(found[0], "date_mixed")
        self.assertEqual(found[1], found[2])

    def test_a_slip_is_refused(self):
        cells = [
            f"{day}/{month}/2024" for day in range(13, 29) for month in range(1, 13)
        ]
        found = ships([*cells, "04/25/2024", "03/04/2024"])
        self.assertEqual(found[-2:], ["date_other_order", datetime.date(2024, 4, 3)])
