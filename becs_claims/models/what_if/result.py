from odoo import api, fields, models


class BecsWhatIf(models.Model):
    """What came out of a what-if, and the lists behind its figures."""

    _inherit = "becs.what.if"

    currency_id = fields.Many2one("res.currency", readonly=True, copy=False)
    run_on = fields.Datetime("Worked Out", readonly=True, copy=False)
    claim_count = fields.Integer("Claims Judged", readonly=True, copy=False)
    line_count = fields.Integer("Lines Compared", readonly=True, copy=False)
    changed_count = fields.Integer("Lines That Change", readonly=True, copy=False)
    amount_before = fields.Monetary("Paid Before", readonly=True, copy=False)
    amount_after = fields.Monetary("Paid After", readonly=True, copy=False)
    amount_difference = fields.Monetary("Difference", readonly=True, copy=False)
    proposed_before = fields.Monetary(
        "In Review Before",
        readonly=True,
        copy=False,
        help="Proposed on lines in review; not part of what is paid.",
    )
    proposed_after = fields.Monetary(
        "In Review After",
        readonly=True,
        copy=False,
        help="Proposed on lines in review; not part of what is paid.",
    )
    matrix = fields.Json(
        "Verdicts Before and After",
        readonly=True,
        copy=False,
        export_string_translation=False,
    )
    line_ids = fields.One2many(
        "becs.what.if.line", "what_if_id", "Lines", readonly=True, copy=False
    )

    def _write_result(self, claims, currency, figures):
        """Keep the sums of a comparison.

        :param figures: see :class:`sandbox.Difference`
        """
        sums = {
            name: currency.round(sum(float(row[name]) for row in figures))
            for name in (
                "amount_before",
                "amount_after",
                "proposed_before",
                "proposed_after",
            )
        }
        self._write_guarded(
            {
                **sums,
                "amount_difference": currency.round(
                    sums["amount_after"] - sums["amount_before"]
                ),
                "currency_id": currency.id,
                "run_on": fields.Datetime.now(),
                "is_outdated": False,
                "claim_count": len(claims),
                "line_count": sum(row["lines"] for row in figures),
                "changed_count": sum(row["changed"] for row in figures),
                "matrix": [
                    {
                        "before": row["state_before"],
                        "after": row["state_after"],
                        "lines": row["lines"],
                        "changed": row["changed"],
                        "difference": float(row["amount_after"] - row["amount_before"]),
                    }
                    for row in figures
                ],
            }
        )

    @api.readonly
    def get_reasons(self) -> list:
        """The lines that change by their main reason, most money first.

        :return: for each reason its ``name``, ``description`` (what it finds and what
            to do), the number of ``lines`` and the ``difference`` in what is paid
        """
        self.ensure_one()
        groups = self.env["becs.what.if.line"]._read_group(
            [("what_if_id", "=", self.id)],
            ["reason_id"],
            ["__count", "amount_difference:sum"],
        )
        rows = [
            {
                "reason_id": reason.id,
                "name": reason.name or self.env._("Price, quantity or program only"),
                "description": reason.description or "",
                "lines": lines,
                "difference": difference,
            }
            for reason, lines, difference in groups
        ]
        return sorted(rows, key=lambda row: (-abs(row["difference"]), row["name"]))

    def action_open_lines(self):
        """Open the lines that change.

        With ``becs_what_if_domain`` in the context only these of them, with
        ``becs_what_if_group`` grouped by that field.
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_what_if_line"
        )
        narrowed = self.env.context.get("becs_what_if_domain") or []
        group = self.env.context.get("becs_what_if_group")
        return action | {
            "domain": [("what_if_id", "=", self.id), *narrowed],
            "context": {"group_by": group} if group else {},
        }
