"""What the terms of a program give away, measured and compared.

The discount is what limits for special prices are about: how far a price, or what is
left of it after a credit, is below the distributor's list price. What cannot be
measured is said, never guessed.
"""

from odoo import fields

from .. import pricing
from . import terms_by_date

_WIDTH = {"product": 0, "template": 1, "category": 2, "all": 3}


# List prices


def list_prices(products, partner, company, currency):
    """What a distributor pays by its price list.

    :param products: ``product.product``
    :param partner: the distributor's company
    :return: {id of product: price in ``currency``}
    """
    if not products or not currency:
        return {}
    pricelist = partner.with_company(company).property_product_pricelist
    return _prices_of(pricelist, products, 1.0, company, currency)


def _prices_of(pricelist, products, quantity, company, currency):
    """{id of product: price in a currency} by a price list, today."""
    own = pricelist.currency_id or company.currency_id
    now = fields.Datetime.now()
    prices = pricelist._get_products_price(
        products.with_company(company), quantity, currency=own, date=now
    )
    # a fixed price stays in the currency of its list, whatever is asked for
    return {
        product_id: own._convert(price, currency, company, now.date(), round=False)
        for product_id, price in prices.items()
    }


# Measuring


def of_program(program, day=None):
    """What a program gives away for ship dates from a day on.

    The highest discount of its lines, for the distributor that gets most; and its
    budget. An agreed book price above the list price is paid, too, so that it counts.

    :param program: one ``becs.program``; it is measured whoever asks
    :param day: the first ship date; None: all
    :return: :class:`..pricing.Given`
    """
    program = program.sudo()
    env, company = program.env, program.company_id
    amount = None
    if program.budget_amount:
        amount = program.currency_id._convert(
            program.budget_amount,
            company.currency_id,
            company,
            fields.Date.context_today(program),
        )
    terms = _terms(program, day)
    reasons = []
    if not program.distributor_ids:
        reasons.append(env._("It is for every distributor"))
    percent, measured = pricing.exact(0), []
    for line, holder in terms:
        if holder.credit_method == "percent":
            percent = max(percent, pricing.exact(holder.discount_percent))
        if line.applied_on == "all":
            reasons.append(env._("It is for all products"))
        elif holder.credit_method == "margin":
            reasons.append(
                env._(
                    "What the guaranteed margin on %s comes to is not known",
                    line._covered(),
                )
            )
        elif holder.credit_method != "percent" or holder.agreed_book_price:
            measured.append((line, holder, _products(line) - _excluded(line, day)))
    if program.distributor_ids and measured:
        highest, without = _highest(program, day, measured)
        percent = max(percent, highest)
        reasons += without
    return pricing.Given(percent, amount, reasons[0] if reasons else "")


def _terms(program, day):
    """[(line, holder of its terms)] of what pays for ship dates from a day on."""
    lines = _all_lines(program)
    found = [(line, line) for line in lines if line.active]
    found += [
        (kept.program_line_id, kept) for kept in _kept(lines, day) if kept.is_there
    ]
    return [(line, holder) for line, holder in found if not holder.excluded]


def _all_lines(program):
    """Lines of a program, also those that were taken out."""
    return (
        program.env["becs.program.line"]
        .with_context(active_test=False)
        .search([("program_id", "=", program.id)])
    )


def _kept(records, day):
    """What is kept of records, as far as it holds for ship dates from a day on."""
    model, key = terms_by_date.KEPT[records._name]
    domain = [(key, "in", records.ids)]
    if day:
        domain.append(("date_to", ">=", day))
    return records.env[model].search(domain)


def _products(line):
    """The products a line covers; those of a category are the ones of today."""
    if line.applied_on == "product":
        return line.product_id
    if line.applied_on == "template":
        return line.product_tmpl_id.product_variant_ids
    return line.env["product.product"].search(
        [
            ("categ_id", "child_of", line.categ_id.ids),
            "|",
            ("company_id", "=", False),
            ("company_id", "parent_of", line.company_id.ids),
        ]
    )


def _excluded(line, day):
    """Products that a narrower line takes out of one, all of the time."""
    found = line.env["product.product"]
    for other in line.program_id.line_ids:
        if (
            other.active
            and other.excluded
            and other.applied_on != "all"
            and _order(other) < _order(line)
            and all(kept.is_there and kept.excluded for kept in _kept(other, day))
        ):
            found |= _products(other)
    return found


def _order(line):
    """The narrowest line decides, then the first; deeper categories are narrower."""
    depth = (line.categ_id.parent_path or "").count("/")
    return _WIDTH[line.applied_on], -depth, line.sequence, line.id


def _highest(program, day, measured):
    """The highest discount of lines, and what keeps it from being known."""
    env = program.env
    company, currency = program.company_id, program.currency_id
    products = env["product.product"].union(*(one[2] for one in measured))
    partners = program.distributor_ids.commercial_partner_id.with_company(company)
    # distributors with one price list have the same prices
    by_list = partners.grouped("property_product_pricelist")
    lists = [
        list_prices(products, partner[:1], company, currency)
        for partner in by_list.values()
    ]
    authorized = _authorized(program, day)
    highest, reasons = pricing.exact(0), []
    for line, holder, covered in measured:
        if not covered:
            reasons.append(
                env._(
                    "%s has no products yet, so its discount is not known",
                    line._covered(),
                )
            )
        net = {}
        if holder.credit_method == "pricelist":
            net = _lowest(authorized, covered, holder, company, currency)
        for product in covered:
            for prices in lists:
                listed = prices.get(product.id)
                if not listed or listed < 0:
                    reasons.append(
                        env._(
                            "%s has no list price, so its discount is not known",
                            product.display_name,
                        )
                    )
                    break
                found = _discount(holder, listed, net.get(product.id))
                highest = max(highest, found)
    return highest, reasons


def _discount(holder, listed, price):
    """The discount that terms give on one product, in percent of its list price.

    :param price: the authorized one, where it comes from a price list
    """
    book = pricing.exact(holder.agreed_book_price)
    if holder.credit_method == "fixed":
        return pricing.credit_percent(listed, holder.unit_credit)
    if holder.credit_method == "percent":
        credit = book * pricing.exact(holder.discount_percent) / 100
        return pricing.credit_percent(listed, credit)
    if holder.credit_method == "net_price":
        price = holder.authorized_price
    return max(
        pricing.discount_percent(listed, price),
        pricing.credit_percent(listed, book - pricing.exact(price)),
    )


def _authorized(program, day):
    """The price lists that authorized prices come from, from a day on."""
    return program.pricelist_id | _kept(program, day).pricelist_id


def _lowest(pricelists, products, holder, company, currency):
    """{id of product: lowest authorized price} at any quantity the line pays."""
    least = holder.min_quantity or 1.0
    found = {}
    for pricelist in pricelists:
        breaks = pricelist.item_ids.mapped("min_quantity")
        for quantity in {least, *(one for one in breaks if one > least)}:
            prices = _prices_of(pricelist, products, quantity, company, currency)
            for product_id, price in prices.items():
                found[product_id] = min(price, found.get(product_id, price))
    return found


# Comparing

_LESS_WHEN_LOWER = {
    "tolerance_percent",
    "tolerance_amount",
    "discount_percent",
    "unit_credit",
    "margin_percent",
}
_LESS_WHEN_HIGHER = {"minimum_line_amount", "authorized_price", "min_resale_price"}
# nothing entered is no limit
_CAPS = {
    "budget_amount",
    "max_quantity",
    "max_amount",
    "max_resale_price",
    "claim_window_days",
    "date_end",
}


def is_less(program, changes):
    """Whether changes of terms only take away, clearly.

    A term that is not named here gives more, whatever becomes of it, and so does what
    makes another line or program pay instead.

    :param program: one ``becs.program``, with its new terms
    :param changes: values of ``becs.program.change``, see ``terms_by_date``
    """
    # compared whoever asks, as it is measured
    program = program.sudo()
    return all(_is_less(program, change) for change in changes)


def _is_less(program, change):
    kind = change.get("kind", "changed")
    line = program.env["becs.program.line"].browse(change.get("program_line_id"))
    if kind == "added":
        # also where it was one of the program before, for other ship dates
        return line.excluded and all(
            kept.excluded for kept in _kept(line, None) if kept.is_there
        )
    if kind == "dropped":
        return not _was_excluded(line) and _is_alone(program, line)
    name = change["field_name"]
    old, new = change["old"][name], change["new"][name]
    if name in _LESS_WHEN_LOWER:
        return (new or 0) < (old or 0)
    if name in _LESS_WHEN_HIGHER:
        return (new or 0) > (old or 0)
    if name in _CAPS:
        return bool(new) and (not old or new < old)
    if name == "agreed_book_price":
        return bool(new) and bool(old) and new < old
    if name == "min_quantity":
        return (new or 0) > (old or 0) and _is_alone(program, line)
    if name in ("distributor_ids", "end_customer_ids"):
        before, after = ({one[0] for one in value} for value in (old, new))
        # who names end customers goes before other programs, who names distributors not
        none_named = name == "distributor_ids" and not before
        return bool(after) and (none_named or after < before)
    if name in ("active", "combinable"):
        return not new
    return name == "excluded" and bool(new)


def _is_alone(program, line):
    """Whether no other line of the program may pay what a line does not."""
    others = _all_lines(program) - line
    others = others.filtered(
        lambda other: (
            not (other.excluded and all(kept.excluded for kept in _kept(other, None)))
        )
    )
    if line.applied_on == "all":
        return not others
    covered = _products(line)
    return all(
        other.applied_on == "product" and other.product_id not in covered
        for other in others
    )


def _was_excluded(line):
    """Whether a line takes products out, for any ship dates."""
    return line.excluded or any(kept.excluded for kept in _kept(line, None))
