def stated(env, line_ids):
    """Replaced by the engine."""


def refresh(env, claim_ids):
    """Replaced by the engine."""
