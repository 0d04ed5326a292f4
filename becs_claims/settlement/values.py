"""Values of a credit note, as ``account.move`` takes them."""

from collections.abc import Callable, Sequence

from .plan import Note, Share, due

# more would not fit on a printed line; the claim lines keep the full answer
NAMED = 10


def credit_note(
    note: Note,
    head: dict,
    product_id: int,
    describe: Callable[[int | None, Sequence[Share]], dict],
) -> dict:
    """Values of one credit note with one line per program.

    What takes back more than it pays is an invoice, so that its total is above zero.

    :param note: what to credit
    :param head: values that do not come from the note: journal, date, references, …
    :param product_id: the service that gives account and taxes
    :param describe: text and other values of the line for a program (None: no program)
        and its shares
    """
    sign = -1 if note.is_invoice else 1
    return {
        "move_type": "out_invoice" if note.is_invoice else "out_refund",
        **head,
        "partner_id": note.partner_id,
        "currency_id": note.currency_id,
        "becs_claim_ids": [(6, 0, note.claim_ids)],
        "invoice_line_ids": [
            (
                0,
                0,
                {
                    "sequence": sequence,
                    "product_id": product_id,
                    "becs_program_id": program_id or False,
                    "quantity": 1,
                    "price_unit": float(sign * due(shares)),
                    **describe(program_id, shares),
                },
            )
            for sequence, (program_id, shares) in enumerate(note.shares.items(), 1)
        ],
    }


def enumerate_names(names: Sequence[str], more: Callable[[int], str]) -> str:
    """Names in one line, long lists cut.

    :param more: gives what follows a cut list, for how many names are left out
    """
    text = ", ".join(names[:NAMED])
    if len(names) > NAMED:
        text += " " + more(len(names) - NAMED)
    return text
