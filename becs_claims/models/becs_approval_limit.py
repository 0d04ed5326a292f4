from odoo import SUPERUSER_ID, api, fields, models

NAMED = 5  # people that a message names


class BecsApprovalLimit(models.Model):
    """The most that an approver may release at a time: of a claim, or of a discount.

    A user's own limit goes before that of all approvers. A company without limits for
    claims sets none for them; as soon as it has one, an approver whom none is for
    approves none. The same holds for special price requests.
    """

    _name = "becs.approval.limit"
    _description = "Approval Limit of Back-End Credits"
    _inherit = ["becs.guarded.mixin"]
    _order = "company_id, scope, amount desc, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    scope = fields.Selection(
        [("claim", "Claims"), ("request", "Special price requests")],
        "For",
        required=True,
        default="claim",
        help="Claims: what one approval releases to be credited. Special price "
        "requests: what is offered to the distributor.",
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
        "the offered discount comes to, at today's rate.",
    )
    discount_percent = fields.Float(
        "Discount Up To (%)",
        digits=(16, 6),
        default=100,
        help="Highest discount from the distributor's list price on a line of a "
        "special price request. Does not count for claims.",
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
            most = limit.currency_id.format(limit.amount)
            if limit.scope == "request":
                most = f"{limit.discount_percent:g} %, {most}"
            limit.display_name = f"{who}: {most}"

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
        names = ", ".join(user.name for user in users[:NAMED])
        if len(users) > NAMED:
            names += " " + self.env._("and %(count)s more", count=len(users) - NAMED)
        return names
