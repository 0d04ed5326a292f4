"""Which terms of a program hold for which ship date.

A program and its lines hold the newest terms. What an amendment replaced for later ship
dates only is kept (``becs_program_terms``, ``becs_program_line_terms``) with the last
ship date it holds for. Of one program or line the earlier terms with the first such day
that is not before the ship date hold, else its own; those hold, too, where there is no
ship date.

A run gives each set of terms a number: the newest of a program that of the program,
earlier ones negative numbers. Programs without earlier terms take no other way than
they would without any of this: what is needed for earlier terms is only put into the
statements of runs that meet some.
"""

from odoo.tools import SQL

from ..run import Table

TERMS_PERIOD = Table(
    "becs_run_terms_period",
    "program, span of ship dates with other terms than the newest",
)


PROGRAM_TERMS = (
    "claim_window_days",
    "into_stock_source",
    "tolerance_percent",
    "tolerance_amount",
    "pricelist_id",
    "minimum_line_amount",
    "combinable",
)


def stage(run, program_ids):
    """Stage the ship dates for which programs have other terms than the newest.

    Fills ``becs_run_terms_period``: one row per program and time between two of its
    versions, both days included; ``terms_id`` are the program's own earlier terms, if
    any. Says on the run whether there is one.
    """
    count = run.table(
        TERMS_PERIOD,
        SQL(
            """
            SELECT (-row_number() OVER (ORDER BY day.program_id, day.last_day))::int
                       AS id,
                   day.program_id,
                   COALESCE(lag(day.last_day) OVER days + 1, '-infinity') AS first_day,
                   day.last_day, %s AS terms_id
              FROM (
                SELECT DISTINCT program_id, date_from - 1 AS last_day
                  FROM becs_program_version
                 WHERE program_id = ANY(%s) AND date_from IS NOT NULL
              ) day
              JOIN becs_program p ON p.id = day.program_id
            WINDOW days AS (PARTITION BY day.program_id ORDER BY day.last_day)
            """,
            _earlier("becs_program_terms", "program_id", "p", SQL("day.last_day")),
            list(program_ids),
        ),
        index=SQL("program_id"),
    )
    run.has_earlier_terms = bool(count)


def _earlier(table, key, record, day):
    """SQL of the id of the earlier terms of a record that hold on a day, or NULL.

    :param record: alias of the record
    """
    return SQL(
        """(SELECT earlier.id FROM %(table)s earlier
             WHERE earlier.%(key)s = %(record)s.id AND earlier.date_to >= %(day)s
             ORDER BY earlier.date_to LIMIT 1)""",
        table=SQL.identifier(table),
        key=SQL.identifier(key),
        record=SQL.identifier(record),
        day=day,
    )


def earlier_on_day(program, day):
    """SQL of the id of the earlier terms of a program for a ship date, or NULL.

    :param program: alias of a row of ``becs_program``
    :param day: SQL of the ship date
    """
    return SQL(
        "CASE WHEN %s.version > 1 THEN %s END",
        SQL.identifier(program),
        _earlier("becs_program_terms", "program_id", program, day),
    )


def line_on_day(names, line, day):
    """SQL of terms of a program line for a ship date; no row where the line is not part
    of the program then.

    :param names: of the terms, see ``Methods.line_terms``
    :param line: alias of a row of ``becs_program_line``
    :param day: SQL of the ship date
    """
    return SQL(
        """
        SELECT %(terms)s
          FROM (SELECT %(earlier)s AS id) earlier
          LEFT JOIN becs_program_line_terms t ON t.id = earlier.id
         WHERE CASE WHEN t.id IS NULL THEN %(line)s.active ELSE t.is_there END
        """,
        terms=_either(names, line),
        earlier=_earlier("becs_program_line_terms", "program_line_id", line, day),
        line=SQL.identifier(line),
    )


def of_programs(run, program_ids):
    """SQL of all sets of terms of programs.

    Columns: ``id`` (the number of the set), ``program_id``, ``terms_id``, ``first_day``
    and ``last_day`` (NULL: open), ``version`` (the number of the newest version that
    says something about these days) and :data:`PROGRAM_TERMS`.
    """
    own = SQL(", ").join(SQL.identifier("p", name) for name in PROGRAM_TERMS)
    newest = SQL(
        """
        SELECT p.id, p.id AS program_id, NULL::int AS terms_id,
               %(first_day)s AS first_day, NULL::date AS last_day, %(own)s
          FROM becs_program p
         WHERE p.id = ANY(%(ids)s)
        """,
        first_day=SQL(
            "(SELECT max(last_day) + 1 FROM becs_run_terms_period"
            " WHERE program_id = p.id)"
        )
        if run.has_earlier_terms
        else SQL("NULL::date"),
        own=own,
        ids=list(program_ids),
    )
    earlier = SQL(
        """
        SELECT day.id, day.program_id, day.terms_id, day.first_day, day.last_day,
               %(terms)s
          FROM becs_run_terms_period day
          JOIN becs_program p ON p.id = day.program_id
          LEFT JOIN becs_program_terms t ON t.id = day.terms_id
        """,
        terms=_either(PROGRAM_TERMS, "p"),
    )
    return SQL(
        """
        SELECT terms.*,
               (SELECT max(v.number) FROM becs_program_version v
                 WHERE v.program_id = terms.program_id
                   AND (v.date_from IS NULL OR v.date_from <= terms.first_day))
                   AS version
          FROM (%s) terms
        """,
        SQL("%s UNION ALL %s", newest, earlier) if run.has_earlier_terms else newest,
    )


def _either(names, own):
    """SQL of columns of the earlier terms ``t``, or of the record without any."""
    return SQL(", ").join(
        SQL(
            "CASE WHEN t.id IS NULL THEN %(own)s ELSE %(earlier)s END AS %(name)s",
            own=SQL.identifier(own, name),
            earlier=SQL.identifier("t", name),
            name=SQL.identifier(name),
        )
        for name in names
    )


def stage_partners(run, name, relation, earlier_relation=None):
    """Stage the commercial partners that sets of terms name.

    :param name: the :class:`~.run.Table` to fill
    :param relation: table of the partners of programs
    :param earlier_relation: table of those of earlier terms; None where the partners
        are the same for all ship dates
    """
    of_newest = SQL("p.terms_id IS NULL") if earlier_relation else SQL("TRUE")
    named = SQL(
        """
        SELECT p.id AS terms_id, named.partner_id
          FROM becs_run_program_terms p
          JOIN %s named ON named.program_id = p.program_id
         WHERE %s
        """,
        SQL.identifier(relation),
        of_newest,
    )
    if earlier_relation and run.has_earlier_terms:
        named = SQL(
            """
            %s
             UNION ALL
            SELECT p.id, named.partner_id
              FROM becs_run_program_terms p
              JOIN %s named ON named.terms_id = p.terms_id
            """,
            named,
            SQL.identifier(earlier_relation),
        )
    run.table(
        name,
        SQL(
            """
            SELECT DISTINCT named.terms_id, partner.commercial_partner_id AS partner_id
              FROM (%s) named
              JOIN res_partner partner ON partner.id = named.partner_id
            """,
            named,
        ),
        index=SQL("terms_id, partner_id"),
    )


def names_customers(terms):
    """SQL of whether a set of terms names end customers."""
    return SQL(
        """CASE WHEN %(terms)s.terms_id IS NULL
                THEN EXISTS (SELECT FROM becs_program_end_customer_rel
                              WHERE program_id = %(terms)s.program_id)
                ELSE EXISTS (SELECT FROM becs_program_terms_customer_rel
                              WHERE terms_id = %(terms)s.terms_id) END""",
        terms=SQL.identifier(terms),
    )


def offering_lines(run):
    """SQL of the lines of programs in sets of terms, those that are there.

    Columns: ``terms_id`` (number of the set), ``line_terms_id`` (see
    :func:`line_prices`), ``id``, ``program_id``, scope, ``sequence``, ``excluded`` and
    ``min_quantity``.
    """
    scope = SQL(
        """pl.id, pl.program_id, pl.applied_on, pl.product_id, pl.product_tmpl_id,
           pl.categ_id, pl.sequence"""
    )
    newest = SQL(
        """
        SELECT pl.program_id AS terms_id, pl.id AS line_terms_id, %s,
               pl.excluded, pl.min_quantity
          FROM becs_program_line pl
         WHERE pl.active
        """,
        scope,
    )
    if not run.has_earlier_terms:
        return newest
    return SQL(
        """
        %(newest)s
         UNION ALL
        SELECT day.id, COALESCE(-t.id, pl.id), %(scope)s, %(terms)s
          FROM becs_run_terms_period day
          JOIN becs_program_line pl ON pl.program_id = day.program_id
          LEFT JOIN becs_program_line_terms t ON t.id = %(earlier)s
         WHERE CASE WHEN t.id IS NULL THEN pl.active ELSE t.is_there END
        """,
        newest=newest,
        scope=scope,
        terms=_either(("excluded", "min_quantity"), "pl"),
        earlier=_earlier(
            "becs_program_line_terms", "program_line_id", "pl", SQL("day.last_day")
        ),
    )


def line_prices(run):
    """SQL of a relation of the terms of lines (``Methods.line_terms``) by ``id``: that
    of a program line, or minus that of earlier terms of one.
    """
    if not run.has_earlier_terms:
        return SQL.identifier("becs_program_line")
    columns = SQL(", ").join(map(SQL.identifier, run.methods.line_terms))
    return SQL(
        """(SELECT id, %(columns)s FROM becs_program_line
             UNION ALL
            SELECT -id, %(columns)s FROM becs_program_line_terms)""",
        columns=columns,
    )


def on_day(program, name, day):
    """SQL of one of :data:`PROGRAM_TERMS` of a program for a ship date.

    Not for terms that may be empty.

    :param program: alias of a row of ``becs_program``, which may be missing
    :param day: SQL of the ship date
    """
    return SQL(
        """CASE WHEN %(program)s.version > 1 THEN COALESCE(
                    (SELECT t.%(name)s FROM becs_program_terms t
                      WHERE t.program_id = %(program)s.id AND t.date_to >= %(day)s
                      ORDER BY t.date_to LIMIT 1), %(program)s.%(name)s)
                ELSE %(program)s.%(name)s END""",
        program=SQL.identifier(program),
        name=SQL.identifier(name),
        day=day,
    )
