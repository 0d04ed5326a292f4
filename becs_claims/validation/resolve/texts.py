"""Texts as they are stated, and what they were found to stand for."""

from odoo.tools import SQL

from ..expr import text_key


def stated(refs):
    """SQL of ``stated, ref``: texts as they are stated and as they are compared."""
    return SQL(
        "SELECT ref AS stated, %s AS ref FROM unnest(%s::text[]) AS s(ref)",
        text_key(SQL("ref")),
        list(refs),
    )


def answers(env, stated, mapping, match, value):
    """Return {what is stated: what it stands for}, as far as it is known.

    :param stated: SQL of ``stated`` and what it is compared by, called ``s``
    :param mapping: SQL of what was found, called ``m``
    :param match: SQL of when one is of the other
    :param value: SQL of the column of the mapping
    """
    env.flush_all()
    env.cr.execute(
        SQL(
            "SELECT s.stated, m.%s FROM (%s) s JOIN (%s) m ON %s"
            " WHERE m.%s IS NOT NULL",
            value,
            stated,
            mapping,
            match,
            value,
        )
    )
    return dict(env.cr.fetchall())
