from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Look every hour whether a monthly run is due; scheduled actions are not updated
    by themselves.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    cron = env.ref("becs_claims.ir_cron_monthly_run", raise_if_not_found=False)
    if cron and (cron.interval_number, cron.interval_type) == (1, "days"):
        cron.interval_type = "hours"
