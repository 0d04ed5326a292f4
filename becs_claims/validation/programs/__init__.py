"""Which program a line draws on, on which terms, and what its caps leave."""
