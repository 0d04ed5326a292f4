"""Which short-paid invoices a credit note may be for. Plain Python."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

# a shorter text stands in almost any invoice
SHORTEST = 3


class Match(IntEnum):
    """Why an invoice is suggested, the best reason last."""

    SHORT_PAID = 1  # a part of it was paid
    AMOUNT = 2  # what is open is what is credited, or what a claim claims
    REFERENCE = 3  # it, or its payment, names a debit number
    BOTH = 4


@dataclass(frozen=True)
class Open:
    """An invoice with something left to pay, in its currency.

    ``texts`` are its references and notes, and those of the payments it got.
    """

    invoice_id: int
    currency_id: int
    residual: Decimal
    is_short_paid: bool
    texts: tuple[str, ...] = ()


def named(numbers: Iterable[str], texts: Iterable[str]) -> str | None:
    """The first of the debit numbers that stands by itself in one of the texts."""
    everything = "\n".join(filter(None, texts))
    for number in numbers:
        text = (number or "").strip()
        if len(text) < SHORTEST:
            continue
        pattern = rf"(?<!\w){re.escape(text)}(?!\w)"
        if re.search(pattern, everything, re.IGNORECASE):
            return text
    return None


def suggest(
    invoices: Iterable[Open],
    numbers: Iterable[str],
    amounts: Mapping[int, Iterable[Decimal]],
    same: Callable[[int, Decimal, Decimal], bool],
) -> list[tuple[Open, Match, str | None]]:
    """Order invoices by how likely a credit note settles them, without the unlikely.

    :param numbers: debit numbers and numbers of the claims
    :param amounts: per currency, the amounts a distributor may have kept
    :param same: whether two amounts of a currency are the same
    :return: (invoice, why, the debit number that was found)
    """
    numbers = list(numbers)
    found = []
    for invoice in invoices:
        number = named(numbers, invoice.texts)
        of_amount = any(
            same(invoice.currency_id, invoice.residual, amount)
            for amount in amounts.get(invoice.currency_id, ())
        )
        if number:
            why = Match.BOTH if of_amount else Match.REFERENCE
        elif of_amount:
            why = Match.AMOUNT
        elif invoice.is_short_paid:
            why = Match.SHORT_PAID
        else:
            continue
        found.append((invoice, why, number))
    return sorted(found, key=lambda item: (-item[1], item[0].invoice_id))
