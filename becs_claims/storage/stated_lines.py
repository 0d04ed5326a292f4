"""Rows of a file become claim lines, in bulk.

Rows stream through COPY in chunks, so neither the file's rows nor as many records are
ever in memory. What stated texts mean (product, end customer, unit) is looked up once
per distinct text of the file.
"""

from decimal import ROUND_HALF_UP, Decimal

from odoo.tools import SQL

from ..intake.columns import fields
from ..validation import totals
from ..validation.resolve import customers, products, units
from . import copying

# stated values that are not stored as they are
_CONVERTED = {"amount_stated", "serial_numbers"}
STATED = ("sequence", *(name for name in fields.STATED if name not in _CONVERTED))


def store(env, claim, rows, *, report=None, chunk=None):
    """Store rows as lines of a draft claim and bring its totals up to date.

    Does not commit and checks no rights. Amounts are rounded to the claim's currency,
    half away from zero; everything else is stored as stated.

    :param claim: record of becs.claim
    :param rows: iterable of dicts with the names of :data:`STATED`,
        ``amount_claimed`` (Decimal; files call the stated amount so) and
        ``serial_numbers`` (texts); ``sequence`` is the row's number,
        ``resubmission_of_id`` the id of a line. Returns have a positive quantity and a
        negative amount.
    :param report: function (rows stored so far), called after each chunk
    :param chunk: rows per COPY, :data:`.copying.CHUNK` when not said
    :return: number of lines stored
    """
    env.flush_all()
    writer = _Writer(env, claim)
    stored = copying.in_chunks(rows, writer.add, report=report, chunk=chunk)
    if writer.has_serials:
        store_serials(env, claims=claim)
    copying.renew_statistics(env, stored, "becs_claim_line", "becs_claim_serial")
    env.invalidate_all(flush=False)
    totals.update(env, claim)
    return stored


class _Writer:
    """Writes chunks of rows of one claim."""

    def __init__(self, env, claim):
        self.env = env
        self.company = claim.company_id
        self.partner = claim.commercial_partner_id
        self.rounding = Decimal(repr(claim.currency_id.rounding))
        self.has_serials = False
        self.products, self.units, self.customers = {}, {}, {}
        constants = {
            "claim_id": claim.id,
            "company_id": self.company.id,
            "commercial_partner_id": self.partner.id,
            "currency_id": claim.currency_id.id,
            "state": "pending",
            "decision": "automatic",
        }
        self.copy = copying.Copy(env, "becs_claim_line", constants)

    def add(self, rows):
        """Store one chunk."""
        stated = {name: [row[name] for row in rows] for name in STATED}
        pairs = zip(
            stated["end_customer_name"], stated["authorization_ref"], strict=True
        )
        named = [pair if pair[0] else None for pair in pairs]
        env, company, partner = self.env, self.company, self.partner
        resolved = {
            "product_id": _resolved(
                stated["product_ref"],
                self.products,
                lambda refs: products.find(env, company, partner, refs),
            ),
            "end_customer_id": _resolved(
                named,
                self.customers,
                lambda pairs: customers.find(env, company, partner, pairs),
            ),
            "uom_id": _resolved(
                stated["uom_ref"], self.units, lambda refs: units.find(env, refs)
            ),
        }
        self.copy.add(stated | self._converted(rows) | resolved)

    def _converted(self, rows):
        """Return {column: values} of what is not stored as it is stated."""
        serials = [
            "\n".join(texts) if texts else None
            for texts in (row["serial_numbers"] for row in rows)
        ]
        self.has_serials = self.has_serials or any(serials)
        amounts = [row["amount_claimed"] for row in rows]
        amounts = [amount and self._round(amount) for amount in amounts]
        claims = [
            amount or self._claims(row)
            for amount, row in zip(amounts, rows, strict=True)
        ]
        return {
            "serial_numbers": serials,
            "amount_stated": amounts,
            "amount_claimed": claims,
        }

    def _claims(self, row):
        """Return what a row claims that states no amount, by its stated prices."""
        unit = row["unit_credit"]
        if not unit and row["book_price"] and row["authorized_price"]:
            unit = row["book_price"] - row["authorized_price"]
        if not unit or not row["quantity"]:
            return 0
        amount = self._round(row["quantity"] * unit)
        return -abs(amount) if row["transaction_type"] == "return" else amount

    def _round(self, amount):
        steps = (amount / self.rounding).quantize(Decimal(1), ROUND_HALF_UP)
        return steps * self.rounding


def _resolved(asked, known, find):
    """Return what stated texts stand for, in their order; nothing where it is unknown.

    :param known: {text: what it stands for} of those met before, added to
    :param find: function (texts) -> the same of those that are known
    """
    new = set(asked) - known.keys() - {None}
    if new:
        found = find(new)
        known.update({text: found.get(text) for text in new})
    return list(map(known.get, asked))


def store_serials(env, line_ids=None, claims=None):
    """Make the rows of single serial numbers anew from what the lines state.

    :param line_ids: ids of the lines to do it for
    :param claims: all lines of these claims instead
    """
    env.flush_all()
    which = (
        SQL("l.claim_id = ANY(%s)", list(claims.ids))
        if line_ids is None
        else SQL("l.id = ANY(%s)", list(line_ids))
    )
    env.execute_query(
        SQL(
            """
            WITH gone AS (
                DELETE FROM becs_claim_serial s
                 USING becs_claim_line l
                 WHERE s.claim_line_id = l.id AND %(which)s
            )
            INSERT INTO becs_claim_serial (claim_line_id, product_id, name)
            SELECT DISTINCT l.id, l.product_id, upper(btrim(part))
              FROM becs_claim_line l
             CROSS JOIN regexp_split_to_table(l.serial_numbers, '[\n\r,;|\t]+') part
             WHERE %(which)s AND btrim(part) <> ''
            """,
            which=which,
        )
    )
    env.invalidate_all(flush=False)
