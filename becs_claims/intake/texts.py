"""Texts, serial numbers and kinds of transaction."""

import re

from .headings import normalise

_ESCAPED = re.compile(
    r"_x00([01][0-9A-Fa-f]|7F)_"
)  # how xlsx writes control characters
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\u200b-\u200f\u202a-\u202e\u2060\ufffe\uffff]|[\ud800-\udfff]"
)
_NEEDS_CARE = re.compile(r"[^\x21-\x7e\xa1-\u024f]|_x00")
# Texts with nothing to clean, nor damaged in any way known here.
SIMPLE = re.compile(r"[A-Za-z][\x21-\x5e\x60-\x7e]{0,99}|[A-Z0-9-]{0,99}[0-9]")
_SERIAL_SPLIT = re.compile(r"[,;/|\s]+")
_TEXT_FORMULA = re.compile(r'^="(.*)"$', re.S)
SCIENTIFIC = re.compile(r"^\d(?:[.,]\d+)?E\+\d{2,3}$")


def clean_text(text):
    """Return a text on one line without control characters and odd spacing.

    ``="00123"``, by which exports keep leading zeros, is unwrapped, and the apostrophe
    that keeps a spreadsheet program from calculating ``'=…`` is taken off.
    """
    if _NEEDS_CARE.search(text):
        text = " ".join(_CONTROL.sub("", _ESCAPED.sub(" ", text)).split())
    if text[:1] == "=":
        match = _TEXT_FORMULA.match(text)
        if match:
            text = match[1].replace('""', '"').strip()
    elif text[:1] == "'" and text[1:2] in ("=", "+", "-", "@"):
        text = text[1:]
    return text


def split_serials(text):
    """Return the serial numbers of one cell, each once, in their order."""
    return tuple(dict.fromkeys(part for part in _SERIAL_SPLIT.split(text) if part))


_SALE = """
    sale|sales|sold|s|invoice|inv|pos|point of sale|point of sale document|
    pointofsaledocument|sale document|normal|standard|regular|claim|debit|
    ship and debit|ship debit|ship and debit sale|stock sale|stock|from stock|
    direct|drop ship|drop ship sale|dropship|distributor delivery|sd|sh|ss|
    ds|ship|shipment|verkauf|rechnung|lieferung|venda|vente|facture|venta|
    factura|vendita|fattura|verkoop|factuur|fatura|nota fiscal|original|new"""
_RETURN = """
    return|returns|returned|ret|r|rma|credit|credit memo|credit note|cm|
    cn|cr|refund|pos return|point of sale return|point of sale return document|
    pointofsalereturndocument|sale return|sales return|customer return|reversal|
    cancellation|cancelled|canceled|cancel|storno|rp|rb|ru|rv|retoure|
    rückgabe|rücksendung|gutschrift|stornierung|retour|avoir|devolucion|
    nota de credito|abono|reso|nota di credito|retourzending|creditnota|
    creditfactuur|devolucao|negative"""
_TYPES = {
    normalise(word).replace(" ", ""): kind
    for kind, words in (
        ("sale", _SALE),
        ("return", _RETURN),
    )
    for word in words.split("|")
}


def transaction_type(cell):
    """Return ``"sale"`` or ``"return"`` for what a cell says, ``None`` when it is not
    known. A correction is not known: whether it gives or takes cannot be told.
    """
    return _TYPES.get(normalise(str(cell)).replace(" ", ""))
