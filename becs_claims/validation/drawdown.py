from contextlib import contextmanager


def release(env, claims):
    """Replaced by the engine."""


@contextmanager
def changing(env, lines):
    """Replaced by the engine."""
    yield


def recount(env, programs=None):
    """Replaced by the engine."""
