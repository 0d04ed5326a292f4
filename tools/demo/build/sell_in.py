"""What the distributors bought: posted customer invoices of several months.

Of the products priced by purchase layers it is what the stockrooms say, of the others
anything.
"""

import random

from odoo.fields import Command

from ..world.catalogue import category_of
from ..world.stockroom import GROUP

MONTHS, LINES = 6, 12


def post_sell_in(env, world, records, seed=7, months=MONTHS, lines=LINES):
    """Post one invoice per distributor and month, at its book prices.

    :return: the invoices
    """
    rng = random.Random(seed)
    planned = category_of(GROUP)
    eligible = [
        product
        for product in world.products
        if product.eligible and product.category != planned
    ]
    values = _planned(env, world, records)
    for back in range(months, 0, -1):
        month = world.calendar.month(back)
        for distributor in world.distributors:
            bought = rng.sample(eligible, min(lines, len(eligible)))
            day = month.day(rng.randint(2, 20))
            lines_bought = [
                (product.code, rng.randint(2, 40) * 25, distributor.book_price(product))
                for product in bought
            ]
            values.append(_invoice(env, records, distributor, day, lines_bought))
    moves = env["account.move"].with_context(tracking_disable=True).create(values)
    moves._post(soft=False)
    return moves


def _planned(env, world, records):
    """The invoices that are the purchase layers."""
    values = []
    for room in world.stockrooms.values():
        bought = {}
        for layer in room.layers:
            if not layer.opening:
                line = (layer.product, layer.quantity, layer.price)
                bought.setdefault(layer.day, []).append(line)
        values += [
            _invoice(env, records, room.distributor, day, lines)
            for day, lines in sorted(bought.items())
        ]
    return values


def _invoice(env, records, distributor, day, lines):
    return {
        "move_type": "out_invoice",
        "partner_id": records.distributors[distributor.key].id,
        "currency_id": env.ref(f"base.{distributor.currency}").id,
        "invoice_date": day,
        "invoice_line_ids": [
            Command.create(
                {
                    "product_id": records.products[code].id,
                    "quantity": quantity,
                    "price_unit": float(price),
                    "tax_ids": [Command.clear()],
                }
            )
            for code, quantity, price in lines
        ],
    }
