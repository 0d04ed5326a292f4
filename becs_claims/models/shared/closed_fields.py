"""Screens show fields that are closed to the user as read-only."""

from lxml import etree

FIELD = "becs_closed_fields"
ALWAYS = ("1", "True", "true")
NEVER = ("0", "False", "false")


def mark(model, arch):
    """Let a form, or a list to write in, ask each record which fields are closed.

    :param model: of the view; the same for those of the views within
    :param arch: the view's tree, which is changed
    """
    is_list = arch.tag == "list"
    writes = is_list and (arch.get("editable") or arch.get("multi_edit"))
    if FIELD not in model._fields or not (arch.tag == "form" or writes):
        return
    marked = False
    for node in list(_field_nodes(arch)):
        field = model._fields.get(node.get("name"))
        if field is None:
            continue
        for view in node.iterchildren("form", "list"):
            mark(model.env[field.comodel_name], view)
        given = node.get("readonly") or str(field.readonly)
        if given not in ALWAYS and _is_guarded(model, field):
            closed = f"'{field.name}' in ({FIELD} or [])"
            if given not in NEVER:
                closed = f"({given}) or {closed}"
            node.set("readonly", closed)
            marked = True
    if marked:
        hidden = {"column_invisible" if is_list else "invisible": "1"}
        etree.SubElement(arch, "field", name=FIELD, **hidden)


def _field_nodes(arch):
    """The fields of a view without those of the views within."""
    for node in arch.iterchildren(etree.Element):
        if node.tag == "field":
            yield node
        elif node.tag != "groupby":
            yield from _field_nodes(node)


def _is_guarded(model, field):
    if field.inherited:
        # of the record behind, as a variant's of its product
        field = field.base_field
        model = model.env[field.model_name]
    return hasattr(model, "_is_guarded") and model._is_guarded(field.name)
