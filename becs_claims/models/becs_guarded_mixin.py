from odoo import api, models
from odoo.exceptions import AccessError


class BecsGuardedMixin(models.AbstractModel):
    """Read-only fields stay read-only, also for imports and remote calls.

    ``readonly`` on a field only tells the screen. On models with this mixin a stored
    read-only field, such as a verdict, an amount or a status, is written by the
    add-on itself (as superuser, after it checked what the user may do) and by
    nobody else.
    """

    _name = "becs.guarded.mixin"
    _description = "Fields That Only the Server Writes"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            initial = self._guarded_initial_values()
            for vals in vals_list:
                self._refuse_guarded(
                    name
                    for name in initial.keys() & vals.keys()
                    if (vals[name] or False) != (initial[name] or False)
                )
                # also keeps out defaults of the context and of the user
                vals.update(initial)
                for name in self._guarded_relations():
                    vals.pop(name, None)
            # keys are taken out, which keywords cannot do
            self = self.with_context(  # pylint: disable=context-overridden
                {
                    key: value
                    for key, value in self.env.context.items()
                    if key.removeprefix("default_") not in self._guarded_relations()
                }
            )
        return super().create(vals_list)

    @api.model
    def _guarded_relations(self):
        """Lists of records start empty; setting that would need rights on them."""
        return {
            name
            for name, field in self._fields.items()
            if field.type in ("one2many", "many2many") and self._is_guarded(name)
        }

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(name for name in vals if self._is_guarded(name))
        return super().write(vals)

    def _write_guarded(self, vals):
        """Write what people may not; the caller checked what the user may do."""
        # as superuser, because that is what tells the server from people
        return self.sudo().write(vals)

    def copy_data(self, default=None):
        return [
            {name: value for name, value in vals.items() if not self._is_guarded(name)}
            for vals in super().copy_data(default)
        ]

    @api.model
    def _is_guarded(self, name):
        field = self._fields.get(name)
        return bool(
            field
            and field.store
            and field.readonly
            and not field.compute
            and name not in models.MAGIC_COLUMNS
        )

    @api.model
    def _guarded_initial_values(self):
        return {
            name: field.default(self) if field.default else False
            for name, field in self._fields.items()
            if self._is_guarded(name)
        }

    def _refuse_guarded(self, names):
        labels = [self._fields[name]._description_string(self.env) for name in names]
        if labels:
            raise AccessError(
                self.env._(
                    "%(fields)s cannot be entered or imported: it follows from what is "
                    "done with the record. Use the buttons of the form instead.",
                    fields=", ".join(sorted(labels)),
                )
            )
