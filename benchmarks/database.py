"""Databases of the measurements: copies of one another, opened as Odoo's shell does."""

import contextlib
import logging
import shutil

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_db, db_connect
from odoo.tools import SQL, config


def configure(name):
    """Read Odoo's configuration; its own log would come between our lines."""
    config.parse_config(
        ["-d", name, "--no-http", "--max-cron-threads=0", "--log-level=warn"],
        setup_logging=True,
    )
    logging.getLogger("odoo").setLevel(logging.WARNING)


@contextlib.contextmanager
def opened(name):
    """The environment of the database's superuser; committed at the end."""
    registry = Registry(name)
    with registry.cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})


def close(name):
    """End this process's own connections, so that the database can be copied."""
    close_db(name)


def copy(source, target):
    """Make ``target`` a copy of ``source``, which nobody must be connected to."""
    close_db(source)
    drop(target)
    _outside(
        SQL(
            "CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy",
            SQL.identifier(target),
            SQL.identifier(source),
        )
    )


def drop(name):
    close_db(name)
    shutil.rmtree(config.filestore(name), ignore_errors=True)
    _outside(SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", SQL.identifier(name)))


def settle(name):
    """Leave no work to autovacuum that would fall into a measurement."""
    close_db(name)
    with contextlib.closing(db_connect(name).cursor()) as cr:
        cr.connection.autocommit = True
        cr.execute("VACUUM (ANALYZE)")
        cr.execute("CHECKPOINT")
    close_db(name)


def vacuum(env, *tables):
    """Clear away the rows the last transaction left, and note which pages all see."""
    names = SQL(", ").join(map(SQL.identifier, tables))
    env.cr.connection.autocommit = True
    env.cr.execute(SQL("VACUUM %s", names))
    env.cr.connection.autocommit = False


def _outside(statement):
    """Run a statement that cannot be part of a transaction."""
    with contextlib.closing(db_connect("postgres").cursor()) as cr:
        cr.connection.autocommit = True
        cr.execute(statement)
