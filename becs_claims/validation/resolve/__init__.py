"""From what a distributor writes to our products, units and end customers.

Done once when lines are stored, over the distinct references, and again at the
beginning of a run for lines nothing was found for yet.

A *mapping* is SQL of a relation: what was asked, and what it stands for.
"""
