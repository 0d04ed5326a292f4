"""Random small worlds on which the engine and the reference must agree."""

from .catalogue import Catalogue, make_catalogue
from .story import Story

__all__ = ["Catalogue", "Story", "make_catalogue"]
