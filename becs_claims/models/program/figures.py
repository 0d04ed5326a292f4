from odoo import api, fields, models
from odoo.fields import Command

from ...settlement import paid
from ...validation.programs import drawdown


class BecsProgram(models.Model):
    """What the program's form and cards show of its draw-down and its lines."""

    _inherit = "becs.program"

    quantity_authorized = fields.Float(
        compute="_compute_drawdown",
        compute_sudo=True,
        min_display_digits="Product Unit",
        help="Sum of the authorized quantities of the lines.",
    )
    quantity_remaining = fields.Float(
        "Quantity Left",
        compute="_compute_drawdown",
        compute_sudo=True,
        min_display_digits="Product Unit",
        help="What is left of the authorized quantities of the lines.",
    )
    drawdown_percent = fields.Float(
        "Drawn Down (%)",
        compute="_compute_drawdown",
        compute_sudo=True,
        digits=(16, 1),
        help="Approved and held in review, of the budget; without one, of the "
        "authorized quantities.",
    )
    money_bar = fields.Json(
        compute="_compute_money_bar", export_string_translation=False
    )
    lines_use = fields.Char(
        compute="_compute_lines_use",
        help="Scopes and methods of the lines: the list shows the columns they need.",
    )
    rule_count = fields.Integer("Checks of Its Own", compute="_compute_rule_count")

    @api.depends("amount_credited")
    def _compute_amount_paid(self):
        shares = paid.share_of_programs(self.env, self.ids)
        for program in self:
            share = shares.get(program.id, 0)
            program.amount_paid = program.currency_id.round(
                program.amount_credited * share
            )

    @api.depends(
        "budget_amount",
        "amount_approved",
        "amount_reserved",
        "amount_held",
        "line_ids.max_quantity",
        "line_ids.quantity_approved",
        "line_ids.quantity_reserved",
        "line_ids.quantity_held",
    )
    def _compute_drawdown(self):
        quantities = drawdown.quantities_left(self.env, self.ids)
        for program in self:
            authorized, left = quantities.get(program.id, (0, 0))
            program.quantity_authorized, program.quantity_remaining = authorized, left
            budget = program.budget_amount
            taken = (
                program.amount_approved + program.amount_reserved + program.amount_held
            )
            program.amount_remaining = max(budget - taken, 0) if budget else 0
            share = taken / budget if budget else 0
            if authorized and not budget:
                share = 1 - left / authorized
            program.drawdown_percent = 100 * share

    @api.depends(
        "budget_amount",
        "amount_approved",
        "amount_reserved",
        "amount_held",
        "amount_credited",
        "amount_claimed",
    )
    def _compute_money_bar(self):
        for program in self:
            approved = program.amount_approved
            in_review = program.amount_reserved + program.amount_held
            parts = [
                program._bar_part(
                    program.env._("Approved"),
                    approved,
                    "success",
                    ["approved", "adjusted"],
                ),
                program._bar_part(
                    program.env._("In review"), in_review, "warning", ["review"]
                ),
                program._bar_part(
                    program.env._("Credited"),
                    program.amount_credited,
                    "info",
                    ["approved", "adjusted"],
                    inside=True,
                ),
                program._bar_part(
                    program.env._("Paid"),
                    program.amount_paid,
                    "primary",
                    ["approved", "adjusted"],
                    inside=True,
                ),
            ]
            if program.budget_amount:
                total = program._bar_part(
                    program.env._("Budget"), program.budget_amount, None, []
                )
                parts.append(
                    program._bar_part(
                        program.env._("Left"),
                        program.amount_remaining,
                        "light",
                        [],
                        link=False,
                    )
                )
            else:
                claimed = program.amount_claimed
                total = program._bar_part(program.env._("Claimed"), claimed, None, [])
                unpaid = max(claimed - approved - in_review, 0)
                parts.append(
                    program._bar_part(
                        program.env._("Not paid"), unpaid, "danger", ["rejected"]
                    )
                )
            program.money_bar = {
                "currency_id": program.currency_id.id,
                "total": total | ({} if not program.budget_amount else {"action": ""}),
                "parts": parts,
            }

    def _bar_part(self, label, amount, color, states, inside=False, link=True):
        return {
            "label": label,
            "amount": amount,
            "color": color,
            "lines": None,
            "note": "",
            "inside": inside,
            "action": "action_open_claim_lines" if link else "",
            "context": {"becs_line_states": states},
        }

    @api.depends("line_ids.applied_on", "line_ids.credit_method", "line_ids.excluded")
    def _compute_lines_use(self):
        for program in self:
            used = set(program.line_ids.mapped("applied_on"))
            used |= set(program.line_ids.mapped("credit_method"))
            program.lines_use = " ".join(sorted(filter(None, used)))

    def _compute_rule_count(self):
        counts = dict(
            self.env["becs.rule"]
            .with_context(active_test=False)
            ._read_group(
                [("program_ids", "in", self.ids)], ["program_ids"], ["__count"]
            )
        )
        for program in self:
            program.rule_count = counts.get(program, 0)

    def action_open_rules(self):
        """Open the checks that are different for the program."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_rule"
        )
        return action | {
            "display_name": self.env._("Checks for %s", self.code or self.name),
            "domain": [("program_ids", "in", self.ids)],
            "context": {
                "active_test": False,
                "default_domain": "[]",
                "default_program_ids": self.ids,
            },
        }

    def action_open_request(self):
        """Open the distributor's request the program was made of."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "becs.request",
            "res_id": self.request_id.id,
            "views": [(False, "form")],
        }

    def action_open_claims(self):
        """Open the claims that have lines on this program."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_claim"
        )
        return action | {
            "domain": [("line_ids", "any", [("program_id", "=", self.id)])],
            "context": {},
        }

    def action_what_if(self):
        """Open a new what-if on what these programs paid last month."""
        change = {
            "what": "budget_amount",
            "value": self[:1].budget_amount,
            "program_ids": [Command.set(self.ids)],
        }
        return self.env["becs.what.if"]._action_new(
            self.company_id, changes=[change], distributor_ids=self.distributor_ids.ids
        )
