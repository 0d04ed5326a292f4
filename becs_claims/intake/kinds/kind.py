"""What a kind of file is."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..columns.fields import FILE_FIELDS
from ..errors import Problem
from ..messages import FIELD_LABELS


def as_stated(values):
    """Leave the values as they are."""
    return values


@dataclass(frozen=True, eq=False)
class Kind:
    """What the rows of a file are, and what they need.

    ``name`` is its key in selection fields, ``label`` what people call it, ``title``
    the title of the dialog that reads it. ``model`` names the Odoo model its rows
    become or belong to: one with ``becs.intake.target.mixin``, which stores them. A
    kind without a model is not kept as a file received.

    ``line_fields`` is {field: kind of value} of a row, in the order of its values,
    ``other_fields`` the same of columns that say something about rows or the file.
    ``date`` is the field that says when. ``required`` fields need a column, or a
    default; where rows must be ``complete``, a row without a value for one of them is
    refused. ``template`` are the columns of an empty form.

    ``concepts`` says which field a concept of the vocabulary means here, where they
    are not named alike; what is neither is a column that is not used. Wordings of the
    ``surer`` concepts need no second look. ``vocabulary`` are wordings of its own,
    which mean nothing else here; ``labels`` what people call the fields of its own.

    ``settle`` gives the values of a row their signs, in place; ``check`` returns what
    is wrong with them as problems.
    """

    name: str
    line_fields: dict
    other_fields: dict
    date: str
    required: tuple
    template: tuple
    settle: Callable = as_stated
    label: str = ""
    title: str = ""
    model: str = ""
    labels: dict = field(default_factory=dict)
    stand_ins: dict = field(default_factory=dict)
    concepts: dict = field(default_factory=dict)
    surer: frozenset = frozenset()
    vocabulary: dict = field(default_factory=dict)
    complete: bool = False
    check: Callable | None = None
    # rows may each be in a currency of their own
    own_currency: bool = False

    @property
    def fields(self):
        """{field: kind of value} of everything a column can hold."""
        return {**self.line_fields, **self.other_fields}

    @property
    def file_fields(self):
        """Columns with values of the file as a whole."""
        return tuple(name for name in FILE_FIELDS if name in self.other_fields)

    def field_of(self, concept):
        """Return the field a concept of the vocabulary means in such a file."""
        name = self.concepts.get(concept, concept)
        return name if name in self.fields else "ignored"

    def choices(self, translate=None):
        """Return [(field, label)] for a person to choose from, in their order."""
        translate = translate or str
        return [(name, translate(self.label_of(name))) for name in self.fields]

    def label_of(self, name):
        """Return what people call a field, not translated."""
        return self.labels.get(name) or FIELD_LABELS[name]

    def shown(self, name):
        """Return a field as problems name it: its label where it is the kind's own."""
        return self.labels.get(name, name)

    def missing(self, mapped):
        """Return the required fields that neither a column nor a default holds.

        :param mapped: names of the fields that are held
        """
        mapped = set(mapped)
        mapped |= {name for name, other in self.stand_ins.items() if other in mapped}
        return [name for name in self.required if name not in mapped]


def stand_in(values):
    """Let the invoice date stand in for a missing ship date, in place."""
    if "date_invoice" in values:
        invoiced = values.pop("date_invoice")
        if values["date_ship"] is None:
            values["date_ship"] = invoiced


def about(code, name, values):
    """Return a problem of the number a row states for a field."""
    return Problem(code, field=name, value=f"{values[name]:f}")
