def fill(env, vals_list):
    """Replaced by the engine: resolves product, unit, end customer of stored lines."""
