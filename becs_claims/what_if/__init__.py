"""What claims would be paid under other terms: the engine in a sandbox."""
