"""What a distributor types into the form of a special price request.

Everything comes from outside: fields are named here, and what they hold is read into
the types of the model or told to be wrong. Nothing here knows a database.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from ...intake.messages import _lt

MAX_LINES = 100
EMPTY_LINES = 3  # to type into, also without JavaScript
LARGEST = Decimal(10) ** 12
# {name: most characters}
TEXTS = {
    "end_customer_name": 200,
    "end_customer_vat": 40,
    "end_customer_address": 500,
    "reference": 64,
    "competitor": 200,
    "reason": 5000,
}
DATES = ("date_from", "date_to")
TYPES = ("bid", "meet_competitor")
LINE_TEXTS = {"product_ref": 64, "competitor_product": 200}
LINE_NUMBERS = ("quantity", "wanted_price", "competitor_price")
LINE_NAMES = (*LINE_TEXTS, *LINE_NUMBERS)

TOO_LONG = _lt("This is too long.")
NO_DATE = _lt("Enter a date.")
NO_NUMBER = _lt("Enter a number of 0 or more.")
NO_QUANTITY = _lt("Enter a quantity above 0.")
NO_PRICE = _lt("Enter the price you want.")
NO_CODE = _lt("Enter the product code.")
WRONG_ORDER = _lt("The last day is before the first one.")
NO_TEXT = _lt("Please fill this in.")
NO_LINES = _lt("Enter at least one product.")
TOO_MANY = _lt("A request has at most 100 products. Send the others in another one.")


@dataclass
class RequestForm:
    """A form as it was typed, and what was read from it.

    ``typed`` and ``typed_lines`` go back on the page; ``values`` and ``lines`` are for
    the model; ``errors`` hold what to tell, by the name of the field (of a line with
    its number, such as ``quantity-2``), the empty name being the form as a whole,
    in English, to be translated.
    """

    typed: dict
    typed_lines: list
    values: dict = field(default_factory=dict)
    lines: list = field(default_factory=list)
    errors: dict = field(default_factory=dict)

    def padded_lines(self, more=0):
        """Lines for the page, with some to type into."""
        wanted = max(len(self.typed_lines) + more, EMPTY_LINES)
        missing = min(wanted, MAX_LINES) - len(self.typed_lines)
        return self.typed_lines + [dict.fromkeys(LINE_NAMES, "")] * missing


def of_record(record):
    """The form of a request there is."""
    typed = {name: record[name] or "" for name in (*TEXTS, "request_type")}
    typed |= {name: record[name] and str(record[name]) or "" for name in DATES}
    lines = [
        {name: line[name] or "" for name in LINE_TEXTS}
        | {name: _shown(line[name]) for name in LINE_NUMBERS}
        for line in record.line_ids
    ]
    return RequestForm(typed, lines)


def empty(today):
    """The form of a new request."""
    typed = dict.fromkeys((*TEXTS, *DATES), "")
    return RequestForm(typed | {"request_type": "bid", "date_from": str(today)}, [])


def read(form):
    """Read what was posted.

    :param form: werkzeug's multi dict of the body
    :return: a :class:`RequestForm`
    """
    typed = {name: form.get(name, "").strip() for name in (*TEXTS, *DATES)}
    chosen = form.get("request_type")
    typed["request_type"] = chosen if chosen in TYPES else TYPES[0]
    columns = [form.getlist(name) for name in LINE_NAMES]
    rows = [
        dict(zip(LINE_NAMES, (text.strip() for text in row), strict=True))
        for row in zip(*columns, strict=False)
    ]
    result = RequestForm(typed, [row for row in rows if any(row.values())])
    _read_head(result)
    _read_lines(result)
    return result


def require(form):
    """Find what is missing of a form that is to be sent, not kept as a draft."""
    needed = ["end_customer_name", "reason"]
    if form.values["request_type"] == "meet_competitor":
        needed.append("competitor")
    for names, message in ((needed, NO_TEXT), (DATES, NO_DATE)):
        for name in names:
            if not form.values[name]:
                form.errors.setdefault(name, message)
    if not form.lines:
        form.errors.setdefault("lines", NO_LINES)


def _read_head(form):
    values = {"request_type": form.typed["request_type"]}
    for name, most in TEXTS.items():
        text = _clean(form.typed[name])
        values[name] = text or False
        if len(text) > most:
            form.errors[name] = TOO_LONG
    for name in DATES:
        values[name] = _date(form, name)
    first, last = values["date_from"], values["date_to"]
    if first and last and last < first:
        form.errors["date_to"] = WRONG_ORDER
    form.values = values


def _read_lines(form):
    if len(form.typed_lines) > MAX_LINES:
        form.errors["lines"] = TOO_MANY
        form.typed_lines = form.typed_lines[:MAX_LINES]
    for number, typed in enumerate(form.typed_lines):
        line = {"sequence": 10 * (number + 1)}
        for name, most in LINE_TEXTS.items():
            text = _clean(typed[name])
            line[name] = text or False
            if len(text) > most:
                form.errors[f"{name}-{number}"] = TOO_LONG
        for name in LINE_NUMBERS:
            value = _number(typed[name])
            if value is None:
                form.errors[f"{name}-{number}"] = NO_NUMBER
            line[name] = float(value or 0)
        for name, needed, message in (
            ("product_ref", line["product_ref"], NO_CODE),
            ("quantity", line["quantity"], NO_QUANTITY),
            ("wanted_price", line["wanted_price"], NO_PRICE),
        ):
            if not needed:
                form.errors.setdefault(f"{name}-{number}", message)
        form.lines.append(line)


def _date(form, name):
    text = form.typed[name]
    if not text:
        return False
    try:
        day = date.fromisoformat(text)
    except ValueError:
        form.errors[name] = NO_DATE
        return False
    if not 2000 <= day.year <= 2200:
        form.errors[name] = NO_DATE
        return False
    return day


def _number(text):
    """A number of 0 or more; 0 for nothing, None for something else.

    Browsers send what is typed into a field for numbers with a decimal point.
    """
    if not text:
        return Decimal(0)
    if len(text) > 30:
        return None
    try:
        value = Decimal(text.replace(",", ".") if "." not in text else text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 <= value < LARGEST else None


def _clean(text):
    """Without characters that are none, which a database refuses."""
    return "".join(
        sign for sign in text if sign.isprintable() or sign in "\n\t"
    ).strip()


def _shown(number):
    return f"{Decimal(str(number)).normalize():f}" if number else ""
