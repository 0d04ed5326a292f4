"""What is printed while one waits."""

import io

from tools.machine import say


class _Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_sees_one_line_rewritten():
    screen = _Terminal()
    step = say.Step("3/7 Odoo 19", screen)
    step.progress("downloading 123 MB … 45%")
    step.done()
    text = screen.getvalue()
    assert "\r3/7 Odoo 19 … downloading 123 MB … 45%" in text
    assert text.count("\n") == 1


def test_a_log_sees_lines_now_and_then():
    screen = io.StringIO()
    step = say.Step("3/7 Odoo 19", screen)
    step.progress("1%")
    step.progress("2%")
    step.done()
    lines = screen.getvalue().splitlines()
    assert lines[0] == "3/7 Odoo 19 …"
    assert "3/7 Odoo 19 … 2%" not in lines
    assert lines[-1].startswith("3/7 Odoo 19 … done (")
