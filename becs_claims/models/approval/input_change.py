from datetime import datetime

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_datetime

from ...validation.expr import text_key
from .approval_limit import NAMED


class BecsInputChange(models.Model):
    """A change a person made to something that claims are validated or approved by.

    Whoever changes what a line of a filed claim is paid had a hand in that claim. Which
    changes those are is found when the claim is validated: lines that come out
    otherwise and are in the scope of the change, see
    :func:`...storage.history.affected`. Rows are added by the server and by nobody
    else.
    """

    _name = "becs.input.change"
    _description = "Change to What Claims Are Judged By"
    _order = "id desc"
    _log_access = False

    date = fields.Datetime("When", required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users",
        "Who",
        required=True,
        default=lambda self: self.env.uid,
        ondelete="restrict",
    )
    name = fields.Char("What", required=True)
    note = fields.Text("Before and After")
    scope = fields.Selection(
        [
            ("all", "All lines"),
            ("company", "Lines of a company"),
            ("partner", "Lines of a distributor or end customer"),
            ("program", "Lines of a program"),
            ("product", "Lines of a product"),
            ("chosen", "Lines of a company that state no program"),
            ("text", "Lines that state a text"),
            ("pricelist", "Prices of a price list"),
            ("category", "Products of a category"),
            ("cost", "Cost of a product"),
            ("currency", "What amounts in a currency are worth"),
            ("payment", "When a distributor is paid"),
            ("approval", "Who approves in a company"),
            ("clerk", "Who acts for a distributor on the portal"),
            ("invoice", "What an invoice says that is not posted yet"),
        ],
        "Lines It Is About",
        required=True,
        default="all",
    )
    scope_id = fields.Integer(
        required=True,
        default=0,
        aggregator=None,
        export_string_translation=False,
        help="Of the company, distributor, program …; of a text what it hashes to; 0 "
        "for all.",
    )
    text = fields.Char(help="That lines state.")
    product = fields.Integer(
        "Only Product",
        aggregator=None,
        export_string_translation=False,
        help="Number of the variant whose price by the price list is meant, also one "
        "that is gone; 0: all prices of the list.",
    )
    is_price = fields.Boolean(
        "Moves Prices",
        help="Prices by price list are otherwise because of it: authorized ones, and "
        "those that discounts are measured by; see Prices to Confirm on programs.",
    )
    claim_id = fields.Many2one(
        "becs.claim",
        "Done With Claim",
        ondelete="cascade",
        help="A step or a verdict on this claim, which makes room for others, or takes "
        "it from them. Its own lines are not meant.",
    )
    commercial_partner_id = fields.Many2one(
        "res.partner",
        "Only Distributor",
        ondelete="cascade",
        help="It is about lines of this distributor only.",
    )

    _prices_idx = models.Index("(scope, scope_id) WHERE is_price")
    _invoices_idx = models.Index("(scope_id, user_id) WHERE scope = 'invoice'")

    def init(self):
        # tells what was not to be seen yet when a claim was filed, see _horizon
        self.env.cr.execute(
            "ALTER TABLE becs_input_change ADD COLUMN IF NOT EXISTS xid bigint"
            " NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)"
        )

    @api.autovacuum
    def _gc_old(self):
        """Delete changes of more than a year ago that no open claim was filed before.

        Those that made a difference stay in the history of the claims; prices that
        nobody confirmed yet stay until somebody does, who approves for good.
        """
        # of every company
        waiting = self.env["becs.program"].sudo()._all_changed_prices()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM becs_input_change
                 WHERE date < %s AND id <> ALL(%s) AND scope <> 'approval'
                   AND id <= COALESCE((
                       SELECT min(COALESCE(
                                  split_part(input_horizon, ' ', 1)::bigint, 0))
                         FROM becs_claim
                        WHERE state IN ('submitted', 'validated', 'approved')
                           OR state = 'draft' AND input_horizon IS NOT NULL
                   ), %s)
                """,
                fields.Datetime.now() - relativedelta(years=1),
                [one.id for moves in waiting.values() for one in moves],
                2**31,
            )
        )
        self.invalidate_model()

    @api.model
    def _record(self, vals_list):
        """Add changes of the user; see the fields for the values."""
        # nobody may enter them; they follow from what the user was allowed to do
        changes = self.sudo().create(vals_list)
        if any(vals["scope"] == "text" for vals in vals_list):
            changes.flush_recordset()
            # by the database, as of lines: it has its own idea of small letters
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE becs_input_change SET scope_id = %s
                     WHERE scope = 'text' AND id = ANY(%s)
                    """,
                    self._text_id_sql(SQL("text")),
                    changes.ids,
                )
            )
            changes.invalidate_recordset(["scope_id"])

    @api.model
    def _record_once(self, scope, ids, name):
        """Add that the user changed something of records, unless that is known.

        :param ids: of the records
        :param name: what they are
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO becs_input_change (date, user_id, name, scope, scope_id)
                SELECT %(now)s, %(user)s, %(name)s, %(scope)s, asked.id
                  FROM unnest(%(ids)s) AS asked(id)
                 WHERE NOT EXISTS (
                    SELECT FROM becs_input_change known
                     WHERE known.scope = %(scope)s AND known.scope_id = asked.id
                       AND known.user_id = %(user)s)
                """,
                now=fields.Datetime.now(),
                user=self.env.uid,
                name=name,
                scope=scope,
                ids=list(ids),
            )
        )

    @api.model
    def _text_id_sql(self, text):
        """SQL of what stands for a text, NULL for none.

        :param text: SQL of the text as it is stored
        """
        return SQL("('x' || left(md5(%s), 8))::bit(32)::int", text_key(text))

    @api.model
    def _clerk_changes(self, contacts, since):
        """Who made contacts able to act for a distributor on the portal.

        :param contacts: ``res.partner``
        :param since: changes from this moment on count
        :return: {user: the first thing it changed, in words}
        """
        # nobody reads them; who did it is asked of who approves
        changes = self.sudo().search(
            [
                ("scope", "=", "clerk"),
                ("scope_id", "in", contacts.ids),
                ("date", ">=", since),
            ],
            order="id",
        )
        found = {}
        for change in changes:
            note = "; ".join((change.note or "").splitlines())
            found.setdefault(
                change.user_id, ": ".join(filter(None, (change.name, note)))
            )
        return found

    @api.model
    def _last(self):
        """The number of the last change."""
        # nobody reads them
        return self.sudo().search([], order="id desc", limit=1).id or 0

    @api.model
    def _also_by(self, user, last):
        """What the user changed since was prepared by another user, who did it, too.

        :param user: the other user
        :param last: :meth:`_last` before
        """
        # nobody reads them, and these are the user's own
        changes = self.sudo().search(
            [("id", ">", last), ("user_id", "=", self.env.uid)], order="id"
        )
        self._record([vals | {"user_id": user.id} for vals in changes.copy_data()])

    @api.model
    def _explain_approvals(self, company, before=None):
        """What people changed within a year about who approves in a company.

        :param before: a horizon; only what was changed before it was taken
        :return: sentences: what the user did itself, then others, the newest first; of
            many the first, and how many more there are
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT change.user_id, change.date,
                       concat_ws(': ', change.name,
                                 replace(NULLIF(change.note, ''), E'\n', '; '))
                  FROM becs_input_change change
                 WHERE change.scope = 'approval' AND change.scope_id = ANY(%s)
                   AND change.date >= %s AND %s
                 ORDER BY change.user_id <> %s, change.id DESC
                """,
                [0, company.id],
                fields.Datetime.now() - relativedelta(years=1),
                SQL("NOT %s", self._beyond("change", SQL("%s", before)))
                if before
                else SQL("TRUE"),
                self.env.uid,
            )
        )
        # who did it is told with who approved alone
        users = self.env["res.users"].sudo()
        explained = [
            self.env._(
                "Changed within a year before, by %(user)s: %(what)s (%(date)s).",
                user=users.browse(user_id).name,
                what=what,
                date=format_datetime(self.env, date, dt_format="short"),
            )
            for user_id, date, what in rows[:NAMED]
        ]
        if len(rows) > NAMED:
            explained.append(
                self.env._(
                    "And %(count)s more changes of who approves, see Changes of Who "
                    "Approves.",
                    count=len(rows) - NAMED,
                )
            )
        return explained

    @api.model
    def _horizon(self):
        """What was known up to now, as a text that :meth:`_beyond` understands.

        The last number alone does not say it: a change with a lower one may be
        committed later. It ends with when it was taken, see :meth:`_taken`.
        """
        self.flush_model()
        [[horizon]] = self.env.execute_query(
            SQL(
                """
                SELECT concat_ws(' ', COALESCE(max(id), 0), pg_current_xact_id(),
                                 pg_current_snapshot(), %s::text)
                  FROM becs_input_change
                """,
                fields.Datetime.now().isoformat(),
            )
        )
        return horizon

    @api.model
    def _taken(self, horizon):
        """When a horizon was taken; now, where an older one does not say it."""
        moment = horizon.split(" ")[3:]
        return datetime.fromisoformat(*moment) if moment else fields.Datetime.now()

    @api.model
    def _beyond(self, change, horizon):
        """SQL of whether a change was made after a horizon was taken.

        :param change: alias of the row
        :param horizon: SQL of the text; NULL: before all changes
        """
        return SQL(
            """(%(horizon)s IS NULL
                OR %(change)s.id > split_part(%(horizon)s, ' ', 1)::bigint
                OR %(change)s.xid <> split_part(%(horizon)s, ' ', 2)::bigint
                   AND NOT pg_visible_in_snapshot(
                       %(change)s.xid::text::xid8,
                       split_part(%(horizon)s, ' ', 3)::pg_snapshot))""",
            change=SQL.identifier(change),
            horizon=horizon,
        )
