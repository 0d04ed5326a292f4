"""What can go wrong with a file, as codes a caller can translate.

Nothing in this package raises anything else than :class:`IntakeError` for what a file
contains. A code stands for one sentence of :mod:`.messages`; the parameters are plain
values (text, numbers) and fill the sentence.
"""

from .messages import FIELD_LABELS, FORM_LABELS, TEMPLATES

SHOWN_LENGTH = 60


def shown(value):
    """Return a cell as it may be quoted in a sentence: one line, printable, at most 60
    characters.
    """
    text = " ".join(
        "".join(c if c.isprintable() else " " for c in str(value)[:500]).split()
    )
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"


class Problem:
    """Why one row cannot be read: a code of :data:`.messages.TEMPLATES` and the values
    its sentence names.
    """

    __slots__ = ("code", "params")

    def __init__(self, code, **params):
        self.code = code
        self.params = params

    def message(self, translate=None):
        """Return the sentence.

        :param translate: function (English text) -> text in the reader's language, with
            the same placeholders
        """
        return sentence(self.code, self.params, translate)

    def __eq__(self, other):
        return isinstance(other, Problem) and (self.code, self.params) == (
            other.code,
            other.params,
        )

    def __hash__(self):
        return hash(self.code)

    def __repr__(self):
        return f"Problem({self.code!r}, {self.params!r})"


class IntakeError(Exception):
    """The file as a whole cannot be used. ``str(error)`` is the English sentence."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params

    def message(self, translate=None):
        """Return the sentence, see :meth:`Problem.message`."""
        return sentence(self.code, self.params, translate)

    def __str__(self):
        return self.message()


def sentence(code, params, translate=None):
    """Fill the sentence of ``code``; names of fields among the parameters are
    translated as well.
    """
    translate = translate or (lambda text: text)
    values = dict(params)
    for key in ("field", "other_field"):
        name = values.get(key)
        if name:
            label = FIELD_LABELS.get(name) or FORM_LABELS.get(name)
            # a kind of file names its own fields by their label
            values[key] = translate(label or name)
    return translate(TEMPLATES[code]) % values
