"""Products with their categories, and the distributors' own codes and price lists."""

from itertools import groupby

from odoo.fields import Command

from ..world.catalogue import VARIANT_ATTRIBUTE, VARIANTS


def create_categories(env, paths):
    """Create nested categories; ``paths`` are written as Odoo writes them.

    :return: ``{path: product.category}``
    """
    found = {}
    for path in sorted(paths):
        parent, whole = env["product.category"], ""
        for name in path.split(" / "):
            whole = f"{whole} / {name}" if whole else name
            if whole not in found:
                found[whole] = env["product.category"].create(
                    {"name": name, "parent_id": parent.id}
                )
            parent = found[whole]
    return found


def create_products(env, products, categories):
    """Create the catalogue.

    :return: ``{code: product.product}``; of two with the same code, the last
    """
    templates = env["product.template"].with_context(tracking_disable=True)
    plain = [product for product in products if not product.template]
    created = templates.create([_values(product, categories) for product in plain])
    found = {
        product.code: template.product_variant_id
        for product, template in zip(plain, created, strict=True)
    }
    variants = [product for product in products if product.template]
    if variants:
        found |= _create_variants(env, templates, variants, categories)
    return found


def _values(product, categories):
    return {
        "name": product.name,
        "default_code": product.code,
        "barcode": product.barcode or False,
        "type": "consu",
        "list_price": float(product.list_price),
        "standard_price": float(product.list_price) * 0.4,
        "categ_id": categories[product.category].id,
        "becs_eligible": product.eligible,
        "taxes_id": [Command.clear()],
        "supplier_taxes_id": [Command.clear()],
    }


def _create_variants(env, templates, variants, categories):
    attribute = env["product.attribute"].create(
        {
            "name": VARIANT_ATTRIBUTE,
            "value_ids": [Command.create({"name": name}) for name in VARIANTS],
        }
    )
    chosen = {
        "attribute_id": attribute.id,
        "value_ids": [Command.set(attribute.value_ids.ids)],
    }
    values = []
    groups = [
        list(group) for _code, group in groupby(variants, lambda item: item.template)
    ]
    for group in groups:
        vals = _values(group[0], categories) | {"default_code": False, "barcode": False}
        values.append(vals | {"attribute_line_ids": [Command.create(chosen)]})
    found = {}
    for group, template in zip(groups, templates.create(values), strict=True):
        by_value = {
            record.product_template_attribute_value_ids.name: record
            for record in template.product_variant_ids
        }
        for product in group:
            record = by_value[product.variant]
            record.write({"default_code": product.code, "barcode": product.barcode})
            found[product.code] = record
    return found


def create_pricelist(env, name, currency, prices, records):
    """A price list of fixed prices.

    :param prices: ``{product code: price in the currency}``
    :param records: ``{product code: product.product}``
    """
    items = [
        Command.create(
            {
                "applied_on": "0_product_variant",
                "product_id": records[code].id,
                "product_tmpl_id": records[code].product_tmpl_id.id,
                "compute_price": "fixed",
                "fixed_price": float(price),
            }
        )
        for code, price in prices.items()
    ]
    return env["product.pricelist"].create(
        {
            "name": name,
            "currency_id": currency.id,
            "company_id": env.company.id,
            "item_ids": items,
        }
    )
