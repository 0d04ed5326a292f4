"""The vendor's companies, its distributors and their customers; all invented."""

import random
from decimal import Decimal

from .spec import EURO_RATE, Distributor

VENDOR = "Ferrowick Devices Inc."
SECOND_VENDOR = "Ferrowick Devices Europe"

DISTRIBUTORS = (
    Distributor(
        "quill", "Quillhaven Components", "US", "Denver", "USD", Decimal("0.60")
    ),
    Distributor(
        "kies",
        "Kiesbruck Bauteilhandel",
        "DE",
        "Würzburg",
        "EUR",
        Decimal("0.65"),
        pay_policy="hold_claim",
        grouping="claim",
        list_rate=EURO_RATE,
    ),
    Distributor(
        "tambo", "Tambora Straits Parts", "SG", "Singapore", "USD", Decimal("0.55")
    ),
    Distributor(
        "solma", "Solmarina Distribuciones", "MX", "Mérida", "USD", Decimal("0.70")
    ),
)
# who reports its sales, and whose stock is validated
REPORTER, JUDGED = "tambo", "quill"
BY_KEY = {distributor.key: distributor for distributor in DISTRIBUTORS}

_FIRST = (
    "Brackenmoor",
    "Cinderlea",
    "Dunmarrow",
    "Ellerfold",
    "Fenwhistle",
    "Garnetholm",
    "Hollowmere",
    "Inglestead",
    "Juniperholt",
    "Kestrelway",
    "Larkspurne",
    "Mossgarth",
)
_SECOND = ("Pumps", "Robotics", "Lighting", "Controls", "Elevators", "Instruments")
NOT_OURS = "Walk-in customer, cash desk"


def end_customers(rng: random.Random, number: int = 24) -> list[str]:
    """Names of the distributors' customers."""
    names = [f"{first} {second}" for first in _FIRST for second in _SECOND]
    return sorted(rng.sample(names, number))
