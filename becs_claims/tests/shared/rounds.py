"""How often tests repeat what they do in rounds, and with which chance.

A change runs a tenth of the rounds, with a seed that is the commit's: so each
change tries something new, and what failed can be tried again. ``BECS_TEST_LONG`` runs
them all, ``BECS_TEST_SEED`` names the seed; ``make test`` sets and shows both.
"""

import hashlib
import os
import random

from hypothesis import HealthCheck, Phase, seed, settings

LONG = bool(os.environ.get("BECS_TEST_LONG"))
SEED = os.environ.get("BECS_TEST_SEED") or "2026"


def rounds(number):
    """How many of ``number`` rounds to run: all with ``LONG=1``, else a tenth."""
    return number if LONG else max(number // 10, 1)


def number_of(name):
    """The seed as a number, another for each name."""
    return int.from_bytes(hashlib.sha256(f"{SEED} {name}".encode()).digest()[:6])


def chance(name):
    """Random numbers that follow from the seed, others for each name."""
    return random.Random(number_of(name))


def seeds(number, name):
    """Seeds of worlds: so many of every run, and as many that follow from the seed."""
    known = rounds(number)
    return [*range(known), *(number_of(f"{name} {again}") for again in range(known))]


def fixed(examples):
    """Hypothesis: so many examples, the same in every run."""
    return _settings(examples, derandomize=True)


def new(examples, name):
    """Hypothesis: so many examples, which follow from the seed."""

    def decorate(test):
        return seed(number_of(name))(_settings(examples)(test))

    return decorate


def _settings(examples, **more):
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
        **more,
    )
