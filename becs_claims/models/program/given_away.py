"""What the terms of a program give away, measured and compared.

The discount is what limits for special prices are about: how far a price, or what is
left of it after a credit, is below the distributor's list price. What cannot be
measured is said, never guessed.
"""

from datetime import datetime, time, timedelta

from odoo import fields

from ...validation.programs import covering
from ..approval import price_moves, pricing
from . import terms_by_date

# ship dates are looked up at noon, see validation.pricelists
NOON = time(12)
SECOND = timedelta(seconds=1)


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


def _prices_of(pricelist, products, quantity, company, currency, moment=None):
    """{id of product: price in a currency at its rate of today} by a price list.

    :param moment: when the price is asked for; None: now
    """
    own = pricelist.currency_id or company.currency_id
    now = fields.Datetime.now()
    prices = pricelist._get_products_price(
        products.with_company(company), quantity, currency=own, date=moment or now
    )
    # a fixed price stays in the currency of its list, whatever is asked for
    return {
        product_id: own._convert(price, currency, company, now.date(), round=False)
        for product_id, price in prices.items()
    }


# Who moved them


def moved(company, partners, products, horizon, categories=None):
    """Who changed the prices that discounts are measured by since a horizon.

    Or in the month before: who moves a price first has it measured by it, too.

    :param partners: distributors' companies
    :param products: ``product.product``
    :param horizon: as of ``becs.input.change``, None: before all changes
    :param categories: where all their products are meant, ``product.category``
    :return: {id of a user: what it changed, in words}
    """
    scopes = price_moves.of_measure(company, partners, products)
    if categories:
        scopes |= price_moves.of_categories(categories)
    return price_moves.by_user(
        price_moves.since(company.env, scopes, horizon, month_before=True)
    )


def authorized_scopes(programs):
    """What the authorized prices of programs are worked out from, where they take them
    from a price list; see ``price_moves``.

    :return: {program: scopes}, of those that do
    """
    lists = {program: program.pricelist_id for program in programs}
    for earlier in _earlier(programs, None):
        lists[earlier.program_id] |= earlier.pricelist_id
    by_list = programs.filtered(lambda program: lists[program])
    if not by_list:
        return {}
    lines = by_list.line_ids.browse(
        line.id
        for line, holder in _terms(by_list, None)
        if line._methods()[holder.credit_method].uses_pricelist
    )
    chains = price_moves.chains(by_list.pricelist_id.union(*lists.values()))
    products = covering.products_each(lines.with_context(active_test=False))
    of_program = lines.grouped("program_id")
    scopes = price_moves.of_lists_each(
        {
            program: (
                by_list.pricelist_id.browse().union(
                    *(chains[one] for one in lists[program])
                ),
                None
                if any(line.applied_on == "all" for line in paid)
                else lines.product_id.browse()
                .union(*(products[line] for line in paid))
                .ids,
            )
            for program, paid in of_program.items()
        }
    )
    # a product may be in a category for a while only
    categories = price_moves.of_categories_each(lines.categ_id)
    for program, paid in of_program.items():
        scopes[program].update(*(categories[one] for one in paid.categ_id))
    return scopes


# Measuring


def of_program(program, day=None, since=None):
    """What a program gives away for ship dates from a day on.

    The highest discount of its lines, for the distributor that gets most; and its
    budget. What is paid counts: an agreed book price above the list price, and what
    may be claimed above the credit by the tolerances.

    :param program: one ``becs.program``; it is measured whoever asks
    :param day: the first ship date; None: all
    :param since: horizon of ``becs.input.change``; a month before it and since nobody
        is to have moved what it is measured by; None: before all changes, empty: not
        asked
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
    tolerance = _tolerance(program, day)
    is_stated = "claimed" in _sources(program, day)
    percent, measured = pricing.exact(0), []
    for line, holder in terms:
        method = line._methods()[holder.credit_method]
        share = method.percent(holder)
        if share is not None:
            percent = max(percent, pricing.with_tolerance(share, 0, tolerance[1]))
        if line.applied_on == "all":
            reasons.append(env._("It is for all products"))
        elif unknown := method.not_measured(line):
            reasons.append(unknown)
        elif is_stated and method.uses_stock_price and not _book_price(holder):
            reasons.append(
                env._(
                    "%s is paid from the book price that the claim states, without an "
                    "agreed one as the most that counts, so its discount is not known",
                    line._covered(),
                )
            )
        elif share is None or _book_price(holder) or tolerance[0]:
            measured.append(
                (line, holder, covering.products(line) - _excluded(line, day))
            )
    if program.distributor_ids and measured:
        highest, without = _highest(program, day, measured, tolerance)
        percent = max(percent, highest)
        reasons += without
    movers = {}
    if since != "":
        lines = env["becs.program.line"].union(*(line for line, _holder in terms))
        lines = lines.filtered(lambda line: line.applied_on != "all")
        movers = moved(
            company,
            program.distributor_ids.commercial_partner_id,
            env["product.product"].union(
                *map(covering.products, lines.with_context(active_test=False))
            ),
            since,
            lines.categ_id,
        )
    return pricing.Given(percent, amount, reasons[0] if reasons else "", movers)


def _book_price(holder):
    """The agreed book price; one that is not above 0 counts as none."""
    return max(holder.agreed_book_price, 0)


def _tolerance(program, day):
    """(the highest tolerance per unit, and in percent) from a day on."""
    holders = [program, *_earlier(program, day)]
    return (
        max(holder.tolerance_amount for holder in holders),
        max(holder.tolerance_percent for holder in holders),
    )


def _sources(program, day):
    """Where into-stock prices come from, from a day on."""
    return {
        holder.into_stock_source or program.company_id.becs_into_stock_source
        for holder in [program, *_earlier(program, day)]
    }


def _terms(program, day):
    """[(line, holder of its terms)] of what pays for ship dates from a day on."""
    lines = _all_lines(program)
    found = [(line, line) for line in lines if line.active]
    found += [
        (earlier.program_line_id, earlier)
        for earlier in _earlier(lines, day)
        if earlier.is_there
    ]
    return [(line, holder) for line, holder in found if not holder.excluded]


def _all_lines(programs):
    """Lines of programs, also those that were taken out."""
    return (
        programs.env["becs.program.line"]
        .with_context(active_test=False)
        .search([("program_id", "in", programs.ids)])
    )


def _earlier(records, day):
    """What is kept of records, as far as it holds for ship dates from a day on."""
    model, key = terms_by_date.EARLIER[records._name]
    domain = [(key, "in", records.ids)]
    if day:
        domain.append(("date_to", ">=", day))
    return records.env[model].search(domain)


def _excluded(line, day):
    """Products that a narrower line takes out of one, all of the time."""
    found = line.env["product.product"]
    for other in line.program_id.line_ids:
        if (
            other.active
            and other.excluded
            and other.applied_on != "all"
            and covering.order(other) < covering.order(line)
            and all(
                earlier.is_there and earlier.excluded
                for earlier in _earlier(other, day)
            )
        ):
            found |= covering.products(other)
    return found


def _highest(program, day, measured, tolerance):
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
        method = line._methods()[holder.credit_method]
        if method.uses_pricelist:
            net = _lowest(program, day, authorized, covered, holder)
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
                found = _discount(
                    method, holder, listed, net.get(product.id), tolerance
                )
                highest = max(highest, found)
    return highest, reasons


def _discount(method, holder, listed, price, tolerance):
    """The discount that terms give on one product, in percent of its list price.

    :param price: the authorized one, where it comes from a price list
    :param tolerance: per unit, and in percent of the credit
    """
    into_stock = max(pricing.exact(listed), pricing.exact(holder.agreed_book_price))
    credit = method.credit_of(holder, into_stock, price)
    return pricing.credit_percent(listed, pricing.with_tolerance(credit, *tolerance))


def _authorized(program, day):
    """The price lists that authorized prices come from, from a day on."""
    return program.pricelist_id | _earlier(program, day).pricelist_id


def _lowest(program, day, pricelists, products, holder):
    """{id of product: lowest authorized price} at any quantity and on any ship date
    from a day on that the line pays.
    """
    found = {}
    for pricelist in pricelists:
        items = price_moves.chain(pricelist).item_ids
        # parts of a unit are sold, too
        least = holder.min_quantity
        breaks = {one for one in items.mapped("min_quantity") if one > least}
        for quantity in {least, *breaks}:
            for moment in _moments(program, day, items):
                prices = _prices_of(
                    pricelist,
                    products,
                    quantity,
                    program.company_id,
                    program.currency_id,
                    moment,
                )
                for product_id, price in prices.items():
                    found[product_id] = min(price, found.get(product_id, price))
    return found


def _moments(program, day, items):
    """When prices may be others: now, and as rules begin and end on ship dates."""
    first = datetime.combine(max(program.date_start, day or program.date_start), NOON)
    last = datetime.combine(program.date_end, time.max) if program.date_end else None
    changes = {item.date_start for item in items if item.date_start}
    changes |= {item.date_end + SECOND for item in items if item.date_end}
    changes = {one for one in changes if one > first and (not last or one <= last)}
    return {fields.Datetime.now(), first, *changes}


# Comparing

_LESS_WHEN_LOWER = {
    "tolerance_percent",
    "tolerance_amount",
}
_LESS_WHEN_HIGHER = {"minimum_line_amount", "min_resale_price"}
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
            earlier.excluded for earlier in _earlier(line, None) if earlier.is_there
        )
    if kind == "dropped":
        return not _was_excluded(line) and _is_alone(program, line)
    name = change["field_name"]
    old, new = change["old"][name], change["new"][name]
    term = line._methods().terms.get(name)
    if name in _LESS_WHEN_LOWER or term and not term.less_when_higher:
        return (new or 0) < (old or 0)
    if name in _LESS_WHEN_HIGHER or term:
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
            not (
                other.excluded
                and all(earlier.excluded for earlier in _earlier(other, None))
            )
        )
    )
    if line.applied_on == "all":
        return not others
    covered = covering.products(line)
    return all(
        other.applied_on == "product" and other.product_id not in covered
        for other in others
    )


def _was_excluded(line):
    """Whether a line takes products out, for any ship dates."""
    return line.excluded or any(earlier.excluded for earlier in _earlier(line, None))
