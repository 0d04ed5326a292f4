"""Records that people choose: found in the values they send."""

from odoo.fields import Command
from odoo.models import BaseModel


def unseen(model, vals, within=False):
    """Fields for which a record is chosen that the user has no access to.

    :param model: the records that the values are for, none for a new one
    :param vals: {field: value} as of ``create``, ``write`` or ``onchange``
    :param within: look through values within values, too: lines of a form, and records
        that an onchange takes as a dictionary
    :return: yields names in ``vals``
    """
    yield from _unseen(model, vals, within, model._guards_all)


def _unseen(model, vals, within, every):
    looked_after = hasattr(model, "_is_entered")
    for name, value in vals.items():
        field = model._fields.get(name)
        if field is None or not field.relational or not value:
            continue
        asked = model._is_entered(name) if looked_after else every
        if not asked and not within:
            continue
        comodel = model.env[field.comodel_name]
        ids, parts = set(), []
        for command in [value] if field.type == "many2one" else value:
            _look_through(command, field.type, ids, parts)
        if asked:
            chosen = comodel.browse(sorted(ids))
            if not _is_there(model, name, chosen - chosen._filtered_access("read")):
                yield name
        for owner_id, values in parts if within else ():
            for _name in _unseen(comodel.browse(owner_id), values, within, every):
                yield name


def _is_there(model, name, records):
    """Whether records are in a field already: a screen sends back what it shows."""
    if not records:
        return True
    # only compared, with what the user sends back
    owners = model.sudo().with_context(active_test=False)
    return bool(owners) and all(records <= owner[name] for owner in owners)


def _look_through(value, kind, ids, parts):
    """Note the ids of a value or command, and the values in it as (id, values)."""
    if isinstance(value, BaseModel):
        ids.update(value.ids)
    elif isinstance(value, dict):
        parts.append(((), value))
        value = value.get("id")
    elif isinstance(value, list | tuple) and kind == "many2one":
        value = value[:1] and value[0]
    elif isinstance(value, list | tuple):
        command, *rest = value
        if command == Command.CREATE:
            parts.append(((), rest[1] or {}))
        elif command == Command.UPDATE:
            parts.append((rest[0], rest[1] or {}))
        elif command == Command.SET:
            ids.update(rest[1] or ())
        # what is taken off is there
        value = command in (Command.UPDATE, Command.LINK) and rest[0]
    if isinstance(value, int) and value:
        ids.add(int(value))


def is_of_company(owners, name):
    """Whether what records hold is of their company, or for all companies.

    As ``check_company`` of Odoo, for every field.

    :param owners: records, as superuser
    """
    field = owners._fields[name]
    comodel = owners.env[field.comodel_name]
    if (
        name == "company_id"
        # lines are asked themselves
        or field.type == "one2many"
        or not field.store
        or not {"company_id", "company_ids"} & comodel._fields.keys()
    ):
        return True
    for owner in owners.with_context(active_test=False):
        company = owner if owner._name == "res.company" else _company_of(owner)
        held = owner[name]
        if company and held:
            domain = held._check_company_domain(company)
            if domain and held != held.filtered_domain(domain):
                return False
    return True


def _company_of(owner):
    return owner.company_id if "company_id" in owner._fields else None
