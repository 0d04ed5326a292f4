"""The kinds of file that are read: claims, reported sales, stock, program lines."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..columns import fields
from .. import settle
from ..columns.fields import ADJUSTMENT, CURRENCY, DATE, NONE, NUMBER, TEXT, TYPE
from ..messages import FIELD_LABELS
from ..columns.vocabulary_program import PROGRAM_VOCABULARY


@dataclass(frozen=True, eq=False)
class Kind:
    """What the rows of a file are, and what they need.

    ``line_fields`` is {field: kind of value} of a row, in the order of its values,
    ``other_fields`` the same of columns that say something about rows or the file.
    ``date`` is the field that says when. ``required`` fields need a column, or a
    default; where rows must be ``complete``, a row without a value for one of them is
    refused. ``template`` are the columns of an empty form.

    ``concepts`` says which field a concept of the vocabulary means here, where they
    are not named alike; what is neither is a column that is not used. Wordings of the
    ``surer`` concepts need no second look. ``vocabulary`` are wordings of its own,
    which mean nothing else here.

    ``settle`` gives the values of a row their signs, in place; ``check`` returns what
    is wrong with them as problems.
    """

    name: str
    line_fields: dict
    other_fields: dict
    date: str
    required: tuple
    template: tuple
    settle: Callable
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
        return tuple(name for name in fields.FILE_FIELDS if name in self.other_fields)

    def field_of(self, concept):
        """Return the field a concept of the vocabulary means in such a file."""
        name = self.concepts.get(concept, concept)
        return name if name in self.fields else "ignored"

    def choices(self, translate=None):
        """Return [(field, label)] for a person to choose from, in their order."""
        translate = translate or (lambda text: text)
        return [(name, translate(FIELD_LABELS[name])) for name in self.fields]

    def missing(self, mapped):
        """Return the required fields that neither a column nor a default holds.

        :param mapped: names of the fields that are held
        """
        mapped = set(mapped)
        mapped |= {name for name, other in self.stand_ins.items() if other in mapped}
        return [name for name in self.required if name not in mapped]


CLAIM = Kind(
    name="claim",
    line_fields=fields.LINE_FIELDS,
    other_fields=fields.OTHER_FIELDS,
    date="date_ship",
    stand_ins={"date_ship": "date_invoice"},
    required=("product_ref", "quantity", "date_ship", "pos_document"),
    concepts={"unit_price": "resale_price"},
    template=(
        "authorization_ref",
        "product_ref",
        "pos_document",
        "pos_line_ref",
        "date_ship",
        "end_customer_name",
        "reseller_name",
        "branch_ref",
        "quantity",
        "uom_ref",
        "book_price",
        "authorized_price",
        "resale_price",
        "unit_credit",
        "amount_claimed",
        "currency",
        "serial_numbers",
        "transaction_type",
        "origin_document",
    ),
    settle=settle.claim_line,
)

POINT_OF_SALE = Kind(
    name="pos",
    line_fields={
        "transaction_type": TYPE,
        "product_ref": TEXT,
        "pos_document": TEXT,
        "pos_line_ref": TEXT,
        "date_ship": DATE,
        "end_customer_name": TEXT,
        "quantity": NUMBER,
        "uom_ref": TEXT,
        "resale_price": NUMBER,
        "currency": CURRENCY,
    },
    other_fields={"date_invoice": DATE, "distributor": TEXT, "ignored": NONE},
    date="date_ship",
    stand_ins={"date_ship": "date_invoice"},
    required=("product_ref", "quantity", "date_ship", "pos_document"),
    complete=True,
    concepts={"unit_price": "resale_price"},
    surer=frozenset(("unit_price",)),
    template=(
        "pos_document",
        "pos_line_ref",
        "date_ship",
        "product_ref",
        "quantity",
        "uom_ref",
        "resale_price",
        "currency",
        "end_customer_name",
        "transaction_type",
    ),
    settle=settle.reported_sale,
    check=settle.reported_sale_problems,
    own_currency=True,
)

STOCK = Kind(
    name="stock",
    line_fields={
        "adjustment_kind": ADJUSTMENT,
        "product_ref": TEXT,
        "date_adjusted": DATE,
        "quantity": NUMBER,
        "uom_ref": TEXT,
        "unit_price": NUMBER,
        "currency": CURRENCY,
        "note": TEXT,
    },
    other_fields={"distributor": TEXT, "ignored": NONE},
    date="date_adjusted",
    required=("adjustment_kind", "product_ref", "date_adjusted", "quantity"),
    complete=True,
    concepts={
        "transaction_type": "adjustment_kind",
        "date_ship": "date_adjusted",
        "book_price": "unit_price",
        "on_hand": "quantity",
        "remarks": "note",
    },
    surer=frozenset(("unit_price", "date_ship")),
    template=(
        "product_ref",
        "quantity",
        "uom_ref",
        "unit_price",
        "currency",
        "adjustment_kind",
        "date_adjusted",
        "note",
    ),
    settle=settle.as_stated,
    check=settle.adjustment_problems,
    own_currency=True,
)

# what a vendor authorizes: a row is a line of one of its programs
PROGRAM = Kind(
    name="program",
    line_fields={
        "product_ref": TEXT,
        "agreed_book_price": NUMBER,
        "authorized_price": NUMBER,
        "discount_percent": NUMBER,
        "line_credit": NUMBER,
        "margin_percent": NUMBER,
        "min_quantity": NUMBER,
        "max_quantity": NUMBER,
        "max_amount": NUMBER,
        "min_resale_price": NUMBER,
        "max_resale_price": NUMBER,
        "currency": CURRENCY,
    },
    other_fields={"ignored": NONE},
    date="product_ref",
    required=("product_ref",),
    complete=True,
    concepts={
        "book_price": "agreed_book_price",
        "unit_credit": "line_credit",
        "quantity": "max_quantity",
    },
    vocabulary=PROGRAM_VOCABULARY,
    template=(
        "product_ref",
        "agreed_book_price",
        "authorized_price",
        "discount_percent",
        "line_credit",
        "margin_percent",
        "min_quantity",
        "max_quantity",
        "max_amount",
        "min_resale_price",
        "max_resale_price",
    ),
    settle=settle.as_stated,
    check=settle.program_line_problems,
)

KINDS = {kind.name: kind for kind in (CLAIM, POINT_OF_SALE, STOCK, PROGRAM)}
