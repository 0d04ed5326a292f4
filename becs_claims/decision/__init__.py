"""A person's verdicts on claim lines, and what follows from them.

On sets, like the engine's own verdicts in ``validation``; nothing here validates.
"""
