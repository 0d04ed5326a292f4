"""Random choices, some more likely than others."""

from decimal import Decimal as D

from ..reference.world import ZERO


class Chance:
    """Draws from ``self.rng``, a ``random.Random``."""

    def maybe(self, percent):
        # the smallest number is "no", so that what hypothesis shrinks does less
        return self.rng.randrange(100) >= 100 - percent

    def pick(self, *choices):
        return self.rng.choice(choices)

    def number(self, *choices):
        return D(str(self.rng.choice(choices)))

    def sometimes(self, percent, *choices):
        """0 mostly, else one of the numbers."""
        return self.number(*choices) if self.maybe(percent) else ZERO
