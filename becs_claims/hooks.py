"""What Odoo does not do by itself when the add-on is installed or uninstalled."""

from odoo.tools import SQL, split_every
from odoo.tools.sql import column_exists, create_column

from .settlement import guard
from .storage import refusing

BATCH = 10_000  # journal items that are written at a time


def pre_init_hook(env):
    """Add the stored computed column of journal items before Odoo does.

    Odoo would compute it for the whole ledger; :func:`post_init_hook` writes the few
    rows that have a value.
    """
    if not column_exists(env.cr, "account_move_line", "becs_goods_returned"):
        create_column(env.cr, "account_move_line", "becs_goods_returned", "boolean")


def post_init_hook(env):
    """Propose for the ledger there is what is proposed for new credit notes.

    As ``_compute_becs_goods_returned`` says it. Who changed an item last, and when,
    stays: nobody changes it here.
    """
    lines = env["account.move.line"].search(
        [
            ("move_id.move_type", "=", "out_refund"),
            ("move_id.reversed_entry_id", "!=", False),
            ("display_type", "=", "product"),
            ("product_id.type", "!=", "service"),
            ("product_id", "!=", False),
            ("becs_goods_returned", "=", False),
        ],
        order="id",
    )
    for ids in split_every(BATCH, lines.ids, list):
        env.cr.execute(
            SQL(
                "UPDATE account_move_line SET becs_goods_returned = TRUE"
                " WHERE id = ANY(%s)",
                ids,
            )
        )
    lines.invalidate_recordset(["becs_goods_returned"], flush=False)


def uninstall_hook(env):
    """Drop the triggers and their functions."""
    guard.drop(env)
    refusing.drop(env)
