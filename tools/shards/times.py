"""The committed list of what each test file takes: the longest is begun first."""

from pathlib import Path

LIST = Path(__file__).with_name("times.txt")
HEADING = "# seconds, seconds with LONG=1, whether a browser is started, file"


class Times:
    """Seconds per test file, ``(per change, with LONG=1)``, and who needs a browser."""

    def __init__(self, path=LIST, long=False):
        self.path = path
        self.column = 1 if long else 0
        self.seconds, self.browser = {}, set()
        lines = path.read_text().splitlines() if path.exists() else ()
        for line in lines:
            if line and not line.startswith("#"):
                short, full, browser, file = line.split(maxsplit=3)
                self.seconds[file] = [float(short), float(full)]
                if browser == "browser":
                    self.browser.add(file)

    def of(self, file):
        """Seconds a file takes, infinite when it is not listed, and whether it starts
        a browser."""
        known = self.seconds.get(file)
        return known[self.column] if known else float("inf"), file in self.browser

    def write(self, taken, browser):
        """Put down what a whole run took.

        :param taken: ``{file: seconds}``; files that are not in it are dropped
        :param browser: files that started a browser
        """
        self.browser = set(browser)
        for file, seconds in taken.items():
            self.seconds.setdefault(file, [seconds, seconds])[self.column] = seconds
        rows = sorted(
            (-self.seconds[file][0], -self.seconds[file][1], file) for file in taken
        )
        lines = [
            f"{-short:6.1f} {-full:7.1f} {_word(name in browser):7} {name}"
            for short, full, name in rows
        ]
        self.path.write_text("\n".join([HEADING, *lines]) + "\n")


def _word(browser):
    return "browser" if browser else "-"
