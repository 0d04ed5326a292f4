"""Distributors with their price lists and own names, and the end customers."""

from ..world.desk import alias_of_customer, alias_of_product
from .products import create_pricelist


def create_customers(env, names):
    """``{name: res.partner}`` of the end customers."""
    partners = env["res.partner"].create(
        [{"name": name, "is_company": True} for name in names]
    )
    return dict(zip(names, partners, strict=True))


def create_distributors(env, distributors, products, records):
    """Create the distributors, each with the price list it buys by.

    :param products: the catalogue as invented
    :param records: ``{product code: product.product}``
    :return: ``{key: res.partner}``
    """
    found = {}
    for distributor in distributors:
        currency = env.ref(f"base.{distributor.currency}")
        pricelist = create_pricelist(
            env,
            f"{distributor.name}: book prices",
            currency,
            {product.code: distributor.book_price(product) for product in products},
            records,
        )
        partner = env["res.partner"].create(
            {
                "name": distributor.name,
                "is_company": True,
                "city": distributor.city,
                "country_id": env.ref(f"base.{distributor.country.lower()}").id,
                "is_becs_distributor": True,
                "becs_pay_policy": distributor.pay_policy,
                "becs_credit_grouping": distributor.grouping,
            }
        )
        partner.specific_property_product_pricelist = pricelist
        found[distributor.key] = partner
    return found


def create_aliases(env, partner, world, products, customers):
    """Kiesbruck's own codes and names, see :mod:`..world.desk`."""
    env["becs.product.alias"].create(
        [
            {
                "partner_id": partner.id,
                "code": alias_of_product(product),
                "product_id": products[product.code].id,
            }
            for product in world.shelf.group("Pressure Sensors")
        ]
    )
    env["becs.customer.alias"].create(
        [
            {
                "partner_id": partner.id,
                "name": alias_of_customer(name),
                "customer_id": customer.id,
            }
            for name, customer in customers.items()
        ]
    )
