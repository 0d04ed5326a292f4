"""Special price requests of one distributor, one in each status worth a look."""

from datetime import timedelta

from odoo import fields

SHIP_DAYS = 90
# what is asked for: the end customer's place in the list, why, and the lines as product
# code's place, quantity and share of the list price wanted
ASKED = {
    "draft": (0, "Frame order for next year", [(0, 400, 0.8)]),
    "submitted": (
        1,
        "Tender of three sites, decided on Friday; the competitor is in already.",
        [(1, 250, 0.82), (2, 500, 0.75), (3, 60, 0.9)],
    ),
    "countered": (2, "First order of a new customer", [(4, 1000, 0.7), (5, 200, 0.8)]),
    "accepted": (3, "Keeps the series in production here", [(6, 300, 0.88)]),
    "refused": (4, "Wants last year's price", [(7, 50, 0.35)]),
}


def ask(vendor):
    """Let the clerk ask, and answer all that was sent but one.

    :return: ``{status: becs.request}``
    """
    clerk, approver = vendor.users["clerk"], vendor.as_user("approver")
    products = list(vendor.records.products.values())
    customers = list(vendor.records.customers.values())
    asked = {
        status: _create(vendor, clerk, wish, products, customers)
        for status, wish in ASKED.items()
    }
    for status, request in asked.items():
        if status != "draft":
            request.action_submit()
        answer = request.with_env(approver)
        if status == "accepted":
            answer.action_accept_as_asked()
        elif status == "refused":
            answer.answer = "This would be below our cost."
            answer.action_refuse()
        elif status == "countered":
            _counter(answer)
    return asked


def _create(vendor, clerk, wish, products, customers):
    place, reason, lines = wish
    # not yet, so that no claim of the month draws on what is agreed
    start = fields.Date.today() + timedelta(days=1)
    request = (
        vendor.env["becs.request"]
        .with_user(clerk)
        # as the portal does, which has no rights to write
        .sudo()
        .create(
            {
                "partner_id": clerk.partner_id.id,
                "company_id": vendor.env.company.id,
                "date_from": start,
            }
        )
    )
    prices = products[0].browse([one.id for one in products])
    listed = clerk.partner_id.commercial_partner_id.property_product_pricelist
    price_of = listed._get_products_price(prices, 1.0)
    request._revise(
        {
            "end_customer_name": customers[place].name,
            "reason": reason,
            "request_type": "meet_competitor",
            "competitor": "Ashdown Semiconductors",
            "date_from": start,
            "date_to": start + timedelta(days=SHIP_DAYS),
        },
        [
            {
                "sequence": 10 * number,
                "product_ref": products[which].default_code,
                "quantity": quantity,
                "wanted_price": round(price_of[products[which].id] * share, 4),
                "competitor_price": round(price_of[products[which].id] * 0.83, 4),
            }
            for number, (which, quantity, share) in enumerate(lines, 1)
        ],
    )
    return request


def _counter(request):
    """Half way for the first product, as asked for the others."""
    first, *others = request.line_ids
    first.write(
        {
            "decision": "counter",
            "counter_price": round((first.list_price + first.wanted_price) / 2, 4),
            "counter_quantity": first.quantity / 2,
            "decision_note": "Half the quantity until we know the project",
        }
    )
    for line in others:
        line.decision = "accept"
    request.answer = "We can help with the start. Let us talk about the rest."
    request.action_answer()
