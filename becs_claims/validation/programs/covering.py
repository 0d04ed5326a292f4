"""Which line of a program covers a product: the one place that says it.

A line covers a variant, a product, a category with those below it, or all products
(``applied_on``). Of several lines of a program the narrowest counts: a deeper category
is narrower than one above it. Then ``sequence`` counts, then the id.

In SQL, for many products at once: :func:`lines`. For records: :func:`order`,
:func:`lines_domain`, :func:`products_domain`, :func:`products`.
"""

from odoo.fields import Domain
from odoo.tools import SQL

# ``applied_on`` → the field that says what is covered, narrowest first
FIELDS = {
    "product": "product_id",
    "template": "product_tmpl_id",
    "category": "categ_id",
    "all": None,
}
# ``applied_on`` → how wide it is; a category is narrower by its depth
_WIDTHS = {"product": 0, "template": 1, "category": 1000, "all": 2000}
# the categories of a product ``x`` from the top down
_CATEGORIES = SQL(
    """JOIN product_category category ON category.id = x.categ_id
       CROSS JOIN LATERAL unnest(
            string_to_array(rtrim(category.parent_path, '/'), '/')::int[])
            WITH ORDINALITY AS ancestor(id, depth)"""
)


def lines(columns, program_lines, products):
    """SQL of the program lines that cover products: one row per line and product.

    :param columns: SQL of the columns to return, of line ``pl`` and product ``x``;
        ``width`` comes on top of them, the less the narrower
    :param program_lines: SQL of a relation with ``applied_on``, ``product_id``,
        ``product_tmpl_id`` and ``categ_id``
    :param products: SQL of a relation with ``product_id``, ``product_tmpl_id`` and
        ``categ_id``
    """
    covers = {
        "product": (SQL(), SQL("pl.product_id = x.product_id")),
        "template": (SQL(), SQL("pl.product_tmpl_id = x.product_tmpl_id")),
        "category": (_CATEGORIES, SQL("pl.categ_id = ancestor.id")),
        "all": (SQL(), SQL("TRUE")),
    }
    return SQL(" UNION ALL ").join(
        SQL(
            """
            SELECT %(columns)s, %(width)s%(depth)s AS width
              FROM %(products)s x
              %(above)s
              JOIN %(lines)s pl ON pl.applied_on = %(scope)s AND %(condition)s
            """,
            columns=columns,
            width=_WIDTHS[scope],
            depth=SQL(" - ancestor.depth") if scope == "category" else SQL(),
            products=products,
            above=above,
            lines=program_lines,
            scope=scope,
            condition=condition,
        )
        for scope, (above, condition) in covers.items()
    )


def narrowest(alias):
    """SQL to order the rows of :func:`lines` by, with ``sequence`` and ``id``: of a
    program and product the first line counts.

    :param alias: alias of the rows
    """
    return SQL(", ").join(
        SQL.identifier(alias, name) for name in ("width", "sequence", "id")
    )


def width(line):
    """How wide the scope of a ``becs.program.line`` is: the less the narrower."""
    found = _WIDTHS[line.applied_on]
    if line.applied_on == "category":
        found -= (line.categ_id.parent_path or "").count("/")
    return found


def order(line):
    """Key to sort lines by that cover a product: the first of a program counts."""
    return width(line), line.sequence, line.id


def lines_domain(product):
    """Domain of ``becs.program.line``: those that cover a ``product.product``."""
    return (
        _of("all")
        | _of("product") & Domain("product_id", "=", product.id)
        | _of("template") & Domain("product_tmpl_id", "=", product.product_tmpl_id.id)
        | _of("category") & Domain("categ_id", "parent_of", product.categ_id.id)
    )


def products_domain(program_lines):
    """Domain of ``product.product``: those that one of the lines covers."""
    by_scope = program_lines.grouped("applied_on")
    none = program_lines.browse()
    return Domain.OR(
        [
            Domain("id", "in", by_scope.get("product", none).product_id.ids),
            Domain(
                "product_tmpl_id",
                "in",
                by_scope.get("template", none).product_tmpl_id.ids,
            ),
            Domain("categ_id", "child_of", by_scope.get("category", none).categ_id.ids),
            Domain(bool(by_scope.get("all"))),
        ]
    )


def products(line):
    """The products that a line covers; of a category those that are in it today.

    Archived ones are among them without ``active_test``.

    :param line: a ``becs.program.line`` that is not for all products
    """
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


def products_each(program_lines):
    """The same of many lines at once, without those for all products.

    :return: {line: products}; of a category those of any company
    """
    none = program_lines.product_id.browse()
    categories = program_lines.filtered(
        lambda line: line.applied_on == "category"
    ).categ_id
    in_category = (
        none.search([("categ_id", "child_of", categories.ids)]) if categories else none
    ).grouped("categ_id")
    found = {}
    for line in program_lines:
        if line.applied_on == "category":
            below = f"/{line.categ_id.id}/"
            found[line] = none.union(
                *(
                    of_category
                    for category, of_category in in_category.items()
                    if below in f"/{category.parent_path}"
                )
            )
        elif line.applied_on != "all":
            found[line] = products(line)
    return found


def _of(scope):
    return Domain("applied_on", "=", scope)
