"""The catalogue by group, and the program lines that are made from it."""

from decimal import Decimal

from .catalogue import category_of
from .spec import Product, ProgramLine

USD_ONLY = ("quill", "tambo")
CLAIMANTS = ("quill", "kies", "tambo")
LAYERED = ("quill", "kies")
EURO_PART = Decimal("0.92")


class Shelf:
    """Products by group, to name those a program covers."""

    def __init__(self, products: list[Product]):
        self.products = products
        self.by_code = {product.code: product for product in products}

    def group(self, name: str) -> list[Product]:
        path = category_of(name)
        return [product for product in self.products if product.category == path]


def net_price(product, book_share, net_share, scope="product", part=1, **more):
    """A line with an agreed book price and an authorized net price."""
    return ProgramLine(
        scope,
        product.code,
        "net_price",
        value=_price(product.list_price * Decimal(net_share) * part),
        agreed=_price(product.list_price * Decimal(book_share) * part),
        **more,
    )


def _price(value):
    return value.quantize(Decimal("0.0001"))
