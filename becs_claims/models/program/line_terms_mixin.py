from odoo import api, fields, models, tools

from ...validation.methods import CORE, Methods


class BecsLineTermsMixin(models.AbstractModel):
    """What a program line pays on one sale: the terms that hold by ship date.

    The same for a line and for what is kept of it. Prices are per unit of the product's
    unit of measure, in the program's currency.
    """

    _name = "becs.line.terms.mixin"
    _description = "Terms of a Back-End Credit Program Line"

    excluded = fields.Boolean(
        help="These products are not covered: all of the category but this.",
    )
    credit_method = fields.Selection(
        [
            ("net_price", "Authorized price"),
            ("percent", "Percent of into-stock price"),
            ("fixed", "Fixed amount per unit"),
            ("pricelist", "Price list"),
            ("margin", "Guaranteed margin"),
        ],
        required=True,
        default="net_price",
    )
    authorized_price = fields.Float(
        min_display_digits="Product Price",
        help="Net price per unit; the credit is the into-stock price less this price.",
    )
    discount_percent = fields.Float(
        "Discount (%)",
        digits=(16, 6),
        help="Share of the into-stock price that is credited.",
    )
    unit_credit = fields.Float(
        "Credit per Unit",
        min_display_digits="Product Price",
        help="Fixed credit for each unit.",
    )
    margin_percent = fields.Float(
        "Margin (%)",
        digits=(16, 6),
        help="Share of its resale price the distributor keeps.",
    )
    agreed_book_price = fields.Float(
        min_display_digits="Product Price",
        help="Into-stock price agreed for this program; with prices stated by the "
        "distributor it is the most that counts.",
    )
    min_quantity = fields.Float(
        "Minimum Quantity",
        min_display_digits="Product Unit",
        help="Smallest quantity of a claim line. 0 means no minimum.",
    )
    min_resale_price = fields.Float(
        "Lowest Resale Price", min_display_digits="Product Price"
    )
    max_resale_price = fields.Float(
        "Highest Resale Price", min_display_digits="Product Price"
    )

    # Credit methods

    @api.model
    def _credit_methods(self):
        """The credit methods there are. Another add-on adds its own to ``super()``.

        It also adds the code to the choices of ``credit_method``, and the terms as
        fields.

        :return: list of :class:`~odoo.addons.becs_claims.validation.methods.Method`
        """
        return list(CORE)

    @api.model
    @tools.ormcache(cache="stable")
    def _methods(self):
        """The same as :class:`~odoo.addons.becs_claims.validation.methods.Methods`.

        :raise ValueError: two methods have one code
        """
        return Methods(self._credit_methods())
