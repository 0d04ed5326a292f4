def clear(env, claim_ids):
    """Replaced by the engine."""
