"""Sales claimed before.

The *same sale* is one company, distributor, type, document, document line and product.
It was claimed before on a line of another claim that stands, or on an earlier line of
the run that no check above rejects. Earlier lines are counted over ordered windows, so
that a line costs the same on a document of two lines and on one of ten thousand; only
lines that are sent again are compared pair by pair.
"""

from odoo.tools import SQL

from ..checks import Phase
from ..expr import divide, exceeds, in_product_unit, stated, text_key
from ..prices import rates
from ..programs import terms, versions
from ..run import Table
from ..stage import CLAIM, TO_VALIDATE
from .resubmission import ANCESTOR

STANDING_LINE_ID = Table(
    "becs_run_standing_line_id",
    "line of another claim that stands and shares document and product with "
    "one of the run",
    line="id",
    stored=True,
)
STANDING_LINE = Table(
    "becs_run_standing_line",
    "the same line, as stated",
    columns=(
        "id int, partner_id int, is_return boolean, document text, line_ref "
        "text, product_id int, quantity numeric, date_ship date, program_id "
        "int, authorization_ref text, combinable boolean, date_filed date, "
        "claim_id int, sequence int"
    ),
    line="id",
)
REPEATED_LINE = Table(
    "becs_run_repeated_line",
    "line whose sale occurs more than once, in order",
    line="id",
    stored=True,
)
DUPLICATE = Table(
    "becs_run_duplicate",
    "line, check → the line that was first",
    columns="id int, code text, earlier_id int",
    line="id",
)


# a stored line ``l`` of claim ``claim`` stands, and is not validated in this run;
# verdicts of a check before filing stand for nothing, so that the claim must be drawn
def stands(run):
    """SQL of whether a stored line ``l`` of claim ``claim`` stands.

    Lines validated in this run do not yet; verdicts of a check before filing stand for
    nothing, so that the claim must be drawn.
    """
    return SQL(
        """(l.state IN ('approved', 'adjusted', 'review')
            AND CASE WHEN claim.id IN (SELECT c.id FROM %s c) THEN NOT %s
                     ELSE claim.is_drawn IS TRUE END)""",
        run.source(CLAIM),
        TO_VALIDATE,
    )


# what a line ``l`` of the run claims, before prices are known: a sales report that
# states no money asks for the whole of the sale
CLAIMS = SQL("COALESCE(l.claims_stated, CASE WHEN NOT l.calculated_basis THEN 0 END)")


def answered(run):
    """SQL of whether ``j``, which line ``i`` was sent again for, leaves it its claim.

    A rejected line leaves all, an adjusted one the part that was not paid; what asks
    for the whole again (``claims`` is NULL) is more than that.
    """
    day, root_id = SQL("own.date_ship"), run.company.root_id.id
    return SQL(
        """EXISTS (SELECT FROM %(ancestors)s c
                     JOIN becs_run_claim_line own ON own.id = c.id
                     JOIN becs_claim_line a ON a.id = c.ancestor_id
                    WHERE c.id = i.id AND c.ancestor_id = j.id
                      AND (a.state = 'rejected'
                           OR a.state = 'adjusted' AND NOT (%(too_much)s)))""",
        ancestors=run.source(ANCESTOR),
        too_much=exceeds(
            SQL("i.claims"),
            SQL(
                """(a.amount_claimed - a.amount_approved)
                   * CASE WHEN a.currency_id = own.currency_id THEN 1
                          WHEN own.date_ship IS NOT NULL THEN %s END""",
                divide(
                    rates.rate(SQL("own.currency_id"), day, root_id),
                    rates.rate(SQL("a.currency_id"), day, root_id),
                ),
            ),
        ),
    )


def find(run):
    """Find sales claimed before."""
    standing = _stage_standing_lines(run)
    repeated = (standing or run.total > 1) and _stage_repeated_lines(run)
    # one or the other: "duplicate_line" sorts before "possible_duplicate"
    found = run.table(
        DUPLICATE,
        SQL(
            """
            SELECT i.id, found.code, j.id AS earlier_id
              FROM (%s) found
              JOIN becs_run_repeated_line i ON i.id = found.id
              JOIN becs_run_repeated_line j ON j.position = found.earlier
             WHERE NOT i.stands
               AND NOT (i.is_return AND found.code = 'possible_duplicate')
            """,
            SQL(
                """SELECT DISTINCT ON (id) id, code, earlier FROM (%s) f
                    ORDER BY id, code, earlier""",
                SQL(" UNION ALL ").join(_clashes(run)),
            ),
        ),
        index=SQL("id"),
        nothing=not repeated,
    )
    if found:
        terms.add_bits(
            run,
            SQL("becs_run_duplicate f"),
            SQL(
                "CASE f.code %s END",
                SQL(" ").join(
                    SQL("WHEN %s THEN %s", code, run.checks.sql_bit(code))
                    for code in ("duplicate_line", "possible_duplicate")
                ),
            ),
        )


def _stage_standing_lines(run):
    """Stage lines of other claims that stand and share document and product.

    They are found first and looked at then, as only statistics of what was found tell
    that it may be many: those of the lines do not know this transaction yet.

    :return: how many there are

    :return: how many there are
    """
    before = run.table(
        STANDING_LINE_ID,
        SQL(
            """
            SELECT l.id
              FROM (SELECT DISTINCT partner_id, document, product_id
                      FROM becs_run_claim_line
                     WHERE document IS NOT NULL AND product_id IS NOT NULL) r
              JOIN becs_claim_line l
                ON l.company_id = %(company)s
               AND l.commercial_partner_id = r.partner_id
               AND lower(btrim(l.pos_document)) = r.document
               AND l.product_id = r.product_id
              JOIN becs_claim claim ON claim.id = l.claim_id
             WHERE %(stands)s AND l.transaction_type <> 'correction'
            """,
            company=run.company.id,
            stands=stands(run),
        ),
    )
    return run.table(
        STANDING_LINE,
        SQL(
            """
            SELECT l.id, l.commercial_partner_id AS partner_id,
                   l.transaction_type = 'return' AS is_return,
                   %(document)s AS document, COALESCE(%(line_ref)s, '') AS line_ref,
                   l.product_id,
                   CASE WHEN l.uom_id IS NOT NULL THEN %(converted)s
                        WHEN %(uom_ref)s IS NULL THEN %(quantity)s END AS quantity,
                   l.date_ship, l.program_id, %(authorization)s AS authorization_ref,
                   COALESCE(%(combinable)s, FALSE) AS combinable,
                   claim.date_submitted AS date_filed, l.claim_id, l.sequence
              FROM becs_run_standing_line_id b
              JOIN becs_claim_line l ON l.id = b.id
              JOIN becs_claim claim ON claim.id = l.claim_id
              LEFT JOIN product_product product ON product.id = l.product_id
              LEFT JOIN product_template template
                ON template.id = product.product_tmpl_id
              LEFT JOIN uom_uom own ON own.id = template.uom_id
              LEFT JOIN uom_uom unit ON unit.id = l.uom_id
              LEFT JOIN becs_program p ON p.id = l.program_id
            """,
            document=text_key(SQL("l.pos_document")),
            line_ref=text_key(SQL("l.pos_line_ref")),
            authorization=text_key(SQL("l.authorization_ref")),
            combinable=versions.on_day("p", "combinable", SQL("l.date_ship")),
            quantity=stated(SQL("l.quantity")),
            converted=in_product_unit(
                stated(SQL("l.quantity")), SQL("unit"), SQL("own")
            ),
            uom_ref=text_key(SQL("l.uom_ref")),
        ),
        nothing=not before,
    )


def _stage_repeated_lines(run):
    """Stage the lines whose sale occurs more than once.

    ``sale`` numbers the sales, ``position`` the lines in their order, what stands in
    other claims first; ``exact`` is equal where quantity, ship date and authorization
    are, too. A hash picks the few sales in question, their texts then decide.

    :return: how many there are
    """
    return run.table(
        REPEATED_LINE,
        SQL(
            """
            WITH line AS MATERIALIZED (
                SELECT id, TRUE AS stands, partner_id, is_return, document, line_ref,
                       product_id, quantity, date_ship, program_id, authorization_ref,
                       combinable, date_filed, claim_id, sequence, TRUE AS counts,
                       NULL::numeric AS claims, %(key)s AS key
                  FROM %(standing)s l
                 UNION ALL
                SELECT l.id, FALSE, l.partner_id, l.is_return, l.document, l.line_ref,
                       l.product_id, l.quantity, l.date_ship, p.program_id,
                       l.authorization_ref, COALESCE(program.combinable, FALSE),
                       l.date_filed, l.claim_id, l.sequence,
                       l.is_return OR p.mask & profile.rejects & %(above)s = 0,
                       %(claims)s, %(key)s
                  FROM becs_run_claim_line l
                  JOIN becs_run_checked_line p ON p.id = l.id
                  JOIN becs_run_profile profile ON profile.profile = p.profile
                  LEFT JOIN becs_run_program_terms program ON program.id = p.terms_id
                 WHERE l.document IS NOT NULL AND l.product_id IS NOT NULL
            )
            SELECT *,
                   dense_rank() OVER (ORDER BY sale, round(quantity, 18), date_ship,
                                               authorized) AS exact
              FROM (
                SELECT l.*,
                       CASE WHEN is_return THEN authorization_ref
                            ELSE COALESCE(program_id::text, '#' || authorization_ref)
                       END AS authorized,
                       %(has_serials)s AS has_serials,
                       EXISTS (SELECT FROM %(ancestors)s c WHERE c.id = l.id)
                           AS is_resubmitted,
                       dense_rank() OVER (ORDER BY partner_id, is_return, document,
                                                   line_ref, product_id) AS sale,
                       row_number() OVER (ORDER BY NOT stands, date_filed, claim_id,
                                                   sequence, id) AS position
                  FROM line l
                 WHERE key IN (SELECT key FROM line GROUP BY key HAVING count(*) > 1)
              ) l
            """,
            key=SQL(
                """hashtextextended(concat_ws(chr(31), l.partner_id, l.is_return,
                       l.product_id, l.document, l.line_ref), 0)"""
            ),
            above=run.checks.before(Phase.REPEATED),
            claims=CLAIMS,
            standing=run.source(STANDING_LINE),
            ancestors=run.source(ANCESTOR),
            has_serials=(
                SQL(
                    """EXISTS (SELECT FROM becs_claim_serial s
                                WHERE s.claim_line_id = l.id)"""
                )
                if run.has_serials
                else SQL("FALSE")
            ),
        ),
        index=SQL("position"),
    )


def _clashes(run):
    """SQL of (line, code, position of the line that was first).

    A line with serial numbers clashes with lines that have none, and with those that
    share one of its numbers.
    """
    plain = SQL("SELECT *, NULL AS part FROM becs_run_repeated_line")
    pairs = [_pairs(run)] if run.has_resubmitted else []
    if not run.has_serials:
        return [_by_window(plain, SQL("counts"), SQL("TRUE")), *pairs]
    by_number = SQL(
        """SELECT DISTINCT s.*, n.name AS part
             FROM becs_run_repeated_line s
             JOIN becs_claim_serial n ON n.claim_line_id = s.id"""
    )
    return [
        _by_window(plain, SQL("counts"), SQL("NOT has_serials")),
        _by_window(plain, SQL("counts AND NOT has_serials"), SQL("has_serials")),
        _by_window(by_number, SQL("counts"), SQL("TRUE")),
        *pairs,
    ]


def _by_window(source, counts, validated):
    """SQL of clashes with earlier lines, without a look at single pairs.

    Two different combinable programs do not clash.

    :param source: SQL of the lines, each in the part ``part``
    :param counts: SQL of which lines others may clash with
    :param validated: SQL of which lines are validated
    """
    return SQL(
        """
        SELECT id, code, CASE WHEN code = 'duplicate_line' THEN first_exact
                              ELSE first_of_sale END AS earlier
          FROM (
            SELECT *,
                   count(*) FILTER (WHERE %(counts)s) OVER same AS before,
                   min(position) FILTER (WHERE %(counts)s) OVER same AS first_exact,
                   count(*) FILTER (WHERE %(counts)s AND NOT combinable) OVER of_sale
                       AS others,
                   count(*) FILTER (WHERE %(counts)s AND combinable) OVER of_sale
                       AS combinables,
                   count(*) FILTER (WHERE %(counts)s AND combinable) OVER of_program
                       AS own_combinables,
                   min(position) FILTER (WHERE %(counts)s) OVER of_sale AS first_of_sale
              FROM (%(source)s) s
            WINDOW same AS (PARTITION BY part, exact ORDER BY position %(before)s),
                   of_sale AS (PARTITION BY part, sale ORDER BY position %(before)s),
                   of_program AS (PARTITION BY part, sale, program_id
                                  ORDER BY position %(before)s)
          ) s
         CROSS JOIN LATERAL (VALUES
            ('duplicate_line', before > 0),
            ('possible_duplicate',
             others + CASE WHEN combinable THEN own_combinables ELSE combinables END
             > before)
          ) clash(code, found)
         WHERE found AND NOT is_resubmitted AND %(validated)s
        """,
        source=source,
        counts=counts,
        validated=validated,
        before=SQL("ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"),
    )


def _pairs(run):
    """SQL of clashes of lines that were sent again."""
    return SQL(
        """
        SELECT i.id,
               CASE WHEN i.exact = j.exact THEN 'duplicate_line'
                    ELSE 'possible_duplicate' END AS code,
               j.position AS earlier
          FROM becs_run_repeated_line i
          JOIN becs_run_repeated_line j
            ON j.sale = i.sale AND j.position < i.position AND j.counts
         WHERE i.is_resubmitted AND NOT i.stands
           AND NOT %s
           AND NOT (i.combinable AND j.combinable AND i.program_id <> j.program_id)
           AND NOT (i.has_serials AND j.has_serials AND NOT EXISTS (
                    SELECT FROM becs_claim_serial a
                      JOIN becs_claim_serial b ON b.name = a.name
                     WHERE a.claim_line_id = i.id AND b.claim_line_id = j.id))
        """,
        answered(run),
    )
