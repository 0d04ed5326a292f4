"""Which line of a program covers a product: SQL and records say the same."""

from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL

from ...validation.programs import covering
from ..shared.validation_common import ValidationCase

PRODUCTS = SQL(
    """(SELECT product.id AS product_id, template.id AS product_tmpl_id,
               template.categ_id
          FROM product_product product
          JOIN product_template template ON template.id = product.product_tmpl_id)"""
)


@tagged("post_install", "-at_install")
class TestCovering(ValidationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        hardware, services = cls.categories
        cls.products = cls.product | cls.new_product("IN", categ_id=hardware.id)
        cls.products |= cls.new_product("DEEP", categ_id=cls.deep.id)
        cls.products |= cls.new_product("OUT", categ_id=services.id)
        cls.products |= cls.new_product("NONE", categ_id=False)
        cls.lines = cls.new_program(
            "C1",
            lines=[
                {"applied_on": "all", "sequence": 1},
                {"applied_on": "category", "categ_id": hardware.id},
                {"applied_on": "category", "categ_id": cls.deep.id},
                {"applied_on": "category", "categ_id": services.id},
                *(
                    {
                        "applied_on": "template",
                        "product_tmpl_id": product.product_tmpl_id.id,
                        # what is not of the scope says nothing
                        "categ_id": cls.deep.id,
                    }
                    for product in cls.products[:2]
                ),
                *(
                    {
                        "applied_on": "product",
                        "product_id": product.id,
                        "sequence": sequence,
                    }
                    for product in cls.products[:3]
                    for sequence in (30, 20, 20)
                ),
            ],
        ).line_ids

    def covering_in_sql(self):
        """{product: ids of the lines that cover it, the first one first}."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT c.product_id, c.id FROM (%s) c ORDER BY %s",
                covering.lines(
                    SQL("x.product_id, pl.id, pl.sequence"),
                    SQL(
                        "(SELECT * FROM becs_program_line WHERE id = ANY(%s))",
                        self.lines.ids,
                    ),
                    PRODUCTS,
                ),
                covering.narrowest("c"),
            )
        )
        return {
            product: [line for product_id, line in rows if product_id == product.id]
            for product in self.products
        }

    def test_the_narrowest_is_first(self):
        first, inside, deep, out, none = self.covering_in_sql().values()
        everything, hardware, cables, services, *narrow = self.lines.ids
        templates, variants = narrow[:2], narrow[2:]
        self.assertEqual(first[:4], [*variants[1:3], variants[0], templates[0]])
        self.assertEqual(
            inside,
            [*variants[4:6], variants[3], templates[1], hardware, everything],
        )
        self.assertEqual(
            deep, [*variants[7:9], variants[6], cables, hardware, everything]
        )
        self.assertEqual(out, [services, everything])
        self.assertEqual(none, [everything])

    def test_records_say_the_same(self):
        for product, ids in self.covering_in_sql().items():
            found = self.lines.search(
                covering.lines_domain(product) & Domain("id", "in", self.lines.ids)
            )
            self.assertEqual(found.sorted(covering.order).ids, ids, product.name)
            by_domain = self.lines.filtered(
                lambda line, product=product: product.filtered_domain(
                    covering.products_domain(line)
                )
            )
            self.assertEqual({*by_domain.ids}, {*ids}, product.name)

    def test_products_of_lines(self):
        narrow = self.lines.filtered(lambda line: line.applied_on != "all")
        each = covering.products_each(narrow)
        found = self.covering_in_sql()
        for line in narrow:
            covered = {one for one, ids in found.items() if line.id in ids}
            self.assertEqual({*covering.products(line) & self.products}, covered)
            self.assertEqual({*each[line] & self.products}, covered)
        self.assertNotIn(self.lines[:1], covering.products_each(self.lines))
