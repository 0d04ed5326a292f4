"""Fields of this add-on's own."""

import re

from odoo import fields

_BREAKS = re.compile(r"\s*[\x00-\x1f\x7f-\x9f\u2028\u2029]+\s*")


class CopiedMany2one(fields.Many2one):
    """A many2one without a foreign key of its own in the database.

    For values copied from a parent record, which holds the reference. Checking the
    same one again for every row makes storing a large file five times slower, and
    deleting what it points to would search the whole table.
    """

    def update_db_foreign_key(self, model, column):
        """The parent's foreign key does the work."""


class OneLine(fields.Char):
    """A number or a name from outside, that stands in subjects of mails.

    Line breaks, tabs and the like are one blank: with a line break in its subject no
    mail goes out.
    """

    def convert_to_column(self, value, record, values=None, validate=True):
        return super().convert_to_column(_one_line(value), record, values, validate)

    def convert_to_cache(self, value, record, validate=True):
        return super().convert_to_cache(_one_line(value), record, validate)


def _one_line(text):
    if not isinstance(text, str) or text.isprintable():
        return text
    return _BREAKS.sub(" ", text).strip()
