"""Word mails as today where nobody changed them; they are not updated by themselves."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    known = env["ir.model.data"].search(
        [("module", "=", "becs_claims"), ("model", "=", "mail.template")]
    )
    templates = env["mail.template"].browse(known.mapped("res_id")).exists()
    # whatever a person changes, a translation too, leaves its date
    untouched = templates.filtered(lambda one: one.write_date == one.create_date)
    untouched.reset_template()
    env.flush_all()
    # a later version has to find them untouched as well
    cr.execute(
        "UPDATE mail_template SET write_date = create_date WHERE id = ANY(%s)",
        [untouched.ids],
    )
