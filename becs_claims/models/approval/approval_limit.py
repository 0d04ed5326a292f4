from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from . import pricing

NAMED = 5  # people that a message names


class BecsApprovalLimit(models.Model):
    """The most that an approver may release at a time: of a claim, or of a discount.

    A user's own limit goes before that of all approvers. A company without limits for
    claims sets none for them; as soon as it has one, an approver whom none is for
    approves none. The same holds for special price requests and programs, which have
    limits in common. Nobody raises the own limit.
    """

    _name = "becs.approval.limit"
    _description = "Approval Limit of Back-End Credits"
    _inherit = ["becs.guarded.mixin", "becs.input.mixin"]
    _order = "company_id, scope, amount desc, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    scope = fields.Selection(
        [("claim", "Claims"), ("request", "Special price requests and programs")],
        "For",
        required=True,
        default="claim",
        help="Claims: what one approval releases to be credited. Special price "
        "requests and programs: what is offered to the distributor.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Approver",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        ondelete="cascade",
        help="Empty means every approver of the company without a limit of its own.",
    )
    amount = fields.Monetary(
        "May Release Up To",
        required=True,
        help="Of one claim at a time, before tax; claims in other currencies are "
        "converted at the rate of their filing date. Of a special price request: what "
        "the offered discount comes to, of a program its budget, at today's rate. A "
        "program without a budget is above every limit.",
    )
    discount_percent = fields.Float(
        "Discount Up To (%)",
        digits=(16, 6),
        default=100,
        help="Highest discount from the distributor's list price on a line of a "
        "special price request or a program. Does not count for claims. A program for "
        "all products or every distributor needs an approver without a limit.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    _once = models.UniqueIndex(
        "(company_id, scope, COALESCE(user_id, 0))",
        "This approver already has such a limit in this company. Change that one.",
    )
    _not_negative = models.Constraint(
        "CHECK (amount >= 0)", "A limit is not below 0; 0 means nothing at all."
    )
    _percent_in_range = models.Constraint(
        "CHECK (COALESCE(discount_percent, 0) BETWEEN 0 AND 100)",
        "The highest discount is between 0 and 100 percent.",
    )

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("administrator"):
            return names
        names |= {"scope", "user_id", "amount", "discount_percent"}
        return names if self else names | {"company_id"}

    @api.depends("user_id", "amount", "scope", "discount_percent")
    def _compute_display_name(self):
        for limit in self:
            who = limit.user_id.name or self.env._("Every approver")
            limit.display_name = f"{who}: {limit._most()}"

    def _most(self):
        """The limit in words; nothing where there is none."""
        if not self:
            return self.env._("nothing")
        most = self.currency_id.format(self.amount)
        return most if self.scope == "claim" else f"{self.discount_percent:g} %, {most}"

    # CRUD

    def _approval_fields(self):
        return {"amount", "company_id", "discount_percent", "scope", "user_id"}

    def _approval_scopes(self):
        return {("approval", self.company_id.id, None)}

    @api.model_create_multi
    def create(self, vals_list):
        with self._not_for_oneself():
            return super().create(vals_list)

    def write(self, vals):
        with self._not_for_oneself():
            return super().write(vals)

    def unlink(self):
        with self._not_for_oneself():
            return super().unlink()

    @contextmanager
    def _not_for_oneself(self):
        """What is done inside raises no limit of who does it.

        Administrators have no limits while they are: they set those of everybody, but
        no higher one that names them, which would hold once they are none.

        :raise UserError: when it does
        """
        if self.env.su:
            yield
            return
        is_administrator = self.env.user.has_group("becs_claims.group_administrator")
        before = self._own_limits()
        yield
        after = self._own_limits()
        for key in {*before, *after}:
            was_named, old = before.get(key, (False, None))
            is_named, new = after.get(key, (False, None))
            if is_administrator and not was_named and not is_named:
                continue
            # no row at all is no limit
            if old is not None and (new is None or new[0] > old[0] or new[1] > old[1]):
                raise UserError(
                    self.env._(
                        "This would raise your own limit. Ask an administrator, or "
                        "another one, to change it."
                    )
                )

    def _own_limits(self):
        """What the rows say of the user, whatever its roles.

        :return: {(id of company, scope): (whether one names the user, (percent,
            amount))}, without those for which there is no row at all
        """
        found = {}
        # limits of every company count
        for row in self.sudo().search_fetch([]):
            key, is_own = (row.company_id.id, row.scope), row.user_id == self.env.user
            is_named, limit = found.get(key, (False, (0, 0)))
            if is_own or not (row.user_id or is_named):
                percent = row.discount_percent if row.scope == "request" else 0
                limit = (percent, row.amount)
            found[key] = (is_named or is_own, limit)
        return found

    @api.model
    def _limit_of(self, user, company):
        """The most a user may release of a claim; None for any amount.

        :param user: one approver
        :return: an amount in the company's currency
        """
        limit = self._row_of(user, company, "claim")
        return None if limit is None else limit.amount

    @api.model
    def _row_of(self, user, company, scope):
        """The limit of a user: a record, an empty one for nothing, None for no limit.

        :param user: one approver
        """
        if user.has_group("becs_claims.group_administrator"):
            return None
        # set up for everybody, whoever may read it
        limits = self.sudo().search(
            [("company_id", "=", company.id), ("scope", "=", scope)]
        )
        if not limits:
            return None
        own = limits.filtered(lambda limit: limit.user_id == user)
        return own or limits.filtered(lambda limit: not limit.user_id)

    @api.model
    def _beyond(self, user, company, given):
        """Why a user may not grant a discount; empty where it may.

        :param user: one approver
        :param given: :class:`..pricing.Given`
        """
        limit = self._row_of(user, company, "request")
        if limit is None:
            return ""
        currency = company.currency_id
        may = {
            "user": user.name,
            "limit_percent": f"{limit.discount_percent:g}",
            "limit": currency.format(limit.amount),
        }
        if user.id in given.moved:
            return self.env._(
                "%(user)s changed prices that the discount is measured by, in the "
                "month before it was entered or since (%(change)s), so that somebody "
                "else must say whether it is within the limits.",
                change=given.moved[user.id],
                **may,
            )
        if given.unknown:
            return self.env._(
                "%(why)s: only who has no limit grants it, and %(user)s may grant "
                "%(limit_percent)s %% and %(limit)s.",
                why=given.unknown,
                **may,
            )
        percent = f"{given.percent.normalize():f}"
        if given.amount is None:
            return self.env._(
                "It grants a discount of up to %(percent)s %% without a budget, and "
                "%(user)s may grant %(limit_percent)s %% and %(limit)s.",
                percent=percent,
                **may,
            )
        if (
            given.percent <= pricing.exact(limit.discount_percent)
            and currency.compare_amounts(given.amount, limit.amount) <= 0
        ):
            return ""
        return self.env._(
            "It grants a discount of up to %(percent)s %% worth %(amount)s, and "
            "%(user)s may grant %(limit_percent)s %% and %(limit)s.",
            percent=percent,
            amount=currency.format(given.amount),
            **may,
        )

    @api.model
    def _lowest_first(self, users, company):
        """Users in the order of what they may grant; who has no limit comes last, and
        administrators after the others.
        """

        def reach(user):
            limit = self._row_of(user, company, "request")
            is_administrator = user.has_group("becs_claims.group_administrator")
            if limit is None:
                return (float("inf"), float("inf"), is_administrator, user.id)
            return (limit.discount_percent, limit.amount, is_administrator, user.id)

        return users.sorted(reach)

    @api.model
    def _approvers(self, company, but=()):
        """Users who approve in a company, without the users of the ids ``but``."""
        # who else works here is told to who needs them
        return (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    (
                        "all_group_ids",
                        "in",
                        self.env.ref("becs_claims.group_approver").ids,
                    ),
                    ("company_ids", "in", company.ids),
                    ("id", "not in", [*but, SUPERUSER_ID]),
                ]
            )
        )

    @api.model
    def _names(self, users):
        """Tell who may approve, or what to do where nobody may."""
        if not users:
            return self.env._(
                "nobody yet; an administrator gives the role, or a higher limit"
            )
        return self._listed(users.mapped("name"))

    @api.model
    def _listed(self, texts):
        """The first of some texts, and how many more there are."""
        listed = ", ".join(texts[:NAMED])
        if len(texts) > NAMED:
            listed += " " + self.env._("and %(count)s more", count=len(texts) - NAMED)
        return listed
