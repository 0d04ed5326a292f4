"""Texts, serial numbers and words that stand for one of few values."""

import re

from ..columns.fields import ADJUSTMENT, TYPE
from ..columns.headings import normalise

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
_OPENING = """
    opening|opening stock|opening balance|opening inventory|open stock|initial|
    initial stock|initial inventory|starting stock|inventory|inventory count|
    physical inventory|stock|stock count|stock on hand|on hand|count|balance|
    stocktake|stock take|anfangsbestand|anfangslagerbestand|eröffnungsbestand|
    bestand|lagerbestand|inventur|inventurbestand|stock initial|inventaire|
    stock d ouverture|ouverture|stock inicial|inventario|inventario inicial|
    existencias|existencias iniciales|apertura|giacenza|giacenza iniziale|
    rimanenze|rimanenze iniziali|scorte iniziali|beginvoorraad|openingsvoorraad|
    voorraad|telling|estoque|estoque inicial|inventario inicial|saldo inicial"""
_CORRECTION = """
    correction|stock correction|adjustment|stock adjustment|adj|
    inventory adjustment|corr|difference|inventory difference|korrektur|
    bestandskorrektur|lagerkorrektur|inventurdifferenz|correction de stock|
    ajustement|regularisation|ajuste|ajuste de stock|ajuste de inventario|
    correccion|rettifica|rettifica inventario|correzione|correctie|
    voorraadcorrectie|correcao|ajuste de estoque"""
_PROTECTION = """
    price|price protection|pp|price drop|price decrease|price reduction|
    price adjustment|stock protection|protection|preisschutz|preisstützung|
    lagerwertausgleich|lwa|preissenkung|protection de prix|protection prix|
    baisse de prix|proteccion de precio|proteccion de precios|
    bajada de precio|protezione prezzo|protezione del prezzo|
    protezione prezzi|prijsbescherming|prijsverlaging|protecao de preco|
    protecao de precos"""


def _listed(**words):
    return {
        normalise(word).replace(" ", ""): value
        for value, texts in words.items()
        for word in texts.split("|")
    }


# kind of value -> what a cell may say, and what that means
WORDS = {
    TYPE: _listed(**{"sale": _SALE, "return": _RETURN}),
    ADJUSTMENT: _listed(opening=_OPENING, correction=_CORRECTION, price=_PROTECTION),
}


def word_value(kind, cell):
    """Return what a cell says that holds one of few words, ``None`` when it is not
    known: ``"sale"`` or ``"return"`` of a sale, ``"opening"``, ``"correction"`` or
    ``"price"`` of a stock adjustment.

    Whether the correction of a sale, or goods scrapped, give or take cannot be told,
    so they are not known.
    """
    return WORDS[kind].get(normalise(str(cell)).replace(" ", ""))
