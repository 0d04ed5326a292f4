from odoo import api, fields, models
from odoo.fields import Command, Domain

from ...validation.checks import rule_domains

DAYS = 90
RECENT = f"today -{DAYS}d"


class BecsRule(models.Model):
    """What the screens of the checks show beside the stored fields."""

    _inherit = "becs.rule"

    is_own = fields.Boolean("Own Rule", compute="_compute_is_own")
    is_limited = fields.Boolean(compute="_compute_scope_summary")
    scope_summary = fields.Char("Applies To", compute="_compute_scope_summary")
    kind = fields.Selection(
        [
            ("shipped", "Shipped"),
            ("changed", "Changed"),
            ("exception", "Exception"),
            ("own", "Own rule"),
        ],
        compute="_compute_kind",
    )
    exception_count = fields.Integer("Exceptions Made", compute="_compute_exceptions")
    found_lines = fields.Integer(
        "Lines Found",
        compute="_compute_found",
        help=f"Lines of claims filed in the last {DAYS} days that it found.",
    )
    found_claims = fields.Integer(
        "Claims Found",
        compute="_compute_found",
        help=f"Claims filed in the last {DAYS} days with such lines.",
    )
    problem = fields.Char(
        compute="_compute_problem",
        help="Why an own rule can no longer be applied.",
    )

    @api.depends("domain", "code")
    def _compute_is_own(self):
        for rule in self:
            rule.is_own = bool(rule.domain)

    @api.depends("company_id", "program_ids", "distributor_ids")
    def _compute_scope_summary(self):
        for rule in self:
            parts = [
                ", ".join(rule.program_ids.mapped(lambda p: p.code or p.name)),
                ", ".join(rule.distributor_ids.mapped("name")),
                rule.company_id.name,
            ]
            parts = [part for part in parts if part]
            rule.is_limited = bool(parts)
            rule.scope_summary = " · ".join(parts) or self.env._("Everybody")

    @api.depends("domain", "base_id", "is_changed")
    def _compute_kind(self):
        for rule in self:
            if rule.base_id:
                rule.kind = "exception"
            elif rule.domain:
                rule.kind = "own"
            else:
                rule.kind = "changed" if rule.is_changed else "shipped"

    @api.depends("exception_ids")
    def _compute_exceptions(self):
        for rule in self:
            exceptions = rule.with_context(active_test=False).exception_ids
            rule.exception_count = len(exceptions)

    def _compute_found(self):
        found = {
            rule.id: (lines, claims)
            for rule, lines, claims in self.env["becs.finding"]._read_group(
                self._found_domain(),
                ["rule_id"],
                ["claim_line_id:count_distinct", "claim_id:count_distinct"],
            )
        }
        for rule in self:
            rule.found_lines, rule.found_claims = found.get(rule.id, (0, 0))

    def _found_domain(self):
        return [
            ("rule_id", "in", self.ids),
            ("claim_id.date_submitted", ">=", RECENT),
            ("claim_id.state", "not in", ("draft", "cancelled")),
        ]

    @api.depends("domain")
    def _compute_problem(self):
        for rule in self:
            rule.problem = False
            if rule.domain:
                try:
                    rule_domains.check(self.env, rule.domain)
                except rule_domains.DomainError as error:
                    rule.problem = str(error)

    # What a domain would match, for the editor on the form

    @api.model
    @api.readonly
    def get_domain_fields(self) -> dict:
        """Names of the fields an own rule may look at, per model."""
        return rule_domains.allowed(self.env)

    @api.model
    @api.readonly
    def get_matches(
        self,
        domain: str,
        company_id: int = None,
        program_ids: list = (),
        distributor_ids: list = (),
    ) -> dict:
        """How many lines an own rule would find among the recent ones.

        :param domain: that of the rule, with plain values
        :param company_id: its company; empty: those the user works in
        :param program_ids: its programs; empty: all
        :param distributor_ids: its distributors; empty: all
        :return: ``matching`` and ``total`` lines and the number of ``days`` they were
            filed in, ``domain`` to open the former; or the ``error`` in the domain
        """
        Line = self.env["becs.claim.line"].with_context(active_test=False)
        try:
            rule_domains.check(Line.env, domain)
            read = rule_domains.read(Line.env, domain)
        except rule_domains.DomainError as error:
            return {"error": str(error)}
        recent = self._recent_lines(company_id, program_ids, distributor_ids)
        total = Line.search_count(self._recent_lines(company_id))
        matching = Domain(recent) & read
        return {
            "matching": Line.search_count(matching),
            "total": total,
            "days": DAYS,
            "domain": list(matching),
        }

    def _recent_lines(self, company_id, program_ids=(), distributor_ids=()):
        """Domain of the sales filed lately that a rule of this scope is for."""
        domain = [
            ("transaction_type", "=", "sale"),
            ("claim_id.date_submitted", ">=", RECENT),
            ("claim_id.state", "not in", ("draft", "cancelled")),
            (
                "company_id",
                "in",
                [company_id] if company_id else self.env.companies.ids,
            ),
        ]
        if program_ids:
            domain.append(("program_id", "in", list(program_ids)))
        if distributor_ids:
            partners = self.env["res.partner"].browse(distributor_ids)
            domain.append(
                ("commercial_partner_id", "in", partners.commercial_partner_id.ids)
            )
        return domain

    # Actions

    def action_open_found(self):
        """Open what the check found on claims filed lately."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_finding"
        )
        return action | {
            "display_name": ", ".join(self.mapped("name")),
            "domain": self._found_domain(),
            "context": {"search_default_group_claim": 1},
        }

    def action_open_exceptions(self):
        """Open the exceptions made to the check."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_rule"
        )
        return action | {
            "display_name": self.env._("Exceptions"),
            "domain": [("base_id", "in", self.ids)],
        }

    def action_open_matches(self):
        """Open the recent lines an own rule matches."""
        self.ensure_one()
        found = self.get_matches(
            self.domain,
            self.company_id.id,
            self.program_ids.ids,
            self.distributor_ids.ids,
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_claim_line"
        )
        return action | {
            "display_name": self.env._("Lines That Match"),
            "domain": found.get("domain", [(0, "=", 1)]),
            "context": {},
        }

    def action_what_if(self):
        """Open a new what-if: what these checks would have done last month."""
        changes = [
            {
                "what": "outcome",
                "rule_id": rule.id,
                "outcome": rule.outcome,
                "program_ids": [Command.set(rule.program_ids.ids)],
                "distributor_ids": [Command.set(rule.distributor_ids.ids)],
            }
            for rule in self
        ]
        return self.env["becs.what.if"]._action_new(
            self.company_id or self.env.company,
            changes=changes,
            distributor_ids=self.distributor_ids.ids,
        )
