"""What holds for chosen records only, and would hold for all of them without them."""

from odoo.exceptions import UserError


def check_deleted(records):
    """Refuse to delete records that something of ours is narrowed down to.

    :param records: of any model that is chosen in a many2many with ``restrict``
    :raise UserError: with the first that names one of them
    """
    for model, field in narrowed_to(records.env, records._name):
        # also what the user may not see would hold for everybody
        holder = (
            records.env[model]
            .sudo()
            .with_context(active_test=False)
            .search([(field.name, "in", records.ids)], limit=1)
        )
        if not holder:
            continue
        named = holder[field.name] & records.sudo()  # only as what holder is
        label = records.env["ir.model"]._get(model).name
        if holder.sudo(False)._filtered_access("read"):
            label = f"{label} {holder.display_name}"
        raise UserError(
            records.env._(
                "%(name)s cannot be deleted: it is named by %(holder)s (%(field)s), "
                "which would hold for others, too, without it. Archive it instead.",
                name=named[0].display_name,
                holder=label,
                field=field._description_string(records.env),
            )
        )


def narrowed_to(env, comodel):
    """[(name of a model, its many2many)] that narrow something to such records."""
    return [
        (name, field)
        for name, model in sorted(env.registry.items())
        if name.startswith("becs.") and model._auto and not model._abstract
        for field in model._fields.values()
        if field.type == "many2many"
        and field.store
        and field.comodel_name == comodel
        and field.ondelete == "restrict"
    ]
