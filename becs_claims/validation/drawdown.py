def change(env, claim_ids=None, line_ids=None, sign=1):
    """Replaced by the engine."""


def recount(env, program_ids):
    """Replaced by the engine."""
