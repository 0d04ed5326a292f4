"""What the tools print while they work."""

import sys
import time


class Problem(Exception):
    """Something the person at the keyboard has to act on: shown without traceback."""


def note(text):
    """One line about what is being done."""
    print(text, file=sys.stderr, flush=True)


class Step:
    """One long step with its share done: ``3/7 Odoo 19: downloading 123 MB … 45%``.

    On a terminal the line is rewritten; elsewhere a line is printed now and then,
    so that a log stays readable and a person still sees that something moves.
    """

    def __init__(self, title, stream=None):
        self.title = title
        self.stream = stream or sys.stderr
        self.started = time.monotonic()
        self.live = self.stream.isatty()
        self.last = 0.0
        self.width = 0
        self._write(f"{title} …")

    def _write(self, text, end=None):
        if self.live:
            pad = " " * max(self.width - len(text), 0)
            self.stream.write(f"\r{text}{pad}{end or ''}")
            self.width = len(text)
        else:
            self.stream.write(text + "\n")
        self.stream.flush()

    def progress(self, text):
        """Say how far the step is; quietly skipped when said too often."""
        now = time.monotonic()
        if now - self.last < (0.2 if self.live else 10):
            return
        self.last = now
        self._write(f"{self.title} … {text}")

    def done(self, text="done"):
        seconds = time.monotonic() - self.started
        self._write(f"{self.title} … {text} ({seconds:.0f} s)", end="\n")
