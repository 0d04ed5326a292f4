"""Returns: the paid sales they take credit back from."""
