"""Names of months and currencies in the languages Odoo is used in, from Babel.

The names of English are looked at first: most files need no other, and the data of
all languages takes a moment and some memory.
"""

import copy
import unicodedata
from functools import cache
from itertools import product

from babel import Locale, localedata
from babel.numbers import get_currency_name

ENGLISH = ("en",)
# Those Odoo is translated into that have a word for each month, and the regions that
# have words of their own. The others number the months, or write with signs that are no
# letters.
LANGUAGES = (
    *ENGLISH,
    *"am ar az be bg bs ca cs da de de_AT el es es_PE et eu fa fi fil fr".split(),
    *"fr_CA gl he hr hu id it ka kab lb lt lv mk ms nb nl pl pt ro ru sk sl sq".split(),
    *"sr sr_Latn sv sw tr uk".split(),
)
# Also written, but not known to Babel: an Austrian word, and German without ä.
MORE_MONTHS = {"feber": 2, "maerz": 3, "mrz": 3}
# Singular and the plurals of the languages that have several.
COUNTS = (1, 2, 5)


def plain(text):
    """Return words without case, accents and punctuation."""
    # the dotless i of Turkish is an i in capitals
    text = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in text).split())


def month_number(name):
    """Return the month a name stands for, 1 to 12, or ``None``.

    A name that is one month in a language and another month elsewhere stands for none:
    ``listopad`` is October in Croatian and November in Polish.
    """
    name = plain(name)
    return (
        MORE_MONTHS.get(name)
        or _months(ENGLISH).get(name)
        or _months(LANGUAGES).get(name)
    )


def month_names(language):
    """Yield (name, number) of the months, in full and shortened, as they stand in a
    date and alone.
    """
    data = localedata.load(language)
    # A copy: Babel keeps what it looks up, and languages that have no names of their
    # own for months that stand alone would from then on show those of this one.
    months = localedata.LocaleDataDict(copy.deepcopy(data["months"]), base=data)
    for context, width in product(("format", "stand-alone"), ("wide", "abbreviated")):
        for number, name in months[context][width].items():
            yield name, number


@cache
def _months(languages):
    found = {}
    for language in languages:
        for name, number in month_names(language):
            found.setdefault(plain(name), set()).add(number)
    return {name: min(months) for name, months in found.items() if len(months) == 1}


def currencies_named(name):
    """Return the ISO codes of the currencies that have this name in a language."""
    name = plain(name)
    return (
        _currencies(ENGLISH).get(name)
        or _currencies(LANGUAGES).get(name)
        or frozenset()
    )


@cache
def _currencies(languages):
    found = {}
    for language in languages:
        locale = Locale.parse(language)
        for code, title in locale.currencies.items():
            names = {get_currency_name(code, count, locale) for count in COUNTS}
            for name in {title, *names}:
                found.setdefault(plain(name), set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}
