"""Forms that are refused: shown again as they were typed, with the reason."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field

from odoo.exceptions import AccessError, UserError
from odoo.http import request


@dataclass(frozen=True)
class Refused:
    """A form that was not taken.

    ``form`` is its name on the page, ``message`` says why and what to do, translated;
    ``typed`` is what was sent of it, {field: text}; files cannot be kept by any page,
    ``had_files`` tells whether there were some. Made without anything it says that no
    form was refused.
    """

    form: str = ""
    message: str = ""
    typed: Mapping = field(default_factory=dict)
    had_files: bool = False

    @classmethod
    def of_request(cls, form, message):
        """The form that was just sent."""
        sent = request.httprequest
        had_files = any(file.filename for file in sent.files.values())
        return cls(form, message, sent.form, had_files)

    def reason(self, form):
        """Why a form of the page was refused; empty where it was not."""
        return self.message if form == self.form else ""

    def text(self, form, name, kept=""):
        """What a field shows: what was typed, or what is ``kept`` so far."""
        return self.typed.get(name, "") if form == self.form else kept


def on_refusal(answer):
    """Make a route tell a :class:`UserError`; nothing of what it did is kept then.

    For routes that take POST; what is not allowed stays an error page.

    :param answer: called with the controller, the error and what was sent
    """

    def decorate(method):
        @functools.wraps(method)
        def wrapper(self, **post):
            try:
                with request.env.cr.savepoint():
                    return method(self, **post)
            except AccessError:
                raise
            except UserError as error:
                refusal = error
            return answer(self, refusal, post)

        return wrapper

    return decorate


def explain_in_form(form, page):
    """Tell a :class:`UserError` in the form it is about, with what was typed.

    See :func:`on_refusal`.

    :param form: its name in the template of the page
    :param page: name of the method that shows it: takes what the route's path has, and
        ``refused``
    """

    def answer(self, error, post):
        refused = Refused.of_request(form, str(error))
        return getattr(self, page)(**{**post, "refused": refused})

    return on_refusal(answer)
