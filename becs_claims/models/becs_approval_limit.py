from odoo import api, fields, models


class BecsApprovalLimit(models.Model):
    """The most that an approver may release with one approval of a claim.

    A user's own limit goes before that of all approvers. A company without limits sets
    none; as soon as it has one, an approver whom none is for approves nothing.
    """

    _name = "becs.approval.limit"
    _description = "Approval Limit of Back-End Credits"
    _order = "company_id, amount desc, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
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
        "converted at the rate of their filing date.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    _once = models.UniqueIndex(
        "(company_id, COALESCE(user_id, 0))",
        "This approver already has a limit in this company. Change that one.",
    )
    _not_negative = models.Constraint(
        "CHECK (amount >= 0)", "A limit is not below 0; 0 means nothing at all."
    )

    @api.depends("user_id", "amount")
    def _compute_display_name(self):
        for limit in self:
            who = limit.user_id.name or self.env._("Every approver")
            limit.display_name = f"{who}: {limit.currency_id.format(limit.amount)}"

    @api.model
    def _limit_of(self, user, company):
        """The most a user may release, in the company's currency; None for any amount.

        :param user: one approver
        """
        if user.has_group("becs_claims.group_administrator"):
            return None
        # set up for everybody, whoever may read it
        limits = self.sudo().search([("company_id", "=", company.id)])
        if not limits:
            return None
        own = limits.filtered(lambda limit: limit.user_id == user)
        general = limits.filtered(lambda limit: not limit.user_id)
        return (own or general).amount
