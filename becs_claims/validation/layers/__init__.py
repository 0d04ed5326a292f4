"""What distributors bought and sold: purchase layers, what their units cost, stock.

A *pair* is a partner that buys and a product. What was bought of a pair are *layers*,
numbered in the order in which they are used up; an opening stock starts a new *epoch*
of layers and sales. Nothing is done for pairs whose lines neither are priced by layers
nor validated by stock, and nothing at all where a run has none of them::

    pairs → bought → cells → sales → uses → fifo, average → stock
"""

from odoo.tools import SQL

from . import average, bought, cells, fifo, pairs, sales, stock, uses
from .bought import all_layers
from .pairs import INTO_STOCK_PRICE, buyers
from .uses import free


__all__ = ["INTO_STOCK_PRICE", "all_layers", "buyers", "free", "stage"]


def stage(run):
    """Work out what units cost and what was sold beyond the stock.

    Adds ``stock_exceeded`` to the lines. It depends on which lines count as sales, not
    on what the caps leave of them; but a line in review for it holds what it takes,
    so it has to be known before the caps are cut.
    """
    needs = pairs.stage(run)
    run.lays = needs.fifo
    if needs.prices:
        run.table(
            INTO_STOCK_PRICE,
            SQL("SELECT NULL::int AS id, NULL::numeric AS price WHERE FALSE"),
        )
    if needs.any:
        bought.stage(run)
    if needs.sales:
        sales.stage(run)
    if needs.fifo:
        uses.stage_stored(run)
    if needs.prices:
        cells.stage(run, needs.fifo)
    if needs.fifo:
        uses.lay(run)
        fifo.price(run)
    if needs.average:
        average.price(run)
    if needs.stock:
        stock.validate(run)
