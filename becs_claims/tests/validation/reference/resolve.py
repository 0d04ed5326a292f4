"""Who and what a line speaks of: product and end customer when it is stored, program
and program line in the run.
"""

from datetime import date, timedelta

from .world import ONE, ZERO, above, same_text

# -- when a row is stored --------------------------------------------------------------


def file_claim(world, claim):
    """Store a claim with its lines, each with the product and the end customer it
    names.
    """
    world.claims.append(claim)
    for line in claim.lines:
        line.claim = claim
        line.amount_stated = claim.currency.round(line.amount_stated)
        line.product = line.product or resolve_product(
            world, claim.partner.commercial, line.product_ref
        )
        line.end_customer = line.end_customer or resolve_customer(world, line)


def resolve_product(world, distributor, text):
    """The distributor's own number, else ours, else the barcode; the first of the three
    that knows the text decides.
    """
    text = same_text(text)
    if not text:
        return None
    alias = world.product_aliases.get((distributor.id, text))
    if alias:
        return alias
    for attribute in ("code", "barcode"):
        found = [
            product
            for product in world.products
            if same_text(getattr(product, attribute)) == text
        ]
        if len(found) == 1:
            return found[0]
        if found:
            found = [
                product for product in found if product.active and product.eligible
            ]
            return found[0] if len(found) == 1 else None
    return None


def resolve_customer(world, line):
    """The distributor's own name for it, else a partner of that name, VAT number or
    reference.

    Several partners of one company are one customer. Several customers: the one the
    stated program names, else one it names for some ship dates, else nobody.
    """
    text = same_text(line.end_customer_name)
    if not text:
        return None
    alias = world.customer_aliases.get((line.claim.partner.commercial.id, text))
    if alias:
        return alias
    found = [
        p
        for p in world.partners
        if text in {same_text(p.name), same_text(p.vat), same_text(p.ref)}
    ]
    if len({partner.commercial.id for partner in found}) > 1:
        program = stated_program(world, line)
        named = lambda terms: [  # noqa: E731
            partner for partner in found if terms.names_customer(partner)
        ]
        found = program and (named(program.on(None)) or named_once(program, named))
        found = found or []
    return min(found, key=lambda partner: partner.id) if found else None


def named_once(program, named):
    """What the program names by its terms for some ship date."""
    days = [start for start, _values in program.amendments if start]
    days += [day - timedelta(days=1) for day in days]
    return [partner for day in sorted(days) for partner in named(program.on(day))]


# -- in the run ------------------------------------------------------------------------


def stated_program(world, line):
    """The program whose number the line states, whatever its state."""
    text = same_text(line.authorization_ref)
    for program in world.programs:
        if (
            text
            and program.company is line.claim.company
            and same_text(program.code) == text
        ):
            return program
    return None


def same_authorization(program, line, other_program, other_line):
    """Whether two lines are on the same program, or on none and state the same."""
    if program or other_program:
        return program is other_program
    stated, other = line.authorization_ref, other_line.authorization_ref
    return same_text(stated) == same_text(other)


def find_program(world, line, quantity, ledger):
    """The best of the programs that would take a line which states no authorization."""
    if line.product is None or line.date_ship is None or quantity is None:
        return None
    candidates = []
    for program in world.programs:
        if program.company is not line.claim.company:
            continue
        if not pays(program, line.date_ship) or not program.names_distributor(
            line.claim.partner
        ):
            continue
        if program.date_start and line.date_ship < program.date_start:
            continue
        terms = program.on(line.date_ship)
        if terms.end_customers and not terms.names_customer(line.end_customer):
            continue
        program_line = find_program_line(
            program, line.product, quantity, line.date_ship
        )
        if program_line is None:
            continue
        if quantity < program_line.on(line.date_ship).min_quantity:
            continue
        preference = (
            0 if something_left(program, program_line, ledger) else 1,
            0 if terms.end_customers else 1,
            scope(program_line, line.product),
            -(program.date_start or date.min).toordinal(),
            program.id,
        )
        candidates.append((preference, program))
    return (
        min(candidates, key=lambda candidate: candidate[0])[1] if candidates else None
    )


def pays(program, day):
    """Approved, or closed and still covering the day."""
    return program.state in ("approved", "closed") and (
        program.date_end is None or day <= program.date_end
    )


def something_left(program, program_line, ledger):
    """Whether no cap is used up by what counts before the run."""
    caps = [
        (program_line.max_quantity, ledger.quantity(program_line)),
        (program_line.max_amount, ledger.amount(program_line)),
        (program.budget_amount, ledger.amount(program)),
    ]
    return all(not cap or above(cap, used) for cap, used in caps)


def scope(program_line, product):
    """How narrow a line that covers the product is: smaller is narrower. None when it
    does not cover it.
    """
    if program_line.applied_on == "product" and program_line.target == product.id:
        return (0, 0)
    if (
        program_line.applied_on == "template"
        and program_line.target == product.template
    ):
        return (1, 0)
    if program_line.applied_on == "category":
        path = [category.id for category in product.category.path()]
        if program_line.target in path:
            depth = len(path) - path.index(program_line.target)
            return (2, -depth)
    if program_line.applied_on == "all":
        return (3, 0)
    return None


def offered_lines(program, product, day):
    """The lines of the program that cover the product on a ship date, the narrowest
    first.

    An excluded line ends the list: nothing wider covers the product.
    """
    covering = [
        line
        for line in program.lines
        if scope(line, product) is not None and line.on(day).present
    ]
    covering.sort(key=lambda line: (scope(line, product), line.sequence, line.id))
    offered = []
    for line in covering:
        if line.on(day).excluded:
            break
        offered.append(line)
    return offered


def find_program_line(program, product, quantity, day):
    """The line of the program that covers the product on a ship date, or None.

    The first whose minimum is reached; when no minimum is reached, the first covers
    the product all the same.
    """
    offered = offered_lines(program, product, day)
    for line in offered:
        if (quantity or ZERO) >= line.on(day).min_quantity:
            return line
    return offered[0] if offered else None


# -- quantities ------------------------------------------------------------------------


def unit_factor(line):
    """How many of the product's unit the stated unit holds; None where that cannot be
    said.
    """
    if line.uom is None:
        return None if line.uom_ref else ONE
    if line.product is None or line.uom.kind != line.product.uom.kind:
        return None
    return line.uom.factor / line.product.uom.factor


def quantity_of(line):
    """The line's quantity in the product's unit; None where that cannot be said, or
    nothing is stated.
    """
    factor = unit_factor(line)
    return line.quantity * factor if factor and line.quantity else None
