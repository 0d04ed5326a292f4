"""Numbers, dates and texts as the company's language writes them, in SQL."""

from odoo.tools import SQL

_GROUPED = "FM" + "999," * 9 + "990"
# strftime, as ``res.lang`` has it → to_char
_DATE_PARTS = {
    "%d": "DD",
    "%m": "MM",
    "%Y": "YYYY",
    "%y": "YY",
    "%b": "Mon",
    "%B": "TMMonth",
    "%a": "Dy",
    "%A": "TMDay",
    "%j": "DDD",
}


class Formats:
    """Writes values of one company's findings.

    Queries read the lines as ``l``, with ``currency_name`` and ``decimal_places`` of
    the claim's currency.
    """

    def __init__(self, company):
        env = company.env
        code = company.partner_id.lang or env.lang or "en_US"
        self.env = env(context={**env.context, "lang": code})
        language = env["res.lang"]._get_data(code=code)
        # translate() maps one to one; a group sign that is missing is taken out
        self._signs = (language.decimal_point or ".") + (language.thousands_sep or "")
        pattern = language.date_format or "%Y-%m-%d"
        for part, sql_part in _DATE_PARTS.items():
            pattern = pattern.replace(part, sql_part)
        self._date = pattern

    # not a method of a model
    # pylint: disable-next=method-required-super
    def write(self, kind, value):
        """SQL of the text of ``value``.

        :param kind: money, price, quantity, number, date, text or words
        :param value: SQL; for ``words``: pairs of a condition and a term to list
        """
        if kind == "text":
            return value
        if kind == "date":
            return SQL("to_char(%s, %s)", value, self._date)
        if kind == "words":
            terms = [
                SQL("CASE WHEN %s THEN %s END", condition, self.env._(term))
                for condition, term in value
            ]
            return SQL("concat_ws(', ', %s)", SQL(", ").join(terms))
        if kind == "money":
            pattern = SQL(
                """%s || CASE WHEN l.decimal_places > 0
                              THEN '.' || repeat('0', l.decimal_places)
                              ELSE '' END""",
                _GROUPED,
            )
            return SQL("%s || ' ' || l.currency_name", self._number(value, pattern))
        decimals = ".009999" if kind == "price" else ".999999"
        return self._number(value, SQL("%s", _GROUPED + decimals))

    def _number(self, value, pattern):
        return SQL(
            "translate(rtrim(to_char(%s, %s), '.'), '.,', %s)",
            value,
            pattern,
            self._signs,
        )

    def fill(self, template, values):
        """SQL of a message with its values put in.

        :param template: lazy translation with ``%(name)s`` in it
        :param values: name → SQL of a text
        """
        text = self.env._(template)
        try:
            pattern, names = _positions(text, values)
        except (KeyError, ValueError, TypeError):
            # a translation that lost a placeholder must not stop the run
            pattern, names = _positions(template._source, values)
        if not names:
            return SQL("format(%s)", pattern)
        return SQL("format(%s, %s)", pattern, SQL(", ").join(values[n] for n in names))


def _positions(text, values):
    """Turn ``%(name)s`` into PostgreSQL's ``%1$s``; return it and the names."""
    names = []

    class Marks(dict):
        def __missing__(self, name):
            if name not in values:
                raise KeyError(name)
            names.append(name)
            self[name] = f"\x00{len(names)}$s"
            return self[name]

    filled = text % Marks()
    return filled.replace("%", "%%").replace("\x00", "%"), names
