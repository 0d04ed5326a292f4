from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ... import intake as files
from ...validation.programs import covering

MOST = 20_000  # rows of a list
# sales of an authorization that ended are claimed for so long where it has no window
AFTER_END = 365  # days


class BecsClaim(models.Model):
    """The empty form a distributor fills in, with what may be written in it.

    Its own authorizations, and for products and end customers the distributor's words
    for them.
    """

    _inherit = "becs.claim"

    @api.model
    def _form_file(self, partner):
        """Return the form for the user's distributor as xlsx.

        :param partner: the distributor
        """
        partner = partner.commercial_partner_id
        # as the user, so that record rules choose
        programs = (
            self.env["becs.program"]
            .sudo(False)
            .search(
                [
                    ("company_id", "=", self.env.company.id),
                    ("state", "in", ("approved", "closed")),
                ],
                limit=MOST,
            )
        )
        # names of products and end customers, which people on the portal cannot read
        programs = programs.sudo().filtered(self._draft_claimable)
        return files.write_template(
            files.CLAIM,
            lambda text: self.env._(text),
            choices=[
                self._draft_authorizations(programs),
                self._draft_products(partner, programs),
                self._draft_customers(partner, programs),
            ],
        )

    @api.model
    def _draft_claimable(self, program):
        """Whether a sale of the program may still be claimed today."""
        if not program.date_end:
            return True
        days = program.claim_window_days or AFTER_END
        return program.date_end + timedelta(days=days) >= fields.Date.context_today(
            self
        )

    @api.model
    def _draft_authorizations(self, programs):
        labels = dict(programs._fields["program_type"]._description_selection(self.env))
        return files.Choices(
            self.env._("Authorizations"),
            "authorization_ref",
            [
                self.env._("Authorization number"),
                self.env._("Title"),
                self.env._("Kind"),
                self.env._("First ship date"),
                self.env._("Last ship date"),
                self.env._("Days to claim"),
                self.env._("For end customers"),
            ],
            [
                [
                    program.code,
                    program.name,
                    labels[program.program_type],
                    program.date_start,
                    program.date_end or None,
                    program.claim_window_days or None,
                    ", ".join(program.end_customer_ids.mapped("name")),
                ]
                for program in programs
                if program.code
            ],
        )

    @api.model
    def _draft_products(self, partner, programs):
        products = self.env["product.product"].search_fetch(
            self._draft_product_domain(programs),
            ["default_code", "barcode", "name", "uom_id"],
            limit=MOST,
        )
        own = {}
        for alias in self.env["becs.product.alias"].search(
            [("partner_id", "=", partner.id)]
        ):
            own.setdefault(alias.product_id, []).append(alias.code)
        rows = [
            [
                code,
                product.default_code or product.barcode,
                product.name,
                product.uom_id.name,
            ]
            for product in products | self.env["product.product"].union(*own)
            for code in own.get(product) or [product.default_code or product.barcode]
            if code
        ]
        return files.Choices(
            self.env._("Products"),
            "product_ref",
            [
                self.env._("Write this"),
                self.env._("Our code"),
                self.env._("Name"),
                self.env._("Unit"),
            ],
            rows[:MOST],
        )

    @api.model
    def _draft_product_domain(self, programs):
        lines = programs.line_ids.filtered(lambda line: not line.excluded)
        return (
            covering.products_domain(lines)
            & Domain("becs_eligible", "=", True)
            & Domain("company_id", "in", (False, self.env.company.id))
        )

    @api.model
    def _draft_customers(self, partner, programs):
        aliases = self.env["becs.customer.alias"].search(
            [("partner_id", "=", partner.id)], limit=MOST
        )
        rows = [[alias.name, alias.customer_id.name] for alias in aliases]
        named = programs.end_customer_ids - aliases.customer_id
        rows += [[customer.name, customer.name] for customer in named]
        return files.Choices(
            self.env._("End customers"),
            "end_customer_name",
            [self.env._("Write this"), self.env._("Our name")],
            rows[:MOST],
        )
