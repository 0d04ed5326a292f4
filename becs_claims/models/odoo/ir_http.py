from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        if endpoint.__module__.startswith("odoo.addons.becs_claims."):
            # no database takes it, and nobody types it
            request.params = {
                name: value.replace("\0", "") if isinstance(value, str) else value
                for name, value in request.params.items()
            }
        return super()._dispatch(endpoint)
