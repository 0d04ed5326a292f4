from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...lookup import unresolved


class BecsClaim(models.Model):
    """Resolving what a claim's distributor writes, from the claim."""

    _inherit = "becs.claim"

    def action_resolve_names(self):
        """Ask what the unknown codes and names of claims stand for."""
        self._check_names_open()
        self.env["becs.claim.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT kind, company_id, commercial_partner_id, name FROM (%s) n",
                unresolved.names(SQL("claim.id = ANY(%s)", self.ids)),
            )
        )
        return self.env["becs.name.resolution"]._open_texts(
            texts_of(self.env, rows), self
        )

    def _check_names_open(self):
        """Refuse claims whose lines may not be resolved any more."""
        self.check_access("write")
        late = self.filtered(lambda claim: claim.state not in unresolved.OPEN)
        if late:
            raise UserError(
                self.env._(
                    "%(claim)s was approved: product and end customer of its lines "
                    "stay. Send its rejected lines again in another claim.",
                    claim=late[0].display_name,
                )
            )


def texts_of(env, rows):
    """Return {(kind, company, distributor, text)} of rows with ids."""
    return {
        (
            kind,
            env["res.company"].browse(company_id),
            env["res.partner"].browse(partner_id),
            text,
        )
        for kind, company_id, partner_id, text in rows
    }
