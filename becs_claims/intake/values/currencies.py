"""Currencies as people write them. Which ones there are, the caller says."""

from .languages import currencies_named

# Currencies called dollar or peso, pound, rupee, krona.
DOLLARS = frozenset(
    """USD CAD AUD NZD SGD HKD TWD BBD BMD BND BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD
    TTD XCD MXN ARS CLP COP CUP DOP UYU
    """.split()
)
POUNDS = frozenset("GBP EGP FKP GIP LBP SDG SHP SSP SYP".split())
RUPEES = frozenset("INR PKR LKR MUR NPR SCR".split())
CROWNS = frozenset("SEK NOK DKK ISK".split())
YUANS = frozenset("JPY CNY CNH".split())
# Sign -> the currencies it may stand for.
SIGNS = {
    "$": DOLLARS,
    "US$": frozenset(["USD"]),
    "C$": frozenset(["CAD"]),
    "CA$": frozenset(["CAD"]),
    "A$": frozenset(["AUD"]),
    "AU$": frozenset(["AUD"]),
    "NZ$": frozenset(["NZD"]),
    "S$": frozenset(["SGD"]),
    "HK$": frozenset(["HKD"]),
    "NT$": frozenset(["TWD"]),
    "R$": frozenset(["BRL"]),
    "MX$": frozenset(["MXN"]),
    "€": frozenset(["EUR"]),
    "£": POUNDS,
    "¥": YUANS,
    "￥": YUANS,
    "₹": frozenset(["INR"]),
    "₩": frozenset(["KRW"]),
    "₽": frozenset(["RUB"]),
    "₺": frozenset(["TRY"]),
    "₪": frozenset(["ILS"]),
    "฿": frozenset(["THB"]),
    "₫": frozenset(["VND"]),
    "₴": frozenset(["UAH"]),
    "₱": frozenset(["PHP"]),
    "₾": frozenset(["GEL"]),
    "₼": frozenset(["AZN"]),
    "֏": frozenset(["AMD"]),
    "₸": frozenset(["KZT"]),
    "₮": frozenset(["MNT"]),
    "৳": frozenset(["BDT"]),
    "₭": frozenset(["LAK"]),
    "៛": frozenset(["KHR"]),
    "₦": frozenset(["NGN"]),
    "₵": frozenset(["GHS"]),
    "₡": frozenset(["CRC"]),
    "₲": frozenset(["PYG"]),
    "₨": RUPEES,
    "zł": frozenset(["PLN"]),
    "zl": frozenset(["PLN"]),
    "kč": frozenset(["CZK"]),
    "kr": CROWNS,
    "kr.": CROWNS,
    "fr.": frozenset(["CHF"]),
    "sfr.": frozenset(["CHF"]),
    "ft": frozenset(["HUF"]),
    "lei": frozenset(["RON"]),
    "rm": frozenset(["MYR"]),
    "rs": RUPEES,
    "rs.": RUPEES,
}
# Short names; whole ones are known in all languages. Beside numbers it is EURO only.
NAMES = {
    "EURO": "EUR",
    "EUROS": "EUR",
    "DOLLAR US": "USD",
    "POUND": "GBP",
    "POUNDS": "GBP",
    "STERLING": "GBP",
    "POUND STERLING": "GBP",
    "YEN": "JPY",
    # traded abroad; where it is not kept apart, it is the one of home
    "CNH": "CNY",
}
SIGN_CHARACTERS = "".join(sign for sign in SIGNS if len(sign) == 1)


def currencies_of(text, known):
    """Return the ISO codes a sign, a code or a short name may stand for.

    :param known: the codes of the currencies there are
    :return: those of them that are meant; ``None`` when the text is no currency
    """
    text = text.strip()
    upper = text.upper()
    for code in (text, upper, NAMES.get(upper)):
        if code in known:
            return frozenset([code])
    signs = SIGNS.get(text) or SIGNS.get(upper) or SIGNS.get(text.lower(), frozenset())
    return signs & known or None


def currency_in_words(text, known):
    """Return what :func:`currencies_of` does, for a text that stands alone: it may be
    the name of a currency in any language.
    """
    found = currencies_of(text, known)
    if found is None and len(text) > 3:  # else a code nobody knows
        found = currencies_named(text) & known or None
    return found
