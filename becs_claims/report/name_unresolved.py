from odoo import fields, models

from ..lookup import unresolved


class BecsNameUnresolved(models.Model):
    """A product code or customer name of a distributor that stands for nothing yet.

    One row per text, distributor and currency, over the lines of open claims; of end
    customers only those that an authorization asks for.
    """

    _name = "becs.name.unresolved"
    _description = "Unknown Name"
    _auto = False
    _order = "amount_claimed desc, id"

    kind = fields.Selection(
        [("product", "Product"), ("customer", "End customer")], "What", readonly=True
    )
    name = fields.Char("The Distributor Writes", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", "Distributor", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    line_count = fields.Integer("Lines", readonly=True)
    claim_count = fields.Integer("Claims", readonly=True)
    amount_claimed = fields.Monetary("Claimed", readonly=True)
    date_ship = fields.Date("First Ship Date", readonly=True)
    claim_line_id = fields.Many2one("becs.claim.line", "First Line", readonly=True)

    _depends = {
        "becs.claim": ["state"],
        "becs.claim.line": [
            "product_id",
            "product_ref",
            "end_customer_id",
            "end_customer_name",
            "authorization_ref",
            "transaction_type",
            "amount_claimed",
            "state",
        ],
        "becs.finding": ["claim_line_id", "code"],
        "becs.program": ["code", "end_customer_ids"],
    }

    @property
    def _table_query(self):
        return unresolved.names()

    def action_resolve(self):
        """Ask what the selected texts stand for."""
        Resolution = self.env["becs.name.resolution"]
        if len(self) == 1 and not Resolution.has_access("create"):
            return self.action_open_lines()  # who may only look sees the lines
        return Resolution._open_texts(
            {
                (name.kind, name.company_id, name.commercial_partner_id, name.name)
                for name in self
            }
        )

    def action_open_lines(self):
        """Open the lines that state the text."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_claim_line"
        )
        stated, resolved = {
            "product": ("product_ref", "product_id"),
            "customer": ("end_customer_name", "end_customer_id"),
        }[self.kind]
        return action | {
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
                ("claim_state", "in", unresolved.OPEN),
                (stated, "=ilike", self.name.replace("%", r"\%").replace("_", r"\_")),
                (resolved, "=", False),
            ]
        }
