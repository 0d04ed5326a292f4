from collections import deque
from functools import cached_property
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from odoo.exceptions import UserError

from ... import intake as files
from ...lookup.known import currency_codes

# how a file writes what can be read in two ways, and how it is laid out
NOTATION = ("date_order", "decimal")
LAYOUT = ("sheet", "heading_row", "delimiter", "encoding")
REACH = 2000  # rows looked at before all are read
GOOD_ROWS = 8
REFUSED_ROWS = 5
KEPT = "becs_claims.opened_file"
# what may be said about a file, and what counts where nothing is
CHOICES = {
    "currency_id": None,
    "reference": False,
    "date_from": False,
    "date_to": False,
    "replace_lines": False,
    "replace_earlier": False,
    "source": "import",
    "adjustment_kind": "opening",
    "adjustment_date": False,
}


class OpenedFile:
    """The content of an attachment, hashed and opened once within a transaction."""

    def __init__(self, attachment):
        self.name = attachment.name
        self.content = attachment._becs_content()
        self.tables = []

    @cached_property
    def checksum(self):
        """SHA-256 of the content."""
        return sha256(self.content).hexdigest()

    def table(self, env, kind, options):
        """Return the file opened, see :func:`...intake.open_table`.

        :param kind: a :class:`...intake.Kind`
        :param options: as a dict
        :raise IntakeError: when the file as a whole cannot be used
        """
        options = files.Options.from_dict(options)
        for table in self.tables:
            if table.kind is kind and _is_opened_so(table, options):
                return table
        table = files.open_table(
            self.content,
            self.name,
            options,
            kind=kind,
            currency_codes=currency_codes(env),
        )
        self.tables.append(table)
        return table


def opened(attachment):
    """Return the file of an attachment; the last one is kept until the transaction
    ends, or until :func:`forget`.
    """
    # the user must be able to read it, whoever opened it before
    key = attachment.checksum, attachment.name
    cache = attachment.env.cr.cache
    kept = cache.get(KEPT)
    if kept is None or kept[0] != key:
        kept = cache[KEPT] = key, OpenedFile(attachment)
    return kept[1]


def forget(env):
    """Free the memory of the file that was opened last."""
    env.cr.cache.pop(KEPT, None)


def layout_of(table):
    """Return {sheet, heading_row, …} a table was opened with, chosen or found."""
    return {
        "sheet": table.sheet,
        "heading_row": table.heading_row,
        "delimiter": getattr(table.source, "delimiter", None),
        "encoding": getattr(table.source, "encoding", None),
    }


def _is_opened_so(table, options):
    """Whether opening the file by these options would come to the same table."""
    found = layout_of(table)
    for name in LAYOUT:
        wanted = getattr(options, name)
        if wanted != found[name] if wanted else getattr(table.options, name):
            return False
    # remembered headings tell what columns mean, and which row holds them
    return table.options.mapping == options.mapping


class Problems(NamedTuple):
    """What is wrong with the first rows of a file.

    ``reading`` is how they were read, ``rows`` the first good ones, ``refused`` the
    first that cannot be used, ``questions`` the sentences that ask how values are
    meant.
    """

    reading: files.Reading
    rows: list
    refused: list
    questions: list


class Importer:
    """A file on its way in: :meth:`open`, :meth:`columns`, :meth:`problems`,
    :meth:`store`.

    A plain object without a screen. The dialog and the portal are faces of it: they
    show what it found, and tell it what a person chose.

    ``mapping`` ({column key: field}), ``layout`` and ``notation`` say how the file is
    read. :meth:`columns` finds them; who knows better sets them before
    :meth:`problems` and :meth:`store`.

    :param env: of the user who brings the file; his rights count
    :param kind: name of the kind of file
    :param attachment: the file
    :param partner: the distributor it comes from
    :param company: whose file it is; the user's own when left out
    :param claim: the draft claim the rows are added to, if any
    :param choices: what else was said about the file, see :data:`CHOICES`; kinds of
        other add-ons may take more
    """

    def __init__(
        self, env, kind, attachment, *, partner, company=None, claim=None, **choices
    ):
        self.env = env
        self.kind = kind
        self.attachment_id = attachment
        self.claim_id = env["becs.claim"] if claim is None else claim
        self.partner_id = self.claim_id.partner_id or partner
        self.company_id = self.claim_id.company_id or company or env.company
        vars(self).update(CHOICES | choices)
        self.currency_id = (
            self.claim_id.currency_id
            or self.currency_id
            or self.usual_currency(self.partner_id, self.company_id)
        )
        self.table = self.reading = None
        self.corrections = {}
        self.mapping, self.layout, self.notation = {}, {}, {}
        # what of the choices for the distributor's last file was used
        self.remembered = {}
        self.asked = {}
        self.currencies = []
        self.row_count = 0

    @staticmethod
    def usual_currency(partner, company):
        """Return the currency of a distributor's files where nothing says another."""
        partner = partner.with_company(company)
        pricelist = partner.specific_property_product_pricelist
        return pricelist.currency_id or company.currency_id

    @property
    def rows_kind(self):
        """What the rows are, a :class:`...intake.Kind`."""
        return self.env["becs.intake"]._kinds()[self.kind]

    @property
    def target_model(self):
        """Empty recordset of the model the rows become or belong to."""
        return self.env[self.rows_kind.model]

    # The steps

    def check(self):
        """Refuse early what would be refused anyway.

        :raise UserError: in a sentence that says what to do
        """
        if self.claim_id:
            self.claim_id.check_access("write")
        if not self.partner_id:
            raise UserError(self.env._("Choose the distributor the file comes from."))
        self.partner_id._becs_check_distributor()
        if not self.attachment_id:
            raise UserError(self.env._("Choose the file to import."))
        self.attachment_id.check_access("read")
        self.env["becs.intake"]._check_new(
            self.kind,
            self.company_id,
            self.partner_id,
            opened(self.attachment_id).checksum,
        )
        self.target_model._import_check(self)

    def open(self, corrections=None):
        """Open the file.

        What was chosen for the distributor's last file counts as long as it fits.

        :param corrections: {sheet, heading_row, …}: what a person chose
        :raise UserError: when it cannot be used
        """
        self.corrections = corrections or {}
        options = self._profile().options or {}
        remembered = {name: options[name] for name in LAYOUT if name in options}
        for used in [remembered, {}] if remembered else [{}]:
            try:
                self.table = self._open(used | self.corrections)
            except files.IntakeError as error:
                problem = error
            else:
                self.remembered = used
                return
        raise UserError(problem.message(self._translate)) from problem

    def columns(self):
        """Find out what the columns mean and how values are written, and take over
        what the file is clear about.

        :return: list of :class:`...intake.columns.mapping.Column`
        :raise UserError: when the file cannot be read
        """
        try:
            # without the claim's currency: which ones does the file name?
            options = self.options(self.corrections) | {"currency": None}
            reading = self.reading = self.table.read(options=options)
        except files.IntakeError as error:
            raise UserError(error.message(self._translate)) from error
        # currencies and debit numbers are known of the rows gone through
        deque(islice(reading, REACH), maxlen=0)
        self.mapping = {
            column.key: column.field or "ignored" for column in self.table.columns
        }
        self.layout = {k: v for k, v in layout_of(self.table).items() if v}
        summary = reading.conventions.summary()
        self.notation = {name: summary[name] for name in NOTATION}
        self.asked = self._questions_of(reading)
        self.row_count = reading.total
        self.currencies = sorted(reading.currencies)
        self.target_model._import_take_from_file(self, reading)
        if len(self.currencies) == 1 and not self.claim_id:
            currency = self.env["res.currency"].search(
                [("name", "=", self.currencies[0])], limit=1
            )
            self.currency_id = currency or self.currency_id
        return self.table.columns

    def problems(self):
        """Read the first rows as it was found or chosen.

        :return: :class:`Problems`
        :raise IntakeError: when columns contradict each other
        """
        options = self.options(self.layout)
        hints = {f"{name}_hint": self.notation.get(name) or None for name in NOTATION}
        reading = self._open(options).read(self.mapping, options | hints, REACH)
        good, refused = [], []
        for row in islice(reading, REACH):
            if isinstance(row, files.Refused):
                refused.append(row)
            elif len(good) < GOOD_ROWS:
                good.append(row)
            if len(good) == GOOD_ROWS and len(refused) >= REFUSED_ROWS:
                break
        asked = self.asked | self._questions_of(reading)
        questions = [
            asked[f"ask_{name}"]
            for name in NOTATION
            if f"ask_{name}" in asked and not self.notation.get(name)
        ]
        return Problems(reading, good, refused[:REFUSED_ROWS], questions)

    def missing(self):
        """Return in a sentence which required fields no column holds, or False."""
        held = {*self.mapping.values(), *self.defaults()}
        kind = self.rows_kind
        names = kind.missing(held)
        if not names:
            return False
        labels = dict(kind.choices(self._translate))
        return self.env._(
            "No column was found for: %(fields)s. Choose it below: without it "
            "no row can be used.",
            fields=", ".join(labels[name] for name in names),
        )

    def store(self, remember=None):
        """Keep the file with what its rows belong to, and read it: now, or in the
        background when it is large.

        :param remember: options to start from with the distributor's next file
        :return: the file received, a record of ``becs.intake``
        :raise UserError: when rows cannot be used, or values mean one thing or another
        """
        self.check()
        missing = self.missing()
        if missing:
            raise UserError(missing)
        try:
            questions = self.problems().questions
        except files.IntakeError as error:
            raise UserError(error.message(self._translate)) from error
        if questions:
            raise UserError("\n".join(questions))
        options = self.options(self.layout)
        target = self.target_model._import_target(self)
        intake = self.env["becs.intake"]._receive(
            self, target, self._own_attachment(), self.mapping, options
        )
        self.env["becs.import.profile"]._remember(
            self.partner_id, self.mapping, remember or {}, self.kind
        )
        intake._start_reading(self.row_count)
        forget(self.env)
        return intake

    # How it is read

    def defaults(self):
        """Return {field: text} of what all rows hold where no column states it."""
        held = self.rows_kind.fields.keys() - set(self.mapping.values())
        defaults = self.target_model._import_defaults(self)
        return {k: v for k, v in defaults.items() if v and k in held}

    def options(self, chosen):
        """Return the options of :mod:`...intake.settings` for what was chosen."""
        profile = self._profile()
        remembered = profile.options or {}
        return {
            "date_order_hint": remembered.get("date_order_hint"),
            "decimal_hint": remembered.get("decimal_hint"),
            **chosen,
            "currency": self.currency_id.name,
            "mapping": profile.mapping or {},
            "defaults": self.defaults(),
        }

    def _open(self, chosen):
        return opened(self.attachment_id).table(
            self.env, self.rows_kind, self.options(chosen)
        )

    def _profile(self):
        return self.env["becs.import.profile"]._of(self.partner_id, self.kind)

    def _questions_of(self, reading):
        return {
            question.code: question.message(self._translate)
            for question in reading.questions
        }

    def _own_attachment(self):
        """Return the uploaded file; one that belongs to a record is copied."""
        attachment = self.attachment_id
        if attachment.res_id:
            return attachment.copy({"res_model": False, "res_id": False})
        return attachment

    def _translate(self, text):
        return self.env._(text)
