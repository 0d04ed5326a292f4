def run(env, claims, *, reserve=True, report=None):
    """Replaced by the engine."""
