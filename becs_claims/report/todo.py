from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.claim_line.decisions import DECIDABLE

# upper ends of the groups of age (days since filing) and of money (as claimed)
AGES = (2, 7, 30)
SIZES = (100, 1000, 10000)


class BecsTodo(models.Model):
    """A claim line a person must look at: in review, on hold after an undone credit, or
    disputed by its distributor and not answered.

    Its id is that of the line. A line is here once, with the first of its causes.
    """

    _name = "becs.todo"
    _description = "Line to Look At"
    _auto = False
    _rec_name = "claim_line_id"
    _order = "rule_id, claim_line_id"

    kind = fields.Selection(
        [("review", "To decide"), ("dispute", "To answer"), ("hold", "On hold")],
        "What",
        readonly=True,
        help="To answer: its distributor disputes the verdict. On hold: its credit "
        "note was undone, and it is not credited again until an accountant releases "
        "it.",
    )
    to_decide = fields.Integer(
        "Lines to Decide", readonly=True, help="1 where it waits for a verdict."
    )
    dispute_id = fields.Many2one("becs.dispute", readonly=True)
    claim_line_id = fields.Many2one("becs.claim.line", "Line", readonly=True)
    claim_id = fields.Many2one("becs.claim", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", "Distributor", readonly=True)
    user_id = fields.Many2one("res.users", "Analyst", readonly=True)
    program_id = fields.Many2one("becs.program", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    rule_id = fields.Many2one("becs.rule", "Cause", readonly=True)
    cause_count = fields.Integer(
        "Causes",
        readonly=True,
        aggregator=None,
        help="How many checks put the line in review; the first one is shown.",
    )
    message = fields.Text("Found", readonly=True)
    pos_document = fields.Char("Document", readonly=True)
    date_ship = fields.Date("Ship Date", readonly=True)
    date_submitted = fields.Date("Filed On", readonly=True)
    days_open = fields.Integer("Age (Days)", readonly=True, aggregator="max")
    age = fields.Selection(
        [
            ("1", "Up to 2 days"),
            ("2", "3 to 7 days"),
            ("3", "8 to 30 days"),
            ("4", "Over 30 days"),
        ],
        readonly=True,
    )
    size = fields.Selection(
        [
            ("1", "Below 100"),
            ("2", "100 to 1,000"),
            ("3", "1,000 to 10,000"),
            ("4", "10,000 and more"),
        ],
        "Money",
        readonly=True,
        help="What the line claims, in the currency of its claim.",
    )
    amount_claimed = fields.Monetary("Claimed", readonly=True)
    amount_proposed = fields.Monetary("Proposed", readonly=True)
    proposed_in_full = fields.Boolean(
        readonly=True, help="The proposal is all that is claimed."
    )
    waits = fields.Boolean(
        "Waits for Others",
        readonly=True,
        help="Other lines in review hold a part of what its program has left.",
    )
    is_holding = fields.Boolean(
        "Holds Others",
        readonly=True,
        help="Other lines in review wait for the verdict on this one, because it may "
        "take what is left of the program: decide it first.",
    )

    _depends = {
        "becs.claim": ["state", "date_submitted", "user_id", "review_count"],
        "becs.claim.line": [
            "state",
            "on_hold",
            "credit_line_id",
            "program_id",
            "product_id",
            "pos_document",
            "date_ship",
            "amount_claimed",
            "amount_approved",
            "amount_program",
            "review_for_amount",
        ],
        "becs.dispute": ["claim_line_id", "claim_id", "state", "opened_by", "reason"],
        "becs.finding": ["claim_line_id", "claim_id", "rule_id", "outcome", "message"],
    }

    @property
    def _table_query(self):
        today = fields.Date.context_today(self)
        return SQL(
            """
            WITH open_claim AS (
                SELECT id, date_submitted, user_id, review_count
                  FROM becs_claim WHERE state = ANY(%(open)s)
            ),
            cause AS (
                SELECT f.claim_line_id AS id, count(*) AS causes,
                       (array_agg(f.id ORDER BY f.code = 'authorization_held',
                                                rule.sequence, f.id))[1] AS finding_id,
                       bool_or(f.code = 'authorization_held') AS waits
                  FROM becs_finding f
                  JOIN becs_rule rule ON rule.id = f.rule_id
                 WHERE f.outcome = 'review'
                   AND f.claim_id IN (SELECT id FROM open_claim)
                 GROUP BY f.claim_line_id
            ),
            waiting AS (
                SELECT l.id, 'review' AS kind, cause.finding_id, cause.causes,
                       cause.waits, NULL::int AS dispute_id
                  FROM cause JOIN becs_claim_line l ON l.id = cause.id
                 WHERE l.state = 'review'
            ),
            -- a check that was softened or switched off may leave a line open, too
            counted AS (
                SELECT l.claim_id, count(*) AS lines
                  FROM waiting JOIN becs_claim_line l ON l.id = waiting.id
                 GROUP BY l.claim_id
            ),
            todo AS (
                SELECT * FROM waiting
                 UNION ALL
                SELECT l.id, 'review', NULL, 0, FALSE, NULL
                  FROM open_claim claim
                  LEFT JOIN counted ON counted.claim_id = claim.id
                  JOIN becs_claim_line l
                    ON l.claim_id = claim.id AND l.state = 'review'
                 WHERE claim.review_count > COALESCE(counted.lines, 0)
                   AND NOT EXISTS (SELECT FROM waiting WHERE waiting.id = l.id)
                 UNION ALL
                SELECT l.id, 'hold', NULL, 0, FALSE, NULL
                  FROM becs_claim_line l
                 WHERE %(is_held)s
                   AND l.claim_id IN (SELECT id FROM open_claim)
                 UNION ALL
                SELECT l.id, 'dispute', NULL, 0, FALSE, d.id
                  FROM becs_dispute d
                  JOIN becs_claim_line l ON l.id = d.claim_line_id
                 WHERE d.state = 'open' AND d.opened_by = 'distributor'
                   AND d.claim_id IN (SELECT id FROM open_claim)
                   AND l.state <> 'review' AND (%(is_held)s) IS NOT TRUE
            ),
            held_program AS (
                SELECT DISTINCT l.program_id
                  FROM waiting JOIN becs_claim_line l ON l.id = waiting.id
                 WHERE waiting.waits
            )
            SELECT l.id, l.id AS claim_line_id, todo.kind, l.claim_id, l.company_id,
                   l.commercial_partner_id, claim.user_id, l.program_id, l.product_id,
                   l.currency_id, f.rule_id, todo.causes AS cause_count,
                   (todo.kind = 'review')::int AS to_decide,
                   todo.dispute_id, COALESCE(f.message, d.reason) AS message,
                   l.pos_document, l.date_ship, claim.date_submitted,
                   %(days)s AS days_open, %(age)s AS age, %(size)s AS size,
                   l.amount_claimed, l.amount_approved AS amount_proposed,
                   l.amount_approved = l.amount_claimed AS proposed_in_full, todo.waits,
                   todo.kind = 'review' AND NOT todo.waits
                   AND l.review_for_amount IS NOT TRUE AND l.amount_program > 0
                   AND l.program_id IN (SELECT program_id FROM held_program)
                       AS is_holding
              FROM todo
              JOIN becs_claim_line l ON l.id = todo.id
              JOIN open_claim claim ON claim.id = l.claim_id
              LEFT JOIN becs_finding f ON f.id = todo.finding_id
              LEFT JOIN becs_dispute d ON d.id = todo.dispute_id
            """,
            is_held=SQL(
                "l.on_hold AND l.credit_line_id IS NULL"
                " AND l.state IN ('approved', 'adjusted')"
            ),
            open=list(DECIDABLE),
            days=SQL("%s - claim.date_submitted", today),
            age=_bucket(SQL("%s - claim.date_submitted", today), AGES, "<="),
            size=_bucket(SQL("abs(l.amount_claimed)"), SIZES, "<"),
        )

    # Actions

    def action_open_line(self):
        """Open the line."""
        self.ensure_one()
        return self.claim_line_id._open_record(self.claim_line_id)

    def action_open_dispute(self):
        """Open the dispute that waits for an answer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "becs.dispute",
            "res_id": self.dispute_id.id,
            "views": [(False, "form")],
        }

    def action_resolve_names(self):
        """Ask what the unknown codes and names of the lines stand for."""
        return self.claim_line_id.action_resolve_names()

    def action_release_hold(self):
        """Let lines on hold be credited again."""
        return self.claim_line_id.action_release_hold()

    def action_open_holding(self):
        """Open the lines in review that hold what this one waits for."""
        self.ensure_one()
        return self.claim_line_id.action_open_holding()

    def action_accept(self):
        """Accept what is proposed for the lines."""
        self._to_decide(Domain("id", "in", self.ids)).action_decide(
            "accept", note=self.env._("Accepted as proposed")
        )

    def action_ask(self):
        """Ask for the verdict on these lines; see :meth:`ask_decision`."""
        return self.ask_decision([("id", "in", self.ids)])

    @api.model
    def ask_decision(self, domain: list, verdict: str = "accept"):
        """Ask for the verdict on all lines to decide that a domain finds.

        :param domain: on this model
        :param verdict: what the dialog proposes
        :return: the action that opens the dialog
        """
        lines = self._to_decide(Domain(domain))
        note = self._reason(lines) if verdict == "reject" else None
        return self.env["becs.claim.line.decide"]._open(lines, verdict, note)

    @api.model
    def _to_decide(self, domain):
        """Lines to decide of those a domain finds: they have the ids found."""
        found = self.search(domain & Domain("kind", "=", "review"), order="id")
        return self.env["becs.claim.line"].browse(found._ids)

    @api.model
    def _reason(self, lines):
        """The cause, where all lines have the same one."""
        groups = self._read_group([("id", "in", lines.ids)], ["rule_id"], limit=2)
        return groups[0][0].name if len(groups) == 1 else None


def _bucket(value, ends, below):
    """SQL of the number of the group a value is in, as text.

    :param ends: upper ends of the groups but the last
    :param below: how an end is compared: ``<`` or ``<=``
    """
    return SQL(
        "CASE %s ELSE %s END",
        SQL(" ").join(
            SQL("WHEN %s %s %s THEN %s", value, SQL(below), end, str(number))
            for number, end in enumerate(ends, 1)
        ),
        str(len(ends) + 1),
    )
