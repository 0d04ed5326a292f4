"""What the texts of a distributor's files stand for, looked up for whole batches."""

from decimal import Decimal

from odoo.tools import SQL

from ..intake import Product, Unit
from ..validation.resolve import products, units


def currency_codes(env):
    """Return the ISO codes of all currencies Odoo has, archived ones as well: a file
    that states one of these is understood, and its rows are refused for what they are.
    """
    currencies = env["res.currency"].with_context(active_test=False)
    return frozenset(currencies.search_fetch([], ["name"]).mapped("name"))


class Known:
    """Products, units and currencies as :class:`..intake.LookedUp` asks for them.

    :param company: the company the file is for
    :param partner: the distributor's commercial partner
    """

    def __init__(self, env, company, partner):
        self.env = env
        self.company = company
        self.partner = partner

    def products(self, refs):
        """Return {reference as stated: product} of those that name one product."""
        found = products.find(self.env, self.company, self.partner, refs)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product.id, template.uom_id
                  FROM product_product product
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                 WHERE product.id = ANY(%s)
                """,
                list(set(found.values())),
            )
        )
        own_units = self._units(unit_id for _product_id, unit_id in rows)
        by_id = {
            product_id: Product(product_id, own_units[unit_id])
            for product_id, unit_id in rows
        }
        return {ref: by_id[product_id] for ref, product_id in found.items()}

    def units(self, refs):
        """Return {unit as stated: unit} of those that are known."""
        found = units.find(self.env, refs)
        by_id = self._units(found.values())
        return {ref: by_id[unit_id] for ref, unit_id in found.items()}

    def _units(self, ids):
        units = self.env["uom.uom"].browse(set(ids))
        names = {unit.id: unit.name for unit in units}
        return {
            unit_id: Unit(unit_id, names[unit_id], root, Decimal(factor))
            for unit_id, root, factor in self.env.execute_query(
                SQL(
                    """
                    SELECT id, split_part(parent_path, '/', 1), factor::text
                      FROM uom_uom WHERE id = ANY(%s)
                    """,
                    units.ids,
                )
            )
        }

    def currencies(self, codes):
        """Return {ISO code: currency id} of the currencies in use."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT name, id FROM res_currency WHERE active AND name = ANY(%s)",
                    list(codes),
                )
            )
        )
