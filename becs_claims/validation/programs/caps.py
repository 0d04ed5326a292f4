"""What the caps leave of each line.

Lines draw in order of ship date, filing date, claim, row. What a line takes counts
for the next; what it takes depends on all three caps at once, on rounding (a line that
gets no money takes nothing), and on the outcome of the cap findings themselves (a line
rejected by one takes nothing, one put in review holds). So no single running sum says
it. But every line depends on earlier lines only: running sums of what lines took, from
one pass to the next until nothing changes, end at the one answer that going through
the lines one by one would give. It takes a few passes, whatever the number of lines,
and each only goes through the programs the one before changed.

Only programs and program lines that would not satisfy everybody are gone through.
All other lines get what they want.
"""

from odoo.tools import SQL

from ..expr import exceeds, money, money_down
from ..run import Table

DRAWING_LINE = Table(
    "becs_run_drawing_line",
    "line that draws on a program or program line with a cap",
    line="id",
)
CAPPED_LINE = Table(
    "becs_run_capped_line",
    "line of a cap that does not satisfy everybody → what it gets",
    columns=(
        "id int, quantity numeric, amount numeric, take_amount numeric, "
        "caps_before jsonb, quantity_left numeric, amount_full numeric, "
        "amount_wanted numeric"
    ),
    line="id",
)


def cut(run):
    """Cut what lines get to what the caps leave, and note it on them."""
    count = _stage(run)
    if not count:
        return
    run.settle(lambda number: _pass(run, number), count)
    _explain(run)
    run.analyze(CAPPED_LINE)
    run.execute(
        SQL(
            """UPDATE becs_run_priced_line p SET mask = p.mask | c.found
                 FROM becs_run_capped_line c WHERE c.id = p.id AND c.found <> 0"""
        )
    )


def _stage(run):
    """Stage the lines of caps that bind, each taking what it wants at first.

    :return: how many there are
    """
    drawing = run.table(
        DRAWING_LINE,
        SQL(
            """
            SELECT p.id, p.program_id, p.program_line_id, p.quantity, p.amount_wanted,
                   GREATEST(%s, 0) AS amount_program,
                   p.mask & profile.reviews <> 0 AS in_review
              FROM becs_run_priced_line p
              JOIN becs_run_profile profile ON profile.profile = p.profile
             WHERE p.amount_wanted IS NOT NULL AND p.program_line_id IS NOT NULL
               AND p.mask & profile.rejects = 0
               AND (p.program_line_id IN (
                        SELECT program_line_id FROM becs_run_program_line
                         WHERE quantity_left IS NOT NULL OR amount_left IS NOT NULL)
                    OR p.program_id IN (SELECT id FROM becs_run_program_terms
                                         WHERE amount_left IS NOT NULL))
            """,
            money(SQL("p.amount_wanted * p.back"), SQL("p.program_rounding")),
        ),
    )
    return run.table(
        CAPPED_LINE,
        SQL(
            """
            WITH of_line AS (
                SELECT d.program_line_id
                  FROM becs_run_drawing_line d
                  JOIN becs_run_program_line l USING (program_line_id)
                 GROUP BY d.program_line_id, l.quantity_left, l.amount_left
                HAVING round(LEAST(l.quantity_left, l.amount_left), 18) <= 0
                    OR sum(d.quantity) > l.quantity_left
                    OR sum(d.amount_program) >= l.amount_left
            ),
            of_program AS (
                SELECT d.program_id
                  FROM becs_run_drawing_line d
                  JOIN becs_run_program_terms p ON p.id = d.program_id
                 GROUP BY d.program_id, p.amount_left
                HAVING p.amount_left <= 0
                    OR sum(d.amount_program) >= p.amount_left
            )
            SELECT d.id, d.program_id, d.program_line_id, d.in_review,
                   row_number() OVER (
                       ORDER BY d.program_id, r.date_ship, r.date_filed,
                                r.claim_id, r.sequence, r.id) AS position,
                   p.quantity AS quantity_full, d.amount_wanted AS amount_full,
                   p.claims, p.unit_credit_approved, p.own, p.back, p.rounding,
                   p.program_rounding, p.review_limit, profile.rejects, profile.reviews,
                   l.quantity_left AS free_quantity, l.quantity_held AS hold_quantity,
                   l.amount_left AS free_line, l.amount_held AS hold_line,
                   program.amount_left AS free_budget,
                   program.amount_held AS hold_budget,
                   d.quantity AS take_quantity, d.amount_program AS take_amount,
                   d.in_review AS holds, d.quantity, d.amount_wanted AS amount,
                   0::bigint AS found, 0 AS changed, NULL::numeric AS quantity_left,
                   NULL::numeric AS amount_wanted, NULL::jsonb AS caps_before
              FROM becs_run_drawing_line d
              JOIN becs_run_claim_line r ON r.id = d.id
              JOIN becs_run_priced_line p ON p.id = d.id
              JOIN becs_run_profile profile ON profile.profile = p.profile
              JOIN becs_run_program_terms program ON program.id = d.program_id
              JOIN becs_run_program_line l ON l.program_line_id = d.program_line_id
             WHERE d.program_line_id IN (SELECT program_line_id FROM of_line)
                OR d.program_id IN (SELECT program_id FROM of_program)
            """
        ),
        index=SQL("id"),
        nothing=not drawing,
    )


def _pass(run, number):
    """SQL of one pass; it updates the lines that get something else than before."""
    left = _left(
        SQL(
            "program_id IN (SELECT program_id FROM becs_run_capped_line"
            " WHERE changed = %s)",
            number - 1,
        )
    )
    cut_line = _cut_amount(_cut_quantity(left), "line", 0, 1)
    cut_budget = _cut_amount(cut_line, "budget", 1, 2)
    return SQL(
        """
        UPDATE becs_run_capped_line c
           SET quantity = n.got_quantity, amount = n.got_amount, found = n.now_found,
               take_quantity = n.now_quantity, take_amount = n.now_amount,
               holds = n.now_holds, quantity_left = n.left_quantity,
               amount_wanted = n.amount_0, changed = %(number)s
          FROM (%(lines)s) n
         WHERE n.id = c.id
           AND (n.got_quantity, n.got_amount, n.now_found, n.now_quantity,
                n.now_amount, n.now_holds, n.left_quantity, n.amount_0)
               IS DISTINCT FROM
               (c.quantity, c.amount, c.found, c.take_quantity,
                c.take_amount, c.holds, c.quantity_left, c.amount_wanted)
        """,
        number=number,
        lines=_taken(run.checks, _found(run.checks, cut_budget)),
    )


def _explain(run):
    """Keep, for the account of each line, what lines before it took of each cap.

    As ``{cap: [limit, taken before]}`` of the caps that are set; a cap lowered below
    what was taken already has more taken than its limit.
    """
    run.execute(
        SQL(
            """
            UPDATE becs_run_capped_line c
               SET caps_before = jsonb_strip_nulls(jsonb_build_object(
                        'quantity', %(quantity)s, 'line', %(line)s,
                        'budget', %(budget)s))
              FROM (%(lines)s) n
              JOIN becs_run_program_terms program ON program.id = n.program_id
              JOIN becs_run_program_line l ON l.program_line_id = n.program_line_id
             WHERE n.id = c.id
            """,
            quantity=_limit_and_taken("l", "quantity_cap", "left_quantity"),
            line=_limit_and_taken("l", "amount_cap", "left_line"),
            budget=_limit_and_taken("program", "amount_cap", "left_budget"),
            lines=_left(SQL("TRUE")),
        )
    )


def _limit_and_taken(alias, cap, left):
    return SQL(
        "CASE WHEN %(cap)s IS NOT NULL"
        " THEN jsonb_build_array(%(cap)s, %(cap)s - n.%(left)s) END",
        cap=SQL.identifier(alias, cap),
        left=SQL.identifier(left),
    )


def _left(which):
    """Lines with what earlier lines leave of each cap, and whether some is held.

    :param which: SQL of the lines in question, all those of a program
    """
    return SQL(
        """
        SELECT id, program_id, program_line_id, in_review, quantity_full, amount_full,
               claims, unit_credit_approved, own, back, rounding, program_rounding,
               review_limit, rejects, reviews,
               free_quantity - COALESCE(sum(take_quantity) OVER of_line, 0)
                   AS left_quantity,
               free_line - COALESCE(sum(take_amount) OVER of_line, 0) AS left_line,
               free_budget - COALESCE(sum(take_amount) OVER of_program, 0)
                   AS left_budget,
               hold_quantity + COALESCE(
                   sum(take_quantity) FILTER (WHERE holds) OVER of_line, 0) > 0
                   AS held_quantity,
               hold_line + COALESCE(
                   sum(take_amount) FILTER (WHERE holds) OVER of_line, 0) > 0
                   AS held_line,
               hold_budget + COALESCE(
                   sum(take_amount) FILTER (WHERE holds) OVER of_program, 0) > 0
                   AS held_budget
          FROM becs_run_capped_line
         WHERE %(which)s
        WINDOW of_line AS (PARTITION BY program_id, program_line_id
                           ORDER BY position %(before)s),
               of_program AS (PARTITION BY program_id ORDER BY position %(before)s)
        """,
        which=which,
        before=SQL("ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"),
    )


def _cut_quantity(lines):
    """Cut the quantity; the amount follows it.

    ``amount_0`` is in the claim's currency, ``program_0`` in the program's.
    """
    return SQL(
        """
        SELECT l.*, %(program)s AS program_0
          FROM (
            SELECT l.*,
                   CASE WHEN is_cut_quantity
                        THEN GREATEST(LEAST(%(amount)s, claims), 0)
                        ELSE amount_full END AS amount_0
              FROM (
                SELECT l.*,
                       COALESCE(%(is_cut)s, FALSE) AS is_cut_quantity,
                       CASE WHEN %(is_cut)s
                            THEN GREATEST(left_quantity, 0)
                            ELSE quantity_full END AS quantity_cut
                  FROM (%(lines)s OFFSET 0) l
                OFFSET 0
              ) l
            OFFSET 0
          ) l
        """,
        is_cut=exceeds(SQL("quantity_full"), SQL("left_quantity")),
        amount=money(SQL("quantity_cut * unit_credit_approved"), SQL("rounding")),
        program=money(SQL("amount_0 * back"), SQL("program_rounding")),
        lines=lines,
    )


def _cut_amount(lines, cap, before, after):
    """Cut the amount number ``before`` to what is left under ``cap``.

    In the program's currency the line then takes just that; in the claim's it gets
    this rounded down, so that a cap is never passed.
    """
    return SQL(
        """
        SELECT l.*,
               COALESCE(%(left)s < %(program)s, FALSE) AS %(is_cut)s,
               CASE WHEN %(left)s < %(program)s THEN GREATEST(%(left)s, 0)
                    ELSE %(program)s END AS %(program_after)s,
               CASE WHEN %(left)s < %(program)s
                    THEN LEAST(%(amount)s, %(own)s) ELSE %(amount)s END
                   AS %(amount_after)s
          FROM (%(lines)s OFFSET 0) l
        """,
        lines=lines,
        left=SQL.identifier(f"left_{cap}"),
        own=money_down(
            SQL("GREATEST(%s, 0) * own", SQL.identifier(f"left_{cap}")),
            SQL("rounding"),
        ),
        is_cut=SQL.identifier(f"is_cut_{cap}"),
        amount=SQL.identifier(f"amount_{before}"),
        amount_after=SQL.identifier(f"amount_{after}"),
        program=SQL.identifier(f"program_{before}"),
        program_after=SQL.identifier(f"program_{after}"),
    )


def _found(checks, lines):
    """What is to be said, and what the line gets.

    A cap that is used up, with nothing of it held, is all there is to say.
    """
    return SQL(
        """
        SELECT l.*,
               CASE WHEN used_up OR amount_2 = 0 THEN 0 ELSE quantity_cut END
                   AS got_quantity,
               CASE WHEN used_up THEN 0 ELSE amount_2 END AS got_amount,
               CASE WHEN used_up THEN %(exhausted)s
                    ELSE %(quantity)s | %(line)s | %(budget)s END AS now_found
          FROM (
            SELECT l.*,
                   COALESCE(round(left_quantity, 18) <= 0 AND NOT held_quantity, FALSE)
                   OR COALESCE(left_line <= 0 AND NOT held_line, FALSE)
                   OR COALESCE(left_budget <= 0 AND NOT held_budget, FALSE) AS used_up
              FROM (%(lines)s OFFSET 0) l
            OFFSET 0
          ) l
        """,
        lines=lines,
        exhausted=checks.sql_bit("authorization_exhausted"),
        quantity=_cut_bit(checks, "quantity", "authorized_quantity_exceeded"),
        line=_cut_bit(checks, "line", "budget_exceeded"),
        budget=_cut_bit(checks, "budget", "budget_exceeded"),
    )


def _cut_bit(checks, cap, code):
    """SQL of the bit for a line cut under a cap, or one that finds nothing left."""
    return SQL(
        "CASE WHEN NOT (%s OR COALESCE(round(%s, 18) <= 0, FALSE)) THEN 0"
        " WHEN %s THEN %s ELSE %s END",
        SQL.identifier(f"is_cut_{cap}"),
        SQL.identifier(f"left_{cap}"),
        SQL.identifier(f"held_{cap}"),
        checks.sql_bit("authorization_held"),
        checks.sql_bit(code),
    )


def _taken(checks, lines):
    """What the line takes from the program, and whether it holds it in review."""
    return SQL(
        """
        SELECT l.*,
               in_review OR now_found & reviews <> 0 AS now_holds,
               CASE WHEN takes_nothing THEN 0 ELSE got_quantity END AS now_quantity,
               CASE WHEN takes_nothing THEN 0 ELSE program_2 END AS now_amount
          FROM (
            SELECT l.*,
                   got_amount <= 0 OR now_found & rejects <> 0
                   OR COALESCE(%(over_limit)s, FALSE)
                      AND %(over)s & rejects <> 0 AS takes_nothing
              FROM (%(lines)s OFFSET 0) l
            OFFSET 0
          ) l
        """,
        lines=lines,
        over=checks.sql_bit("over_review_amount"),
        over_limit=exceeds(SQL("got_amount"), SQL("review_limit")),
    )
