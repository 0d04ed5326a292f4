from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lookup import unresolved
from ..models.approval.input_mixin import Change

TARGETS = {
    "product": ("product_id", "becs.product.alias"),
    "customer": ("customer_id", "becs.customer.alias"),
}
ROWS = 80  # texts asked for at once


class BecsNameResolution(models.TransientModel):
    """Asks a person what one text of a distributor stands for.

    The answer goes to the lines of open claims that state the text, and is remembered
    for the distributor if the person leaves that ticked.
    """

    _name = "becs.name.resolution"
    _description = "Which One Is It?"
    _inherit = ["becs.guarded.mixin"]
    _order = "amount_claimed desc, id"

    list_id = fields.Many2one("becs.name.resolution.list", ondelete="cascade")
    kind = fields.Selection(
        [("product", "Product"), ("customer", "End customer")],
        "What",
        required=True,
        readonly=True,
    )
    name = fields.Char("The Distributor Writes", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Distributor", required=True, readonly=True
    )
    claim_ids = fields.Many2many("becs.claim", string="Opened From", readonly=True)
    instead_of = fields.Many2oneReference(
        model_field="instead_of_model",
        readonly=True,
        help="What the lines are resolved to now, if that is wrong.",
    )
    instead_of_model = fields.Char(compute="_compute_instead_of_model")
    all_open = fields.Boolean(
        "Also in the distributor's other open claims", default=True
    )
    choice_ids = fields.One2many(
        "becs.name.resolution.choice", "resolution_id", "Choices"
    )
    closest = fields.Char(compute="_compute_closest")
    take = fields.Boolean("Take It", help="Take the closest name.")
    choice_id = fields.Many2one(
        "becs.name.resolution.choice",
        "Close Names",
        domain="[('resolution_id', '=', id)]",
    )
    product_id = fields.Many2one(
        "product.product", domain=[("becs_eligible", "=", True)]
    )
    customer_id = fields.Many2one("res.partner", "End Customer")
    remember = fields.Boolean("Remember for this distributor", default=True)
    remembered = fields.Char(compute="_compute_remembered")
    revalidate = fields.Boolean("Judge the claims again", default=True)
    line_count = fields.Integer("Lines", compute="_compute_counts")
    claim_count = fields.Integer("Claims", compute="_compute_counts")
    own_line_count = fields.Integer(compute="_compute_counts")
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_claimed = fields.Monetary("Claimed", readonly=True)

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        return names | {
            "all_open",
            "take",
            "choice_id",
            "product_id",
            "customer_id",
            "remember",
            "revalidate",
        }

    # Compute

    @api.depends("kind")
    def _compute_instead_of_model(self):
        for row in self:
            row.instead_of_model = self._fields[TARGETS[row.kind][0]].comodel_name

    @api.depends("choice_ids")
    def _compute_closest(self):
        for row in self:
            row.closest = row.choice_ids[:1].display_name

    @api.depends("all_open", "list_id.all_open")
    def _compute_counts(self):
        for (kind, instead_of), rows, claims in self._by_scope("kind", "instead_of"):
            texts = rows.mapped("name")
            all_counts, own_counts = (
                unresolved.counts(self.env, kind, one.ids, texts, instead_of)
                for one in (claims, rows.claim_ids)
            )
            for row in rows:
                row.line_count, row.claim_count = all_counts.get(row.name, (0, 0))
                row.own_line_count = own_counts.get(row.name, (0, 0))[0]

    @api.depends("product_id", "customer_id")
    def _compute_remembered(self):
        for (kind, partner), rows in self.grouped(
            lambda row: (row.kind, row.partner_id)
        ).items():
            field, model = TARGETS[kind]
            known = self.env[model]._known(partner, rows.mapped("name"))
            for row in rows:
                alias, target = known.get(row.name), row[field]
                values = {
                    "distributor": partner.display_name,
                    "text": row.name,
                    "target": target.display_name,
                }
                if not target:
                    row.remembered = False
                elif not alias:
                    row.remembered = self.env._(
                        "Stored: “%(text)s” of %(distributor)s is %(target)s.", **values
                    )
                elif alias[field] == target:
                    row.remembered = self.env._(
                        "Known already: “%(text)s” of %(distributor)s is %(target)s.",
                        **values,
                    )
                else:
                    row.remembered = self.env._(
                        "Changed: “%(text)s” of %(distributor)s was %(former)s so far "
                        "and is %(target)s from now on.",
                        former=alias[field].display_name,
                        **values,
                    )

    @api.onchange("choice_id")
    def _onchange_choice_id(self):
        if self.choice_id:
            self.product_id = self.choice_id.product_id
            self.customer_id = self.choice_id.customer_id

    @api.onchange("take")
    def _onchange_take(self):
        if self.take:
            self.choice_id = self.choice_ids[:1]
            self._onchange_choice_id()
        elif self.choice_id and self.choice_id == self.choice_ids[:1]:
            self.choice_id = self.product_id = self.customer_id = False

    # Actions

    def action_apply(self):
        """Resolve the lines, remember the answer, validate the claims again."""
        self.ensure_one()
        if not self._target():
            raise UserError(
                self.env._(
                    "Choose what the distributor means by “%s” first.", self.name
                )
            )
        return self._apply(self.revalidate)

    # Business

    @api.model
    def _open_texts(self, texts, claims=None, instead_of=None):
        """Ask what texts stand for, one in a dialog, several in a list.

        :param texts: set of (kind, company, distributor, text)
        :param claims: the claims they were met in, if others may be left out
        :param instead_of: id they are resolved to now, for a single text
        """
        if not texts:
            raise UserError(
                self.env._(
                    "Nothing is unknown here: every product code and every customer "
                    "name an authorization asks for was found."
                )
            )
        if len(texts) == 1:
            rows = self._make(texts, claims, instead_of=instead_of)
            return rows._action_open(self.env._("Which One Is It?"))
        self.check_access("create")
        # what is asked for is not for people to say
        List = self.env["becs.name.resolution.list"].sudo()
        wizard = List.create(
            {"claim_ids": claims, "left_out": max(0, len(texts) - ROWS)}
        ).sudo(self.env.su)
        self._make(texts, claims, list_id=wizard.id)
        return wizard._action_open()

    @api.model
    def _make(self, texts, claims=None, **values):
        """Create rows for texts, those with most money first, and what is close to
        each.
        """
        self.check_access("create")
        figures = self._figures(texts)
        texts = sorted(
            texts,
            key=lambda row: (
                -figures.get(row, {}).get("amount_claimed", 0),
                row[0],
                row[2].id,
                row[3],
            ),
        )[:ROWS]
        rows = self.sudo().create(  # as above
            [
                {
                    "kind": kind,
                    "company_id": company.id,
                    "partner_id": partner.id,
                    "name": text,
                    "claim_ids": claims and claims.ids,
                    **figures.get((kind, company, partner, text), {}),
                    **values,
                }
                for kind, company, partner, text in texts
            ]
        )
        rows = rows.sudo(self.env.su)
        rows._suggest()
        return rows

    @api.model
    def _figures(self, texts):
        """Return {text: values} of the money lines with unknown texts claim."""
        found = self.env["becs.name.unresolved"].search_read(
            [
                ("commercial_partner_id", "in", {row[2].id for row in texts}),
                ("name", "in", [row[3] for row in texts]),
            ],
            ["kind", "company_id", "commercial_partner_id", "name"]
            + ["currency_id", "amount_claimed"],
        )
        figures = {}
        for row in found:
            key = (
                row["kind"],
                self.env["res.company"].browse(row["company_id"][0]),
                self.env["res.partner"].browse(row["commercial_partner_id"][0]),
                row["name"],
            )
            if key in figures:
                figures[key] = {}  # sums of several currencies would mean nothing
                continue
            figures[key] = {
                "currency_id": row["currency_id"][0],
                "amount_claimed": row["amount_claimed"],
            }
        return figures

    def _suggest(self):
        """Offer the records whose names or codes are close to the texts."""
        values = []
        preferred = defaultdict(lambda: defaultdict(set))
        for (kind, company), rows, claims in self._by_scope("kind", "company_id"):
            named = unresolved.named_by_programs(
                self.env, kind, claims.ids, rows.mapped("name")
            )
            for text, ids in named.items():
                preferred[kind, company][text].update(ids)
        for (kind, company), rows in self.grouped(
            lambda row: (row.kind, row.company_id)
        ).items():
            field, model = TARGETS[kind]
            found = self.env[model]._closest(
                company, rows.mapped("name"), preferred[kind, company]
            )
            for row in rows:
                values += [
                    {
                        "resolution_id": row.id,
                        "sequence": number,
                        field: match.id,
                        "score": match.score,
                        "reason": match.reason,
                        "likeness": match.kind,
                        "written": match.text,
                        "preferred": match.preferred,
                    }
                    for number, match in enumerate(found[row.name])
                    if match.id != row.instead_of
                ]
        self.env["becs.name.resolution.choice"].sudo().create(values)  # as above

    def _target(self):
        self.ensure_one()
        return self[TARGETS[self.kind][0]]

    def _by_scope(self, *names):
        """Yield (values of the fields ``names``, rows, claims whose lines they are
        about).
        """
        for (company, partner, opened_from, *values), rows in self.grouped(
            lambda row: (
                row.company_id,
                row.partner_id,
                not (row.list_id or row).all_open and row.claim_ids,
                *(row[name] for name in names),
            )
        ).items():
            domain = [
                ("company_id", "=", company.id),
                ("commercial_partner_id", "=", partner.id),
                ("state", "in", unresolved.OPEN),
            ]
            if opened_from:
                domain.append(("id", "in", opened_from.ids))
            yield values, rows, self.env["becs.claim"].search(domain)

    def _apply(self, revalidate):
        """Do what was chosen for rows that have a choice.

        :return: the action that tells what was done
        """
        claims = self.env["becs.claim"]
        lines = 0
        for (kind, partner, instead_of), rows, concerned in self._by_scope(
            "kind", "partner_id", "instead_of"
        ):
            concerned.check_access("write")
            targets = {row.name: row._target() for row in rows}
            remembered = {row.name: row._target() for row in rows if row.remember}
            aliases = self.env[TARGETS[kind][1]].with_context(
                becs_revalidate_when_asked=True
            )
            aliases._remember(partner, remembered)
            changed = unresolved.assign(
                self.env,
                kind,
                concerned.ids,
                {text: target.id for text, target in targets.items()},
                instead_of,
            )
            self._record_resolved(partner, targets)
            lines += sum(changed.values())
            claims |= claims.browse(changed) | rows.claim_ids
        filed = claims.filtered(lambda claim: claim.state != "draft")
        if revalidate and filed:
            filed.action_validate_from_screen()
        return self._action_done(lines, claims, filed if revalidate else filed.browse())

    def _record_resolved(self, partner, targets):
        """Who says what a text stands for changes what filed claims are paid."""
        mixin = self.env["becs.input.mixin"]
        mixin._record_input(
            Change(
                self.env._("“%s” resolved", text),
                mixin._input_scopes_of_texts([text], partner.commercial_partner_id),
                [(self.env._("Stands for"), None, (target.display_name, target.ids))],
            )
            for text, target in targets.items()
        )

    def _action_done(self, lines, claims, revalidated):
        parts = [
            self.env._(
                "Lines that now have their product or end customer: %(lines)s, in "
                "claims: %(claims)s.",
                lines=lines,
                claims=len(claims),
            )
        ]
        waiting = revalidated.filtered(
            lambda claim: claim.job_state in ("pending", "running")
        )
        if revalidated - waiting:
            parts.append(
                self.env._("Claims judged again: %s.", len(revalidated - waiting))
            )
        if waiting:
            parts.append(
                self.env._(
                    "Large claims being judged again in the background: %s.",
                    len(waiting),
                )
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if lines else "warning",
                "message": " ".join(parts),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _action_open(self, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }


class BecsNameResolutionChoice(models.TransientModel):
    """A record whose name or code is close to what a distributor writes."""

    _name = "becs.name.resolution.choice"
    _description = "Close Name"
    _inherit = ["becs.guarded.mixin"]
    _order = "resolution_id, sequence, id"

    resolution_id = fields.Many2one(
        "becs.name.resolution", required=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    product_id = fields.Many2one("product.product", ondelete="cascade")
    customer_id = fields.Many2one("res.partner", ondelete="cascade")
    score = fields.Float(help="How much alike, from 0 to 1.")
    reason = fields.Char()
    likeness = fields.Char(help="What is alike: name, code, barcode, …")
    written = fields.Char(help="The text that is close.")
    preferred = fields.Boolean(help="A stated authorization names it.")

    @api.depends("product_id", "customer_id", "reason", "score", "written", "preferred")
    def _compute_display_name(self):
        for choice in self:
            record = choice.product_id or choice.customer_id
            parts = [choice._why()]
            if choice.preferred and choice.reason != "preferred":
                parts.append(self.env._("named in the authorization"))
            choice.display_name = f"{record.display_name} — {', '.join(parts)}"

    def _why(self):
        """Return in a few words what is close."""
        percent = round(100 * self.score)
        alias = self.likeness == "alias"
        if self.reason == "preferred":
            return self.env._("named in the authorization")
        if alias and self.reason in ("same", "legal_form"):
            return self.env._("a distributor writes “%s”", self.written)
        if self.reason == "same":
            if self.likeness == "name":
                return self.env._("the same name but for case and signs")
            return self.env._("the same code but for case and signs")
        if self.reason == "legal_form":
            return self.env._("the same words but for legal form or order")
        if self.reason == "contains":
            if len(self.written) > len(self.resolution_id.name):
                return self.env._("the text is part of “%s”", self.written)
            return self.env._("“%s” is part of the text", self.written)
        if self.reason == "numbers":
            return self.env._(
                "%(percent)s%% alike, but other digits: “%(text)s”",
                percent=percent,
                text=self.written,
            )
        return self.env._(
            "%(percent)s%% alike: “%(text)s”", percent=percent, text=self.written
        )
