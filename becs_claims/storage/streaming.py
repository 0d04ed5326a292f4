"""Rows of a large result, a part of which is in memory at a time."""

from odoo.tools import SQL

CHUNK = 2_000


def stream(env, query, names):
    """Yield the rows of a query as dicts, from a cursor on the server.

    One at a time: the next begins when the one before has ended.

    :param names: keys, in the order of the columns
    """
    env.flush_all()
    env.cr.execute(SQL("DECLARE becs_stream NO SCROLL CURSOR FOR %s", query))
    try:
        while True:
            env.cr.execute(SQL("FETCH %s FROM becs_stream", CHUNK))
            rows = env.cr.fetchall()
            if not rows:
                break
            for row in rows:
                yield dict(zip(names, row, strict=True))
    finally:
        env.cr.execute(SQL("CLOSE becs_stream"))
