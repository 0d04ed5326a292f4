from odoo import api, fields, models
from odoo.exceptions import AccessError

from . import closed_fields, entered

# followers, messages and activities are written as core has them
MAIL_MIXINS = ("mail.thread", "mail.activity.mixin")


class BecsGuardedMixin(models.AbstractModel):
    """People write the fields that are named for them, and no others.

    ``readonly`` on a field only tells the screen. Here every field is closed to people
    until :meth:`_writable_fields` names it, whichever way the value comes: forms,
    imports, remote calls, commands of another model, defaults of the context. What
    follows from an action is written by the add-on itself, as superuser, after it
    checked what the user may do.

    Fields that users make themselves (``x_…``) stay open, and so do the followers,
    messages and activities of core.
    """

    _name = "becs.guarded.mixin"
    _description = "Fields That People May Write"

    # whether all fields are looked after, or only the add-on's own
    _guards_all = True
    # fields whose values create() itself compares with what they come from
    _checks_itself = frozenset()

    becs_closed_fields = fields.Json(
        compute="_compute_becs_closed_fields",
        exportable=False,
        export_string_translation=False,
        help="Names of the fields that the user may not write, for the screens.",
    )

    @api.depends_context("uid")
    def _compute_becs_closed_fields(self):
        names = list(filter(self._is_guarded, self._fields))
        for record in self:
            # as it is stored; of a new record nothing is
            closed = record._origin._closed_fields(names)
            record.becs_closed_fields = sorted(closed)

    def _writable_fields(self):
        """Fields that the user may write on this record as it is now.

        Asked of no record, it is what the user may give to a new one. Another add-on
        that adds a field for people to enter names it here, beside ``super()``.

        :return: set of names
        """
        return set()

    @api.model
    def _user_is(self, role):
        """Whether the user has a role; the server has all of them.

        :param role: ``analyst``, ``approver``, ``accountant`` or ``administrator``
        """
        return self.env.su or self.env.user.has_group(f"becs_claims.group_{role}")

    @api.model
    def _is_guarded(self, name):
        """Whether a field is written by people only where it is named."""
        field = self._fields.get(name)
        return bool(
            field
            and not field.manual
            and name not in models.MAGIC_COLUMNS
            and not any(name in self.env[mixin]._fields for mixin in MAIL_MIXINS)
        )

    def _closed_fields(self, names):
        """Those of the fields that the user may not write on these records.

        :param names: of fields
        :return: set of names
        """
        guarded = set(filter(self._is_guarded, names))
        if self.env.su or not guarded:
            return set()
        # no record stands for a new one
        return guarded.difference(
            set.intersection(
                *(record._writable_fields() for record in self or [self.browse()])
            )
        )

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        new = self._without_defaults()
        closed = new._closed_fields(set().union(*vals_list))
        initial = new.default_get(sorted(closed))
        for vals in vals_list:
            # what it begins with anyway may be said
            new._refuse_fields(
                name
                for name in closed & vals.keys()
                if (vals[name] or False) != (initial.get(name) or False)
            )
        new._check_own_companies(vals_list)
        checked = closed | new._checks_itself
        new._check_entered_seen(
            {name: vals[name] for name in vals.keys() - checked} for vals in vals_list
        )
        records = super(BecsGuardedMixin, new).create(
            [
                {name: value for name, value in vals.items() if name not in closed}
                for vals in vals_list
            ]
        )
        records._check_entered_companies(set().union(*vals_list) - checked)
        return records

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self._refuse_fields(self._closed_fields(vals))
        if "company_id" in vals:
            self._check_own_companies([vals])
        self._check_entered_seen([vals])
        result = super().write(vals)
        self._check_entered_companies(vals)
        return result

    def onchange(self, values, field_names, fields_spec):
        self._check_entered_seen([values], within=True)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Shows what is closed to the user, on this record, as read-only."""
        arch, view = super()._get_view(view_id, view_type, **options)
        closed_fields.mark(self, arch)
        return arch, view

    def _write_guarded(self, vals):
        """Write what people may not; the caller checked what the user may do."""
        # as superuser, because that is what tells the server from people
        return self.sudo().write(vals)

    @api.model
    def default_get(self, fields):
        """A closed field begins with what the model says, whatever the context or the
        user's own defaults do.
        """
        if self.env.su:
            return super().default_get(fields)
        closed = self.browse()._closed_fields(fields)
        new = self._without_defaults()
        defaults = super(BecsGuardedMixin, new).default_get(
            [name for name in fields if name not in closed]
        )
        for name in closed:
            field = self._fields[name]
            if field.default:
                value = field.convert_to_cache(field.default(new), new)
                defaults[name] = field.convert_to_write(value, new)
        new._check_entered_seen([defaults], within=True)
        return defaults

    @api.model
    def _without_defaults(self):
        """No record, and no defaults for closed fields in the context."""
        prefix = "default_"
        given = {key for key in self.env.context if key.startswith(prefix)}
        closed = self.browse()._closed_fields(key.removeprefix(prefix) for key in given)
        if not closed:
            return self.browse()
        # keys are taken out, which keywords cannot do
        return self.browse().with_context(  # pylint: disable=context-overridden
            {
                key: value
                for key, value in self.env.context.items()
                if key not in given or key.removeprefix(prefix) not in closed
            }
        )

    def copy_data(self, default=None):
        # asked as the server, so that a copy is the same whoever makes it
        new = self.browse().sudo()
        copied = new._writable_fields()
        return [
            {
                name: value
                for name, value in vals.items()
                if name in copied or not new._is_guarded(name)
            }
            for vals in super().copy_data(default)
        ]

    # Refusing

    def _check_own_companies(self, vals_list):
        """What is entered is for a company that the user may enter."""
        if not self._is_guarded("company_id"):
            return
        # as the server, which is not asked whether it sees the company, but with the
        # defaults of the context, which sudo() takes out
        server = self.sudo().with_context(  # pylint: disable=context-overridden
            self.env.context
        )
        default = server.default_get(["company_id"]).get("company_id")
        companies = {vals.get("company_id", default) for vals in vals_list}
        if companies - {*self.env.user._get_company_ids(), None, False}:
            raise AccessError(
                self.env._(
                    "Company: you may not enter data for this company. Choose one of "
                    "yours, or ask an administrator for access to it."
                )
            )

    def _check_entered_seen(self, vals_list, within=False):
        """What people choose, or have chosen for them, is what they may see.

        Odoo shows the name of what a many2one holds to all who read its record, so
        whoever enters the number of a record would read its name.

        :param vals_list: values for these records, or for new ones
        :param within: whether to look through lines, too; they are not created by it
        :raise AccessError: naming the fields
        """
        if self.env.su:
            return
        refused = {
            name for vals in vals_list for name in entered.unseen(self, vals, within)
        }
        if refused:
            raise AccessError(
                self.env._(
                    "%(fields)s: you have no access to what was chosen. Choose another "
                    "one, or ask an administrator for access to it.",
                    fields=self._labels(refused),
                )
            )

    def _check_entered_companies(self, names):
        """What people choose is of the record's company, or for all companies.

        :raise AccessError: naming the fields
        """
        if self.env.su:
            return
        refused = {
            name
            for name in filter(self._is_entered, names)
            # what was chosen before may be of a company the user does not see
            if not entered.is_of_company(self.sudo(), name)
        }
        if refused:
            raise AccessError(
                self.env._(
                    "%(fields)s: choose one of the same company, or one that is for "
                    "all companies.",
                    fields=self._labels(refused),
                )
            )

    @api.model
    def _is_entered(self, name):
        """Whether people choose a record with the field."""
        return self._is_guarded(name) and self._fields[name].relational

    def _labels(self, names):
        return ", ".join(
            self._fields[name]._description_string(self.env) for name in sorted(names)
        )

    def _refuse_fields(self, names):
        """Refuse values for fields that are closed to the user.

        :raise AccessError: naming the fields
        """
        names = sorted(names)
        if names:
            raise AccessError(self._why_closed(names))

    def _why_closed(self, names):
        """The sentence that says why fields cannot be written, and what to do."""
        fields = [self._fields[name] for name in names]
        labels = self._labels(names)
        if self and names == ["company_id"]:
            return self.env._(
                "%(fields)s stays as it was entered: make a new record in the right "
                "company, and cancel or delete this one.",
                fields=labels,
            )
        if any(field.readonly for field in fields):
            return self.env._(
                "%(fields)s cannot be entered or imported: it follows from what is "
                "done with the record. Use the buttons of the form instead.",
                fields=labels,
            )
        return self.env._(
            "%(fields)s cannot be entered or imported here: your role does not change "
            "it, or not at this step. Take the record back to the step before, or ask "
            "somebody who has the role.",
            fields=labels,
        )


class BecsGuardedCoreMixin(models.AbstractModel):
    """The same for models of core: only the add-on's own fields are looked after."""

    _name = "becs.guarded.core.mixin"
    _description = "Fields of Core Models That People May Write"
    _inherit = ["becs.guarded.mixin"]

    _guards_all = False

    @api.model
    def _is_guarded(self, name):
        return "becs_" in name and super()._is_guarded(name)
