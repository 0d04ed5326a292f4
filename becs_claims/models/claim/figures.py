from odoo import api, fields, models

from ...settlement import paid

OPEN_STATES = ("submitted", "validated", "approved")


class BecsClaim(models.Model):
    """What the claim's form and cards show of its money, lines and reasons."""

    _inherit = "becs.claim"

    money_bar = fields.Json(
        compute="_compute_money_bar", export_string_translation=False
    )
    days_open = fields.Integer(
        "Age (Days)",
        compute="_compute_days_open",
        help="Days since filing, until everything is decided and credited.",
    )

    @api.depends(
        "amount_credited",
        "credit_note_ids.state",
        "credit_note_ids.amount_residual",
        "credit_note_ids.amount_total",
        "credit_note_ids.reversal_move_ids.state",
    )
    def _compute_amount_paid(self):
        shares = {
            claim: {
                note.id: note._becs_paid_share()
                # told to everybody who may see the claim
                for note in claim.sudo().credit_note_ids._becs_standing()
            }
            for claim in self
        }
        # most claims have one credit note, or none that was paid: no need to go
        # through their lines
        mixed = [claim.id for claim in self if len(set(shares[claim].values())) > 1]
        amounts = paid.credited_by_move(self.env, mixed) if mixed else {}
        for claim in self:
            own = shares[claim]
            if claim.id in mixed:
                amount = sum(
                    float(amounts.get((claim.id, move_id), 0)) * share
                    for move_id, share in own.items()
                )
            else:
                amount = claim.amount_credited * next(iter(own.values()), 0)
            claim.amount_paid = claim.currency_id.round(amount)

    @api.depends(
        "amount_claimed",
        "amount_approved",
        "amount_review",
        "amount_proposed",
        "amount_rejected",
        "amount_credited",
        "line_count",
        "pending_count",
    )
    def _compute_money_bar(self):
        for claim in self:
            claim.money_bar = {
                "currency_id": claim.currency_id.id,
                "total": claim._bar_total(),
                "parts": claim._bar_parts(),
            }

    def _bar_total(self):
        return self._bar_part(
            self.env._("Claimed"), self.amount_claimed, None, self.line_count
        )

    def _bar_parts(self):
        if self.pending_count == self.line_count:
            return [
                self._bar_part(
                    self.env._("Not decided"),
                    self.amount_claimed,
                    "secondary",
                    self.pending_count,
                    states=["pending"],
                )
            ]
        proposed = self.currency_id.format(self.amount_proposed)
        return [
            self._bar_part(
                self.env._("Approved"),
                self.amount_approved,
                "success",
                self.approved_count + self.adjusted_count,
                states=["approved", "adjusted"],
            ),
            self._bar_part(
                self.env._("In review"),
                self.amount_review,
                "warning",
                self.review_count,
                states=["review"],
                note=self.env._("%s proposed", proposed) if self.review_count else "",
            ),
            self._bar_part(
                self.env._("Rejected"),
                self.amount_rejected,
                "danger",
                self.rejected_count,
                states=["rejected", "adjusted"],
                note=self.env._("and cut from adjusted lines")
                if self.adjusted_count
                else "",
            ),
            self._bar_part(
                self.env._("Credited"),
                self.amount_credited,
                "info",
                None,
                credited=True,
                inside=True,
            ),
        ]

    def _bar_part(
        self,
        label,
        amount,
        color,
        lines,
        states=(),
        note="",
        credited=False,
        inside=False,
    ):
        """One amount of the bar; ``inside`` parts are told but take no room in it."""
        return {
            "label": label,
            "amount": amount,
            "color": color,
            "lines": lines,
            "note": note,
            "inside": inside,
            "action": "action_open_credit_notes" if credited else "action_open_lines",
            "context": {"becs_line_states": list(states)},
        }

    @api.readonly
    def get_reasons(self) -> list:
        """Findings of the claim by check and outcome, most money lost first.

        :return: a dictionary for each, with ``lines`` and the money ``claimed`` on
            them and ``lost``, in the claim's currency
        """
        self.ensure_one()
        Finding = self.env["becs.finding"]
        labels = dict(Finding._fields["outcome"]._description_selection(self.env))
        groups = Finding._read_group(
            [("claim_id", "=", self.id)],
            ["rule_id", "outcome"],
            ["__count", "amount_claimed:sum", "amount_impact:sum"],
        )
        rows = [
            {
                "rule_id": rule.id,
                "code": rule.code,
                "name": rule.name,
                "description": rule.description or "",
                "codes": " · ".join(
                    filter(None, (rule.x12_code, rule.rosettanet_code))
                ),
                "outcome": outcome,
                "outcome_label": labels[outcome],
                "lines": lines,
                "claimed": claimed,
                "lost": lost,
            }
            for rule, outcome, lines, claimed, lost in groups
        ]
        return sorted(
            rows, key=lambda row: (-row["lost"], -row["claimed"], row["name"])
        )

    @api.depends("date_submitted", "state")
    def _compute_days_open(self):
        today = fields.Date.context_today(self)
        for claim in self:
            is_open = claim.state in OPEN_STATES and claim.date_submitted
            claim.days_open = (today - claim.date_submitted).days if is_open else 0

    def action_open_lines_of_reason(self, rule_id: int, outcome: str):
        """Open the claim's lines on which a check found something.

        :param rule_id: the check, a ``becs.rule``
        :param outcome: what the finding led to
        """
        self.ensure_one()
        rule = self.env["becs.rule"].browse(rule_id)
        action = self._action_open(
            "action_becs_claim_line",
            [
                ("claim_id", "=", self.id),
                (
                    "finding_ids",
                    "any",
                    [
                        ("claim_id", "=", self.id),
                        ("rule_id", "=", rule.id),
                        ("outcome", "=", outcome),
                    ],
                ),
            ],
        )
        return action | {"display_name": rule.name}
