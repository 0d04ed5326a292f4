def store_serials(env, line_ids=None, claims=None):
    """Replaced by the engine."""
