"""What the distributors bought: posted customer invoices of several months."""

import random

from odoo.fields import Command

MONTHS, LINES = 6, 12


def post_sell_in(env, world, records, seed=7, months=MONTHS, lines=LINES):
    """Post one invoice per distributor and month, at its book prices.

    :return: the invoices
    """
    rng = random.Random(seed)
    eligible = [product for product in world.products if product.eligible]
    values = []
    for back in range(months, 0, -1):
        month = world.calendar.month(back)
        for distributor in world.distributors:
            bought = rng.sample(eligible, min(lines, len(eligible)))
            values.append(
                {
                    "move_type": "out_invoice",
                    "partner_id": records.distributors[distributor.key].id,
                    "currency_id": env.ref(f"base.{distributor.currency}").id,
                    "invoice_date": month.day(rng.randint(2, 20)),
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": records.products[product.code].id,
                                "quantity": rng.randint(2, 40) * 25,
                                "price_unit": float(distributor.book_price(product)),
                                "tax_ids": [Command.clear()],
                            }
                        )
                        for product in bought
                    ],
                }
            )
    moves = env["account.move"].with_context(tracking_disable=True).create(values)
    moves._post(soft=False)
    return moves
