import re
from collections import defaultdict

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ...validation.checks import CORE, Checks, rule_domains
from ..claim_line.finding import OUTCOMES

DEFAULT_SEQUENCE = 100


class BecsRule(models.Model):
    """How one check behaves, for everybody or for a program, distributor, company.

    One row applies per check: the one for program and distributor, else program,
    else distributor, else company, else the default. An archived row that applies
    switches the check off. A row with a ``domain`` is an own rule; rows of the same
    ``code`` are one check, and the first of them is what the others except from.
    """

    _name = "becs.rule"
    _description = "Back-End Credit Check"
    _inherit = ["mail.thread", "becs.guarded.mixin", "becs.input.mixin"]
    # as the engine goes through them: the place of a check is not for people to change
    _order = "place, sequence, code, id"

    code = fields.Char(
        index=True,
        tracking=True,
        copy=False,
        help="Stands for the check in files and interfaces. Rows with the same code "
        "are one check; one of them applies to a line.",
    )
    name = fields.Char(required=True, translate=True, tracking=True)
    description = fields.Text(
        translate=True,
        tracking=True,
        help="What it finds and what to do. Of an own rule it is what the distributor "
        "reads on the line.",
    )
    place = fields.Integer(
        compute="_compute_place",
        store=True,
        help="Place of the check in the order they are judged in.",
    )
    sequence = fields.Integer(
        default=DEFAULT_SEQUENCE,
        tracking=True,
        help="Order of own rules among themselves.",
    )
    outcome = fields.Selection(OUTCOMES, required=True, tracking=True, default="review")
    default_outcome = fields.Selection(
        OUTCOMES,
        "Outcome as Shipped",
        compute="_compute_default_outcome",
        store=True,
        help="Set on the checks of the add-on, in the row for everybody.",
    )
    active = fields.Boolean("Switched On", default=True, tracking=True)
    is_changed = fields.Boolean(
        "Changed",
        compute="_compute_is_changed",
        store=True,
        help="Switched off, or with another outcome than shipped.",
    )
    base_id = fields.Many2one(
        "becs.rule",
        "Exception To",
        compute="_compute_base_id",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    exception_ids = fields.One2many("becs.rule", "base_id", "Exceptions")
    company_id = fields.Many2one("res.company", tracking=True, copy=False)
    program_ids = fields.Many2many(
        "becs.program",
        "becs_rule_program_rel",
        "rule_id",
        "program_id",
        "Only Programs",
        ondelete="restrict",
        tracking=True,
        copy=False,
    )
    distributor_ids = fields.Many2many(
        "res.partner",
        "becs_rule_distributor_rel",
        "rule_id",
        "partner_id",
        "Only Distributors",
        ondelete="restrict",
        tracking=True,
        copy=False,
    )
    domain = fields.Char(
        "Lines That Match",
        tracking=True,
        help="Of an own rule: sales that match get the finding.",
    )
    x12_code = fields.Char(tracking=True, help="Reject reason, X12 data element 901.")
    rosettanet_code = fields.Char(
        "RosettaNet Code",
        tracking=True,
        help="Rejection reason of RosettaNet PIP 5D5.",
    )

    def init(self):
        # a new version, or an add-on, may bring checks in between
        self.env.cr.execute("SELECT DISTINCT code FROM becs_rule")
        for (code,) in self.env.cr.fetchall():
            self.env.cr.execute(
                "UPDATE becs_rule SET place = %(place)s"
                " WHERE code IS NOT DISTINCT FROM %(code)s"
                " AND place IS DISTINCT FROM %(place)s",
                {"code": code, "place": self._place_of(code)},
            )

    # Checks

    @api.model
    def _checks(self):
        """The checks there are. Another add-on adds its own to what ``super()`` gives.

        Its module also brings a row of this model for the code of each.

        :return: list of :class:`~odoo.addons.becs_claims.validation.checks.Check`
        """
        return list(CORE)

    @api.model
    @tools.ormcache(cache="stable")
    def _checks_in_order(self):
        """The same as :class:`~odoo.addons.becs_claims.validation.checks.Checks`.

        :raise ValueError: there are more than a run can tell apart
        """
        return Checks(self._checks())

    def _advice(self):
        """What a distributor can do about what the check found, or nothing."""
        known = self._checks_in_order().advice(self.code)
        return self.description if known is None else self.env._(known)

    # Compute

    @api.depends("code")
    def _compute_place(self):
        for rule in self:
            rule.place = self._place_of(rule.code)

    def _place_of(self, code):
        return self._checks_in_order().place(code)

    @api.depends("code")
    def _compute_base_id(self):
        Rule = self.with_context(active_test=False)
        for rule in self:
            first = Rule.search([("code", "=", rule.code)], order="id", limit=1)
            is_later = not rule.id or first.id < rule.id
            rule.base_id = first if rule.code and is_later else False

    @api.depends("code")
    def _compute_default_outcome(self):
        # worked out once, for a code never changes: as the row was shipped
        for rule in self:
            shipped = not rule.base_id and not rule.domain
            rule.default_outcome = rule.outcome if shipped else False

    @api.depends("outcome", "active", "default_outcome")
    def _compute_is_changed(self):
        for rule in self:
            rule.is_changed = bool(rule.default_outcome) and (
                not rule.active or rule.outcome != rule.default_outcome
            )

    # Constraints

    @api.constrains("domain", "code")
    def _check_domain(self):
        codes = self._checks_in_order().codes
        for rule in self:
            if rule.domain and rule.code in codes:
                raise ValidationError(
                    self.env._(
                        "%(rule)s is a check of the add-on: what it finds is fixed. "
                        "Make an own rule for other lines.",
                        rule=rule.name,
                    )
                )
            if not rule.domain and rule.code not in codes:
                raise ValidationError(
                    self.env._("Say which lines the rule “%s” is for.", rule.name)
                )
            if rule.domain:
                rule._try_domain()

    def _try_domain(self):
        env = rule_domains.environment(self.env, self.company_id or self.env.company)
        # its messages are for who writes the rule
        env = env(context={**env.context, "lang": self.env.lang})
        try:
            rule_domains.check(env, self.domain)
        except rule_domains.DomainError as error:
            raise ValidationError(str(error)) from error

    @api.constrains("code", "company_id", "program_ids", "distributor_ids")
    def _check_scope(self):
        # the server may, as when it copies a company; the first in order applies then
        if self.env.uid == SUPERUSER_ID:
            return
        for rule in self:
            if rule.default_outcome and rule.is_limited:
                raise ValidationError(
                    self.env._(
                        "This row of “%s” is for everybody, so that every line has "
                        "one. Make an exception for programs, distributors or a "
                        "company instead.",
                        rule.name,
                    )
                )
            twins = self.with_context(active_test=False).search(
                [
                    ("code", "=", rule.code),
                    ("company_id", "=", rule.company_id.id),
                    ("id", "!=", rule.id),
                ]
            )
            if any(twin._scope() == rule._scope() for twin in twins):
                raise ValidationError(
                    self.env._(
                        "“%(rule)s” already has an entry for %(scope)s. Change that "
                        "one, or name other programs or distributors.",
                        rule=rule.name,
                        scope=rule.scope_summary,
                    )
                )

    def _scope(self):
        return (self.company_id, self.program_ids, self.distributor_ids)

    # CRUD

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("administrator"):
            return names
        names |= {
            "name",
            "description",
            "sequence",
            "outcome",
            "active",
            "program_ids",
            "distributor_ids",
            "domain",
            "x12_code",
            "rosettanet_code",
        }
        if not self:
            return names | {"code", "company_id"}
        # nobody loses a rule to another company; that a check itself is for
        # everybody, and what to do instead, its constraint says
        return names if self.domain or self.base_id else names | {"company_id"}

    def _input_fields(self):
        return {
            "active",
            "code",
            "company_id",
            "distributor_ids",
            "domain",
            "outcome",
            "program_ids",
            "sequence",
        }

    def _input_scopes(self):
        partners = {
            partner.commercial_partner_id.id for partner in self.distributor_ids
        }
        if self.program_ids:
            return {
                ("program", program.id, partner_id)
                for program in self.program_ids
                for partner_id in partners or {None}
            }
        if partners:
            return {("partner", partner_id, None) for partner_id in partners}
        return self._input_scopes_of(self.company_id)

    @api.model
    @tools.ormcache()
    def _looked_at(self):
        """Fields that own rules tell lines from each other by, also rules switched off.

        :return: {name of a model: names of its fields}
        """
        found = defaultdict(set)
        rules = self.with_context(active_test=False).search([("domain", "!=", False)])
        for rule in rules:
            try:
                looked_at = rule_domains.looked_at(self.env, rule.domain)
            except rule_domains.DomainError:
                continue  # pays nothing by itself, whatever is changed
            for model_name, name in looked_at:
                found[model_name].add(name)
        return {model_name: frozenset(names) for model_name, names in found.items()}

    @api.model_create_multi
    def create(self, vals_list):
        Rule = self.with_context(active_test=False)
        taken = set()
        for vals in vals_list:
            if vals.get("domain") and not vals.get("code"):
                vals["code"] = self._new_code(vals.get("name"), taken)
                vals["x12_code"] = vals.get("x12_code") or "25"
                vals.setdefault("sequence", self._next_sequence() + len(taken))
            elif "sequence" not in vals:
                # an exception stays beside the check
                base = Rule.search([("code", "=", vals.get("code"))], limit=1)
                vals["sequence"] = base.sequence or DEFAULT_SEQUENCE
        rules = super().create(vals_list)
        if rules.filtered("domain"):
            self.env.registry.clear_cache()
        for rule in rules.filtered("base_id"):
            rule.base_id._log_exception(
                self.env._(
                    "Exception made for %(scope)s: %(outcome)s.", **rule._explain()
                )
            )
        return rules

    def write(self, vals):
        if "code" in vals and any(rule.code != vals["code"] for rule in self):
            raise UserError(
                self.env._(
                    "The code of a check stays: findings and interfaces go by it."
                )
            )
        result = super().write(vals)
        if "domain" in vals:
            self.env.registry.clear_cache()
        if "sequence" in vals and self.exception_ids:
            # they stay beside the rule they except from
            self.exception_ids.write({"sequence": vals["sequence"]})
        return result

    def unlink(self):
        """Remove exceptions; what they found is then said of the check itself."""
        self._refuse_unlink()
        for rule in self:
            rule.base_id._log_exception(
                self.env._(
                    "Exception for %(scope)s removed: it was %(outcome)s.",
                    **rule._explain(),
                )
            )
            # findings are written by nobody but the server
            findings = self.env["becs.finding"].sudo()
            findings.search([("rule_id", "=", rule.id)]).rule_id = rule.base_id
        own = self.filtered("domain")
        result = super().unlink()
        if own:
            self.env.registry.clear_cache()
        return result

    def _refuse_unlink(self):
        self.check_access("unlink")
        kept = self.filtered(lambda rule: not rule.base_id)
        if kept:
            raise UserError(
                self.env._(
                    "“%s” cannot be deleted, so that findings and who changed what "
                    "stay readable. Switch it off instead.",
                    kept[0].name,
                )
            )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for rule, vals in zip(self, vals_list, strict=True):
            if not rule.domain:
                # a second row of a check is an exception
                vals["code"] = rule.code
            elif not (default or {}).get("code"):
                vals["name"] = self.env._("%s (copy)", rule.name)
        return vals_list

    def _new_code(self, name, taken):
        """A code of an own rule that no other has, read from its name."""
        slug = re.sub(r"\W+", "_", (name or "").lower()).strip("_")[:40]
        code, number = f"own_{slug}", 1
        Rule = self.sudo().with_context(active_test=False)  # of all companies
        while code in taken or Rule.search_count([("code", "=", code)], limit=1):
            number += 1
            code = f"own_{slug}_{number}"
        taken.add(code)
        return code

    def _next_sequence(self):
        """New own rules go to the end of them."""
        Rule = self.sudo().with_context(active_test=False)  # of all companies
        last = Rule.search([("domain", "!=", False)], order="sequence desc", limit=1)
        return last.sequence

    def _log_exception(self, text):
        # the author is the user; the row is that of everybody
        self._message_log(body=text)

    def _explain(self):
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        outcome = outcomes[self.outcome] if self.active else self.env._("switched off")
        return {"scope": self.scope_summary, "outcome": outcome}

    def web_resequence(self, specification, field_name="sequence", offset=0):
        """Own rules may be moved among themselves; all else keeps its place."""
        own = self.filtered(lambda rule: rule.is_own and not rule.base_id)
        super(BecsRule, own).web_resequence({}, field_name, offset)
        return self.web_read(specification)

    # Actions

    def action_make_exception(self):
        """Open a new row of this check for programs or distributors."""
        self.ensure_one()
        base = self.base_id or self
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Exception to “%s”", base.name),
            "res_model": self._name,
            "views": [(False, "form")],
            "context": {
                "active_test": False,
                "default_code": base.code,
                "default_name": base.name,
                "default_description": base.description,
                "default_outcome": base.outcome,
                "default_domain": base.domain,
                "default_x12_code": base.x12_code,
                "default_rosettanet_code": base.rosettanet_code,
            },
        }
