"""Dates as people write them."""

import csv
import datetime
import pathlib
import re
import unittest

from babel import Locale, localedata
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons import base

from ...intake.values import languages
from ...intake.values.dates import date_shape
from ...intake.values.languages import (
    ENGLISH,
    LANGUAGES,
    MORE_MONTHS,
    month_names,
    month_number,
    plain,
)
from .files import any_speed, claim_csv, read, read_cells

DAY = datetime.date(2024, 3, 4)
WORD = re.compile(r"[^\W\d_]+")
# one month in Croatian, the next one in Czech or Polish
TWO_MONTHS = {"lip", "lis", "listopad", "listopada", "srp"}


def month_words(language):
    """Return [(name, number)] of the names of months that are one word."""
    return [
        (name, number)
        for name, number in month_names(language)
        if WORD.fullmatch(name.rstrip("."))
    ]


def odoo_languages():
    """Return the languages Odoo is translated into whose months all have names."""
    path = pathlib.Path(base.__file__).parent / "data" / "res.lang.csv"
    with path.open(encoding="utf-8") as file:
        codes = {line["code"] for line in csv.DictReader(file)}
    # Chinese numbers them, and Syria has some of two words
    codes -= {"zh_CN", "zh_HK", "zh_TW", "ar_SY"}
    codes = [code.replace("@latin", "_Latn").replace("@", "_") for code in codes]
    return [
        code
        for code in map(str, map(Locale.parse, codes))
        if len({number for _name, number in month_words(code)}) == 12
    ]


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


class TestMonths(unittest.TestCase):
    def test_every_language_of_odoo(self):
        found = odoo_languages()
        self.assertGreater(len(found), 60)
        for language in found:
            for name, number in month_words(language):
                with self.subTest(language, name=name):
                    wanted = None if plain(name) in TWO_MONTHS else number
                    self.assertEqual(month_number(name), wanted)

    def test_no_name_is_two_months(self):
        meant = {name: {number} for name, number in MORE_MONTHS.items()}
        for language in LANGUAGES:
            for name, number in month_words(language):
                meant.setdefault(plain(name), set()).add(number)
        two = {name for name, numbers in meant.items() if len(numbers) > 1}
        self.assertEqual(two, TWO_MONTHS)
        # which are looked at first
        english = {plain(name) for name, _number in month_words(*ENGLISH)}
        self.assertFalse(two & (english | MORE_MONTHS.keys()))

    def test_what_may_be_two_months_is_refused(self):
        self.assertEqual(
            ships(["5 listopada 2024", "5. studenoga 2024.", "5 grudnia 2024"]),
            ["not_a_date", datetime.date(2024, 11, 5), datetime.date(2024, 12, 5)],
        )

    def test_short_names_and_such_babel_does_not_know(self):
        for month, names in enumerate(
            (
                "jan janner janv ene gen",
                "feb feber fevr fev",
                "mar mrz maerz mrt",
                "apr avr abr",
                "may mag mei",
                "jun giu",
                "jul juil lug",
                "aug ago",
                "sep sept set",
                "oct okt ott out",
                "nov",
                "dec dez dic",
            ),
            1,
        ):
            for name in names.split():
                self.assertEqual(ships([f"5-{name.upper()}-24"])[0].month, month, name)

    def test_capitals(self):
        for text in (
            "4 MÄRZ 2024",
            "4 MA\u0308RZ 2024",
            "4 MARÇO 2024",
            "4 ΜΑΡΤΊΟΥ 2024",
            "4 МАРТА 2024",
        ):
            self.assertEqual(date_shape(text).dmy, DAY, text)
        for name, month in (("KASIM", 11), ("Kasım", 11), ("EKİM", 10), ("ŞUBAT", 2)):
            self.assertEqual(date_shape(f"4 {name} 2024").dmy.month, month, name)

    def test_babel_is_left_as_it_was(self):
        """Else other users of it were shown the months of another language."""
        for name in ("root", "de"):
            before = repr(localedata.load(name)["months"])
            languages._months.cache_clear()
            self.assertEqual(month_number("maggio"), 5)
            self.assertEqual(repr(localedata.load(name)["months"]), before)

    def test_as_each_language_writes_a_date(self):
        """Basque, Hebrew and Latvian put words between the parts, Persian uses a sign
        that is no letter.
        """
        for language in {*LANGUAGES} - {"eu", "fa", "he", "lv"}:
            for month in range(1, 13):
                day = datetime.date(2024, month, 24)
                text = format_date(day, "long", language)
                if TWO_MONTHS.isdisjoint(plain(text).split()):
                    shape = date_shape(text)
                    self.assertNotIsInstance(shape, str, (language, text))
                    self.assertEqual((shape.dmy, shape.mdy), (day, day), text)


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
