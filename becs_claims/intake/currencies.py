"""Currencies as they are written beside numbers."""

CODES = frozenset(
    """AED ARS AUD BDT BGN BHD BRL CAD CHF CLP CNH CNY COP CRC CZK DKK DOP DZD EGP EUR
    GBP GHS GTQ HKD HUF IDR ILS INR ISK JOD JPY KES KRW KWD KZT LKR MAD MXN MYR NGN NOK
    NZD OMR PAB PEN PHP PKR PLN PYG QAR RON RSD RUB SAR SEK SGD THB TND TRY TWD UAH USD
    UYU VES VND XAF XOF ZAR
    """.split()
)
DOLLARS = frozenset("USD CAD AUD NZD SGD HKD MXN TWD ARS CLP COP UYU DOP".split())
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
    "£": frozenset(["GBP", "EGP"]),
    "¥": frozenset(["JPY", "CNY", "CNH"]),
    "￥": frozenset(["JPY", "CNY", "CNH"]),
    "₹": frozenset(["INR"]),
    "₩": frozenset(["KRW"]),
    "₽": frozenset(["RUB"]),
    "₺": frozenset(["TRY"]),
    "₪": frozenset(["ILS"]),
    "฿": frozenset(["THB"]),
    "₫": frozenset(["VND"]),
    "₴": frozenset(["UAH"]),
    "₱": frozenset(["PHP"]),
    "zł": frozenset(["PLN"]),
    "zl": frozenset(["PLN"]),
    "kč": frozenset(["CZK"]),
    "kr": frozenset(["SEK", "NOK", "DKK", "ISK"]),
    "kr.": frozenset(["SEK", "NOK", "DKK", "ISK"]),
    "fr.": frozenset(["CHF"]),
    "sfr.": frozenset(["CHF"]),
    "ft": frozenset(["HUF"]),
    "lei": frozenset(["RON"]),
    "rm": frozenset(["MYR"]),
    "rs": frozenset(["INR", "PKR", "LKR"]),
    "rs.": frozenset(["INR", "PKR", "LKR"]),
}
NAMES = {
    "EURO": "EUR",
    "EUROS": "EUR",
    "US DOLLAR": "USD",
    "US DOLLARS": "USD",
    "DOLLAR US": "USD",
    "POUND": "GBP",
    "POUNDS": "GBP",
    "STERLING": "GBP",
    "POUND STERLING": "GBP",
    "SWISS FRANC": "CHF",
    "YEN": "JPY",
}


def currencies_of(text):
    """Return the ISO codes a sign, code or name may stand for; ``None`` when it is no
    currency known here.
    """
    text = text.strip()
    upper = text.upper()
    if upper in CODES:
        return frozenset([upper])
    if upper in NAMES:
        return frozenset([NAMES[upper]])
    return SIGNS.get(text) or SIGNS.get(upper) or SIGNS.get(text.lower())
