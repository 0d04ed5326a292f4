def clear(env, claims):
    """Replaced by the engine."""
