from odoo import fields, models


class BecsLock(models.Model):
    """Rows that runs write so that the later of two fails and is tried again.

    Odoo works at REPEATABLE READ: waiting for a lock does not show what others
    committed meanwhile. Writing one row per distributor (and one without partner,
    per company, for serial numbers) turns that into a serialization failure.
    """

    _name = "becs.lock"
    _description = "Back-End Credit Run Lock"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", ondelete="cascade")
    counter = fields.Integer(default=0)

    _company_partner_unique = models.UniqueIndex(
        "(company_id, COALESCE(partner_id, 0))"
    )
