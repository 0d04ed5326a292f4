"""A database opened from a script, as Odoo's own shell does it."""

import contextlib
import logging

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


@contextlib.contextmanager
def opened(name: str):
    """The environment of the database's superuser; nothing is committed by itself."""
    config.parse_config(
        ["-d", name, "--no-http", "--max-cron-threads=0", "--log-level=warn"],
        setup_logging=True,
    )
    # our own lines tell what goes on; the server's would come in between
    logging.getLogger("odoo").setLevel(logging.WARNING)
    registry = Registry(name)
    # nothing is printed: no server runs that wkhtmltopdf gets its style sheets from
    registry["ir.actions.report"].get_wkhtmltopdf_state = lambda self: "install"
    with registry.cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})
