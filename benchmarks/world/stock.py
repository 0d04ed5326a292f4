"""What the distributors bought: an opening stock and twelve months of invoices.

For every product a distributor claims for: a tenth of what it claims was there when the
year began, and a twelfth of the rest, and a fifth more, was bought each month. One
product in forty was bought too rarely.
"""

from odoo.fields import Command
from odoo.tools import SQL

from .catalogue import BOOK
from .rows import multiply

OPENED = "2025-10-31"
MONTHS = 12
ROWS = 25  # lines of an invoice
SCARCE = 40


def build(env, series=""):
    """Buy what the claims filed last claim.

    :param series: tells numbers of invoices from those of other calls
    """
    _carried(env)
    _openings(env)
    _adjustments(env)
    _invoices(env, series)


def _carried(env):
    """Stage what each distributor carries, and how much of it it claims."""
    env.cr.execute("DROP TABLE IF EXISTS bench_carried")
    env.cr.execute(
        SQL(
            """
            CREATE TABLE bench_carried AS
            SELECT d.id AS partner_id, d.currency_id, o.product_id,
                   row_number() OVER (PARTITION BY d.id ORDER BY o.product_id) - 1
                       AS position,
                   round(o.price * d.rate * %(book)s, 2) AS price,
                   GREATEST(sold.quantity, 12)
                       * CASE WHEN o.product %% %(scarce)s = 0 THEN 0.7 ELSE 1 END
                       AS quantity
              FROM (SELECT DISTINCT distributor, product, product_id, price
                      FROM bench_offer WHERE trait = 'any') o
              JOIN bench_distributor d ON d.number = o.distributor
              JOIN (
                SELECT distributor, product_id, sum(quantity * factor) AS quantity
                  FROM bench_line GROUP BY distributor, product_id
              ) sold USING (distributor, product_id)
            """,
            book=BOOK,
            scarce=SCARCE,
        )
    )
    env.cr.execute("ANALYZE bench_carried")


def _openings(env):
    env["res.partner"].search(
        [("is_becs_distributor", "=", True)]
    ).becs_stock_since = OPENED
    _adjust(env, "opening", OPENED, SQL("ceil(r.quantity * 0.1)"), SQL("r.price"), 1)


def _adjustments(env):
    """A few units lost, and price protection on a few products."""
    _adjust(env, "correction", "2026-05-15", SQL("-1"), SQL("0"), 50)
    _adjust(
        env,
        "price",
        "2026-08-01",
        SQL("ceil(r.quantity * 0.05)"),
        SQL("round(r.price * 0.02, 2)"),
        50,
    )


def _adjust(env, kind, date, quantity, price, one_in):
    [[partner_id, product_id]] = env.execute_query(
        SQL("SELECT partner_id, product_id FROM bench_carried LIMIT 1")
    )
    one = env["becs.stock.adjustment"].create(
        {
            "partner_id": partner_id,
            "product_id": product_id,
            "date": date,
            "kind": kind,
            "quantity": 1,
            "unit_price": 1,
        }
    )
    multiply(
        env,
        one,
        SQL(
            """SELECT *, row_number() OVER () AS n FROM bench_carried
                WHERE position %% %s = 0""",
            one_in,
        ),
        partner_id=SQL("r.partner_id"),
        commercial_partner_id=SQL("r.partner_id"),
        product_id=SQL("r.product_id"),
        currency_id=SQL("r.currency_id"),
        quantity=quantity,
        unit_price=price,
    )
    one.unlink()


def _invoices(env, series):
    """Post one invoice as Odoo does and copy it, lines and all."""
    one = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": env["res.partner"]
            .search([("is_becs_distributor", "=", True)], limit=1)
            .id,
            "invoice_date": OPENED,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": env["product.product"]
                        .search([("default_code", "=", "P1")], order="id desc", limit=1)
                        .id,
                        "quantity": 1,
                        "price_unit": 1,
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
        }
    )
    one._post(soft=False)
    env.flush_all()
    [sold] = one.line_ids.filtered(lambda line: line.display_type == "product")
    [due] = one.line_ids - sold
    env.cr.execute("DROP TABLE IF EXISTS bench_invoice, bench_bought")
    env.cr.execute(
        SQL(
            """
            CREATE TABLE bench_bought AS
            SELECT c.*, c.position / %(rows)s AS page, months.number AS month,
                   (%(opened)s::date + make_interval(months => months.number::int)
                    - interval '25 days'
                    + make_interval(days => (c.position %% 20)::int))::date AS day,
                   ceil(c.quantity * 1.1 / %(months)s) AS bought,
                   round(c.price * (0.97 + 0.06 * bench_draw(
                        c.product_id * 100 + months.number, 21, 100) / 100), 2) AS paid
              FROM bench_carried c
             CROSS JOIN generate_series(1, %(months)s) AS months(number)
            """,
            rows=ROWS,
            opened=OPENED,
            months=MONTHS,
        )
    )
    env.cr.execute(
        """
        CREATE TABLE bench_invoice AS
        SELECT partner_id, currency_id, month, page, min(day) AS date,
               sum(bought * paid) AS amount,
               row_number() OVER (ORDER BY month, partner_id, page) AS n
          FROM bench_bought GROUP BY partner_id, currency_id, month, page
        """
    )
    company_rate = SQL(
        "(SELECT rate FROM bench_distributor d WHERE d.id = r.partner_id)"
    )
    amount, balance = SQL("r.amount"), SQL("r.amount / %s", company_rate)
    before = multiply(
        env,
        one,
        SQL("SELECT * FROM bench_invoice"),
        name=SQL("%s || 'S/' || n", series),
        partner_id=SQL("r.partner_id"),
        commercial_partner_id=SQL("r.partner_id"),
        currency_id=SQL("r.currency_id"),
        date=SQL("r.date"),
        invoice_date=SQL("r.date"),
        amount_untaxed=amount,
        amount_total=amount,
        amount_residual=amount,
        amount_untaxed_signed=balance,
        amount_total_signed=balance,
        amount_residual_signed=balance,
    )
    common = {
        "partner_id": SQL("r.partner_id"),
        "currency_id": SQL("r.currency_id"),
        "date": SQL("r.date"),
        "invoice_date": SQL("r.date"),
    }
    multiply(
        env,
        due,
        SQL("SELECT * FROM bench_invoice"),
        move_id=SQL("%s + n", before),
        move_name=SQL("%s || 'S/' || n", series),
        amount_currency=amount,
        balance=balance,
        debit=balance,
        amount_residual=balance,
        amount_residual_currency=amount,
        **common,
    )
    amount = SQL("r.bought * r.paid")
    balance = SQL("r.bought * r.paid / %s", company_rate)
    multiply(
        env,
        sold,
        SQL(
            """
            SELECT b.*, i.n AS invoice, i.date, row_number() OVER () AS n
              FROM bench_bought b
              JOIN bench_invoice i USING (partner_id, month, page)
            """
        ),
        move_id=SQL("%s + r.invoice", before),
        move_name=SQL("%s || 'S/' || r.invoice", series),
        product_id=SQL("r.product_id"),
        quantity=SQL("r.bought"),
        price_unit=SQL("r.paid"),
        price_subtotal=amount,
        price_total=amount,
        amount_currency=SQL("-%s", amount),
        balance=SQL("-%s", balance),
        credit=balance,
        **common,
    )
