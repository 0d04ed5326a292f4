"""The kinds of file that are read, one folder each.

:data:`KINDS` is the core's own share. Code with an Odoo environment asks
``env["becs.intake"]._kinds()`` instead, which other add-ons add to.
"""

from .claim import CLAIM
from .kind import Kind
from .pos import POINT_OF_SALE
from .program import PROGRAM
from .stock import STOCK

KINDS = {kind.name: kind for kind in (CLAIM, POINT_OF_SALE, STOCK, PROGRAM)}

__all__ = ["CLAIM", "KINDS", "POINT_OF_SALE", "PROGRAM", "STOCK", "Kind"]
