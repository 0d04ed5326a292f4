from odoo import api, models
from odoo.fields import Domain
from odoo.tools import escape_psql

from .steps import CHANGEABLE


class BecsRequest(models.Model):
    """What a distributor's people do with requests on the portal.

    Called by its pages as superuser, because people on the portal have no rights to
    write, after they checked that the user may submit and whose the request is; the
    user stays the one who did it.
    """

    _inherit = "becs.request"
    _portal_url = "/my/becs/requests"

    def _revise(self, values, lines):
        """Replace what the distributor asks for; used by the distributor's own pages.

        :param values: of the request, checked by the caller
        :param lines: values of the lines, the ones there are go
        """
        self.ensure_one()
        self._expect_state(*CHANGEABLE)
        if self.state != "draft":
            self._end("draft", self.env._("The wishes are changed, to be sent again."))
        self.line_ids.unlink()
        if values.get("end_customer_name") != self.end_customer_name:
            values = {"end_customer_id": False, **values}
        self.write(values)
        self.env["becs.request.line"].create(
            [{"request_id": self.id, **line} for line in lines]
        )
        self._find_end_customer()

    def _portal_program(self):
        """The program that was made of the request, if its people read it."""
        return self.program_id._filtered_access("read")

    def _portal_names(self):
        """{id of line: our name of its product}."""
        # the name, of what the distributor asked for
        return {line.id: line.product_id.name for line in self.sudo().line_ids}

    def _portal_said(self):
        said = super()._portal_said()
        history = self.env.ref("becs_claims.mt_request_history")
        for one, message in zip(said, self._said_messages().sorted("id"), strict=True):
            # made by us of escaped words, see becs.request.history
            one["html"] = message.subtype_id == history and message.body
        return said

    @api.model
    def _portal_products(self, partner, company, term, limit):
        """Products a distributor may mean: pairs of code and name.

        :param partner: the distributor
        :param company: whose products
        :param term: part of its own code, of ours, of the barcode or the name
        """
        term = escape_psql(term)
        eligible = Domain("becs_eligible", "=", True) & Domain(
            "company_id", "in", (False, *company.parent_ids.ids)
        )
        aliases = self.env["becs.product.alias"].search(
            [
                ("partner_id", "=", partner.id),
                ("code", "ilike", term),
                ("product_id", "any", eligible),
            ],
            limit=limit,
        )
        found = {alias.code: alias.product_id.name for alias in aliases}
        products = self.env["product.product"].search(
            eligible
            & Domain("default_code", "!=", False)
            & Domain.OR(
                Domain(name, "ilike", term)
                for name in ("default_code", "barcode", "name")
            ),
            limit=limit,
            order="default_code, id",
        )
        for product in products:
            found.setdefault(product.default_code, product.name)
        return list(found.items())[:limit]
