"""Fields are called otherwise: what was stated says so, counts end in ``_count``.

A line's ``amount_claimed`` is ``amount_stated`` now, and ``amount_claims`` is
``amount_claimed``. So names are replaced in one pass, once, and only where a name means
a field of these models: a claim's ``amount_claimed`` is still called so. What people
made themselves follows: filters, exports, own rules, mail templates, actions,
automations, fields and views. What of that cannot be read stays, with a line in the
log.
"""

import ast
import html
import json
import logging
import re

from lxml import etree

from odoo.tools import SQL
from odoo.tools.sql import column_exists, rename_column

_logger = logging.getLogger(__name__)

CLAIMED = {"amount_claims": "amount_claimed"}
# in this order: the second name is free once the first was replaced
LINE = {
    "amount_claimed": "amount_stated",
    **CLAIMED,
    "amount_claims_program": "amount_claimed_program",
    "unit_paid": "unit_credit_approved",
}
# model → {name: name today}
RENAMED = {
    "becs.claim.line": LINE,
    "becs.claim": {
        f"count_{state}": f"{state}_count"
        for state in ("pending", "approved", "adjusted", "review", "rejected")
    },
    "becs.run": {
        f"count_{result}": f"{result}_count"
        for result in ("created", "skipped", "failed")
    },
    **dict.fromkeys(
        (
            "becs.claim.line.decide",
            "becs.claim.report",
            "becs.dispute",
            "becs.finding",
            "becs.todo",
            "becs.unknown",
            "becs.unknown.name",
            "becs.what.if.line",
        ),
        CLAIMED,
    ),
}
# what texts are looked at for, in the database and here
OLD = "|".join(sorted({name for names in RENAMED.values() for name in names}))
# names that mean nothing else than a field that is renamed
GONE = re.compile(rf"(?:\b|_)(?:{OLD.replace('amount_claimed|', '')})\b")
# one that means another amount on lines than elsewhere
UNSURE = re.compile(r"[\w.]*\bamount_claimed(?::\w+| asc| desc)?")
# what variables of pages hold
PAGES = {
    "claim": "becs.claim",
    "claims": "becs.claim",
    "draft": "becs.claim",
    "drafts": "becs.claim",
    "line": "becs.claim.line",
    "lines": "becs.claim.line",
    "dispute": "becs.dispute",
    "disputes": "becs.dispute",
    "run": "becs.run",
}
# what they hold on some pages of ours: elsewhere a record is another one
VARIABLES = {
    **dict.fromkeys(
        (
            "becs_claims.portal_again",
            "becs_claims.portal_draft_line_form",
            "becs_claims.portal_draft_lines",
        ),
        {"record": "becs.claim.line"},
    ),
    "becs_claims.credit_statement_document": {"o": "account.move"},
}


def migrate(cr, version):
    cr.execute(
        "SELECT 1 FROM ir_model_fields"
        " WHERE model = 'becs.claim.line' AND name = 'amount_claims'"
    )
    if not cr.fetchone():
        return  # done before
    names = Names(cr)
    _rename_in_texts(cr, names)
    _rename_in_paths(cr, names)
    _rename_in_views(cr, names)
    _rename_fields(cr)


# What the database holds


def _rename_fields(cr):
    for model, renamed in RENAMED.items():
        table = model.replace(".", "_")
        for old, new in renamed.items():
            if column_exists(cr, table, old):
                rename_column(cr, table, old, new)
            cr.execute(
                """
                UPDATE ir_model_data data SET name = %s
                  FROM ir_model_fields field
                 WHERE data.model = 'ir.model.fields' AND data.res_id = field.id
                   AND data.name = %s AND field.model = %s AND field.name = %s
                """,
                [f"field_{table}__{new}", f"field_{table}__{old}", model, old],
            )
            cr.execute(
                "UPDATE ir_model_fields SET name = %s WHERE model = %s AND name = %s",
                [new, model, old],
            )


# Names


class Names:
    """Today's names of fields, along paths through relations."""

    def __init__(self, cr):
        cr.execute(
            "SELECT model, name, relation FROM ir_model_fields"
            " WHERE relation IS NOT NULL"
        )
        self.relations = {(model, name): other for model, name, other in cr.fetchall()}
        self.unsure = False  # whether a name was met of which it cannot be told

    def name(self, model, name):
        return RENAMED.get(model, {}).get(name, name)

    def related(self, model, name):
        """The model that a field, by its former name, leads to."""
        return self.relations.get((model, name))

    def path(self, model, path, separator="."):
        """A path of names, such as ``line_ids.amount_claims``."""
        found = []
        for name in path.split(separator):
            found.append(self.name(model, name))
            model = self.related(model, name)
        return separator.join(found)

    def along(self, model, path):
        """The model that a path leads to."""
        for name in path.split("."):
            model = self.related(model, name)
        return model

    def texts(self, model, text):
        """Paths with what may stand beside them: ``:sum``, ``desc``, a comma."""
        if text.startswith("default_"):
            return "default_" + self.path(model, text.removeprefix("default_"))
        if not re.fullmatch(r"[\w.:, -]+", text, re.ASCII):
            return text
        return re.sub(
            r"(?<![\w.:])[a-z_][\w.]*", lambda found: self.path(model, found[0]), text
        )


# Expressions


class Renamer(ast.NodeVisitor):
    """Finds where a Python expression names fields, and by what they are called now.

    What a variable holds follows from where it comes from, as far as its model goes.

    :param models: {variable: model of what it holds}
    :param plain: model whose fields are variables, as in views
    :param parent: the same of ``parent``
    """

    def __init__(self, names, models=(), plain=None, parent=None):
        self.names = names
        self.models = dict(models)
        self.plain = plain
        if parent:
            self.models["parent"] = parent
        self.edits = []  # line, column, former name, name

    # what something is made of

    def model(self, node):
        """The model of the records that an expression gives, as far as that is seen."""
        if isinstance(node, ast.Name):
            return self.models.get(node.id)
        if isinstance(node, ast.Attribute):
            return self.names.related(self.model(node.value), node.attr)
        if isinstance(node, ast.Subscript):
            return self._model_of_item(node)
        if isinstance(node, ast.Call):
            return self._model_of_call(node)
        if isinstance(node, ast.IfExp):
            return self.model(node.body) or self.model(node.orelse)
        if isinstance(node, ast.BoolOp):
            return next(filter(None, map(self.model, node.values)), None)
        if isinstance(node, ast.BinOp):
            return self.model(node.left)
        return None

    def _model_of_item(self, node):
        key = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if not isinstance(key, str):
            return self.model(node.value)
        owner = node.value
        if "env" in (getattr(owner, "id", None), getattr(owner, "attr", None)):
            return key
        return self.names.related(self.model(owner), key)

    def _model_of_call(self, node):
        if isinstance(node.func, ast.Name):  # sorted(records)
            return self.model(node.args[0]) if node.args else None
        if not isinstance(node.func, ast.Attribute):
            return None
        model = self.model(node.func.value)
        if model and node.func.attr == "mapped" and node.args:
            [what, *_rest] = node.args
            if isinstance(what, ast.Constant) and isinstance(what.value, str):
                return self.names.along(model, what.value)
            if isinstance(what, ast.Lambda):
                self._bind_arguments(what, model)
                return self.model(what.body)
        return model

    # where fields are named

    def visit_Name(self, node):
        if self.plain and node.id not in self.models:
            new = self.names.name(self.plain, node.id)
            self._edit(node.lineno, node.col_offset, node.id, new)

    def visit_Attribute(self, node):
        self.visit(node.value)
        model = self.model(node.value)
        if not model and self.plain and isinstance(node.value, ast.Name):
            model = self.names.related(self.plain, node.value.id)
        self._tell(model, node.attr)
        start = node.end_col_offset - len(node.attr.encode())
        self._edit(node.end_lineno, start, node.attr, self.names.name(model, node.attr))

    def visit_Subscript(self, node):
        self.visit(node.value)
        model = self.model(node.value)
        if model and isinstance(node.slice, ast.Constant):
            self._constant(node.slice, model)
        else:
            self.visit(node.slice)

    def visit_Call(self, node):
        self.visit(node.func)
        is_method = isinstance(node.func, ast.Attribute)
        model = self.model(node.func.value) if is_method else None
        for value in (*node.args, *(word.value for word in node.keywords)):
            if not model:
                self.visit(value)
                continue
            if isinstance(value, ast.Lambda):
                self._bind_arguments(value, model)
            self.texts(value, model)

    def visit_Constant(self, node):
        self._constant(node, None)

    def visit_Assign(self, node):
        self.visit(node.value)
        for target in node.targets:
            self._bind(target, node.value)
            self.visit(target)

    def visit_For(self, node):
        self._bind(node.target, node.iter)
        self.generic_visit(node)

    def visit_comprehension(self, node):
        self._bind(node.target, node.iter)
        self.generic_visit(node)

    def _visit_comprehension_first(self, node):
        for generator in node.generators:
            self.visit(generator)
        self.generic_visit(node)

    visit_ListComp = visit_SetComp = visit_DictComp = _visit_comprehension_first
    visit_GeneratorExp = _visit_comprehension_first

    def texts(self, node, model):
        """Rename in what holds names of a model's fields as texts: domains, contexts,
        arguments of methods.
        """
        if isinstance(node, ast.Constant):
            self._constant(node, model)
        elif _is_condition(node):
            self._condition(node.elts, model)
        elif isinstance(node, ast.List | ast.Tuple | ast.Set):
            for each in node.elts:
                self.texts(each, model)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                name = key.value if isinstance(key, ast.Constant) else None
                if key:
                    self.texts(key, model)
                self.texts(value, self.names.related(model, name) or model)
        elif isinstance(node, ast.BinOp | ast.BoolOp | ast.IfExp):
            for each in ast.iter_child_nodes(node):
                self.texts(each, model)
        elif isinstance(node, ast.Call) and len(node.args) == 3:
            if getattr(node.func, "id", None) == "Domain":
                self._condition(node.args, model)
            else:
                self.visit(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            # Command.create({…}) says no model, records of another do
            if self.model(node.func.value):
                self.visit(node)
            else:
                for each in node.args:
                    self.texts(each, model)
        else:
            self.visit(node)

    def _condition(self, parts, model):
        name, operator, value = parts
        self._constant(name, model)
        if operator.value.removesuffix("!") in ("any", "not any"):
            self.texts(value, self.names.along(model, name.value))
        elif not isinstance(value, ast.Constant):
            self.visit(value)

    def _constant(self, node, model):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            self._tell(model, node.value)
            new = self.names.texts(model, node.value)
            self._edit(node.lineno, node.col_offset, node.value, new)

    def _tell(self, model, text):
        """Keep that a name stands where it cannot be told of what."""
        if not model and UNSURE.fullmatch(text):
            self.names.unsure = True

    def _bind(self, target, value):
        if isinstance(target, ast.Name):
            self.models[target.id] = self.model(value)

    def _bind_arguments(self, function, model):
        for argument in function.args.args:
            self.models[argument.arg] = model

    def _edit(self, line, column, old, new):
        if new != old:
            self.edits.append((line, column, old.encode(), new.encode()))

    def edited(self, text):
        """The text with the names of today."""
        lines = text.encode().split(b"\n")
        for line, column, old, new in sorted(set(self.edits), reverse=True):
            whole = lines[line - 1]
            # a text begins with its quotes
            start = whole.find(old, column)
            if start < 0:
                raise ValueError(f"{old} is not where it was")
            lines[line - 1] = whole[:start] + new + whole[start + len(old) :]
        return b"\n".join(lines).decode()


def _is_condition(node):
    """Tell whether it is a condition of a domain."""
    if not isinstance(node, ast.List | ast.Tuple) or len(node.elts) != 3:
        return False
    [name, operator, _value] = node.elts
    return (
        isinstance(name, ast.Constant)
        and isinstance(name.value, str)
        and isinstance(operator, ast.Constant)
        and isinstance(operator.value, str)
        and re.fullmatch(
            r"[<>=!?]+|=?i?like|(not )?(=?i?like|in|any!?)|=ilike|child_of|parent_of",
            operator.value,
        )
        is not None
    )


def renamed(names, text, *, of=None, whole=False, **variables):
    """Return a Python text with the names of today.

    :param of: model whose fields its texts name, as in a domain
    :param whole: whether it is a program, not an expression
    :param variables: see :class:`Renamer`
    :raise ValueError: when it cannot be read
    """
    lead = "" if whole else text[: len(text) - len(text.lstrip())]
    body = text if whole else text.strip()
    if not body:
        return text
    try:
        tree = ast.parse(body, mode="exec" if whole else "eval")
    except (SyntaxError, RecursionError) as error:
        raise ValueError(str(error)) from error
    renamer = Renamer(names, **variables)
    if of:
        renamer.texts(tree.body, of)
    else:
        renamer.visit(tree)
    return lead + renamer.edited(body) + ("" if whole else text[len(text.rstrip()) :])


# Texts with expressions in them

_TAG = re.compile(
    r"""<[a-zA-Z][^\s<>/]*(?:\s+[\w:.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*\s*/?>"""
)
_ATTRIBUTE = re.compile(r"""(?<=\s)([\w:.-]+)(\s*=\s*)("[^"]*"|'[^']*')""")
_INLINE = re.compile(r"(\{\{)(.*?)(\}\})|(#\{)(.*?)(\})", re.DOTALL)
# <attribute name="t-if">…, which changes an attribute of another view
_CHANGED = re.compile(
    r"""(<attribute\s(?:[^<>]*\s)?name=(["'])([\w.-]+)\2[^<>]*>)"""
    r"([^<]+)(?=</attribute>)"
)
# what a node of another view is found by
_PREDICATE = re.compile(r"""@([\w.-]+)\s*=\s*(["'])(.*?)\2""")


def page(names, text, models):
    """Rename in a template of a mail or a page.

    :param models: {variable: model}; those it sets itself are added
    """
    models = dict(models)

    def in_value(name, value, is_code):
        if name == "expr":
            return _PREDICATE.sub(predicate, value)
        if name.endswith(".translate"):  # a sentence
            return value
        if name.startswith(("t-attf-", "t-valuef")) or name.endswith(".f"):
            return inline(names, value, models)
        if name.startswith("t-") or is_code:
            return _expression(names, value, models)
        return inline(names, value, models)

    def predicate(found):
        name, quote, value = found.groups()
        return found[0][: -len(value) - 1] + in_value(name, value, False) + quote

    def attribute(found, is_code):
        name, equals, quoted = found.groups()
        value = html.unescape(quoted[1:-1])
        new = in_value(name, value, is_code)
        if new == value:
            return found[0]
        new = html.escape(new, quote=False).replace('"', "&quot;")
        return f'{name}{equals}"{new}"'

    def tag(found):
        values = {
            name: html.unescape(quoted[1:-1])
            for name, _equals, quoted in _ATTRIBUTE.findall(found[0])
        }
        # what a page gives one that it calls are expressions, too
        is_code = "t-call" in values or found[0].startswith("<attribute")

        def bind(variable, value):
            if variable in values and value in values:
                models[values[variable]] = _model(names, values[value], models)

        def in_turn(text, *, is_loop):
            return _ATTRIBUTE.sub(
                lambda one: (
                    attribute(one, is_code)
                    if (one[1] == "t-foreach") is is_loop
                    else one[0]
                ),
                text,
            )

        # all else of a tag is about each of what it loops through
        text = in_turn(found[0], is_loop=True)
        bind("t-as", "t-foreach")
        text = in_turn(text, is_loop=False)
        bind("t-set", "t-value")
        return text

    def changed(found):
        start, _quote, name, text = found.groups()
        value = html.unescape(text)
        new = in_value(name, value, False)
        return found[0] if new == value else start + html.escape(new, quote=False)

    return _CHANGED.sub(changed, _TAG.sub(tag, text))


def inline(names, text, models):
    """Rename in a text with expressions in double braces."""

    def expression(found):
        start, value, end = filter(lambda part: part is not None, found.groups())
        value, bar, instead = value.partition("|||")
        return start + _expression(names, value, models) + bar + instead + end

    return _INLINE.sub(expression, text)


def _expression(names, text, models=(), of=None):
    try:
        return renamed(names, text, models=models, of=of)
    except ValueError:
        if GONE.search(text) or ".amount_claimed" in text:
            raise
        return text


def _model(names, text, models):
    try:
        return Renamer(names, models).model(ast.parse(text.strip(), mode="eval").body)
    except SyntaxError:
        return None


# What people made


def _records(cr, table, model, columns, join=None):
    """Rows with a text that may name a field: id, model, texts.

    :param model: SQL of the model they are about
    """
    columns = [name for name in columns if column_exists(cr, table, name)]
    if not columns:
        return [], []
    cr.execute(
        SQL(
            "SELECT t.id, %s, %s FROM %s t %s WHERE %s",
            model,
            SQL(", ").join(SQL.identifier("t", name) for name in columns),
            SQL.identifier(table),
            join or SQL(),
            SQL(" OR ").join(
                SQL("%s::text ~ %s", SQL.identifier("t", name), OLD) for name in columns
            ),
        )
    )
    return columns, cr.fetchall()


def _rewrite(cr, names, table, model, columns, join=None):
    """Rename in columns of a table, each by its own function.

    :param columns: {column: function (model, text) → text}
    """
    found, rows = _records(cr, table, model, columns, join)
    for row_id, its_model, *texts in rows:
        for column, text in zip(found, texts, strict=True):
            if not text:
                continue
            change = columns[column]
            names.unsure = False
            try:
                if isinstance(text, dict):  # by language
                    new = {lang: change(its_model, one) for lang, one in text.items()}
                else:
                    new = change(its_model, text)
            except Exception as error:  # what one person wrote stops no update
                _logger.warning(
                    "%s of %s %s cannot be read, so that fields it names are called "
                    "there as they were: %s",
                    column,
                    table,
                    row_id,
                    error,
                )
                continue
            if GONE.search(json.dumps(new) if isinstance(new, dict) else new):
                _logger.warning(
                    "%s of %s %s names a field that is called otherwise now, where it "
                    "cannot be told of what: see the history of 19.0.4.6.0",
                    column,
                    table,
                    row_id,
                )
            if names.unsure:
                _logger.warning(
                    "%s of %s %s names amount_claimed where it cannot be told of what: "
                    "of claim lines it is amount_stated now, see the history of "
                    "19.0.4.6.0",
                    column,
                    table,
                    row_id,
                )
            if new != text:
                cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE id = %s",
                        SQL.identifier(table),
                        SQL.identifier(column),
                        json.dumps(new) if isinstance(new, dict) else new,
                        row_id,
                    )
                )


# the others come with the update
MANUAL = SQL(
    """JOIN (SELECT id FROM ir_model_fields WHERE state = 'manual'
       ) own ON own.id = t.id"""
)


def _rename_in_texts(cr, names):
    def domain(model, text):
        return renamed(names, text, of=model)

    def code(model, text):
        models = dict.fromkeys(("record", "records", "model", "self"), model)
        return renamed(names, text, whole=True, models=models)

    def value(model, text):
        # a text that is entered, where it is no expression
        models = dict.fromkeys(("record", "records", "model"), model)
        return _expression(names, text, models)

    def mail(model, text):
        return page(names, text, {"object": model})

    def line(model, text):
        return inline(names, text, {"object": model})

    def file_name(model, text):
        return renamed(names, text, models={"object": model})

    by_id = SQL("JOIN ir_model ON ir_model.id = t.model_id")
    of_id = SQL("ir_model.model")
    lines = SQL("'becs.claim.line'")
    named = {"domain": domain, "context": domain}
    _rewrite(cr, names, "ir_filters", SQL("t.model_id"), named | {"sort": domain})
    _rewrite(cr, names, "ir_act_window", SQL("t.res_model"), named)
    # the domain tells on which records an action is shown, the context goes with it
    parent = SQL("t.parent_res_model")
    _rewrite(cr, names, "ir_embedded_actions", parent, {"domain": domain})
    shown = SQL(
        "coalesce((SELECT res_model FROM ir_act_window WHERE id = t.action_id),"
        " t.parent_res_model)"
    )
    _rewrite(cr, names, "ir_embedded_actions", shown, {"context": domain})
    _rewrite(cr, names, "ir_rule", of_id, {"domain_force": domain}, by_id)
    _rewrite(cr, names, "becs_rule", lines, {"domain": domain})
    mails = dict.fromkeys(
        "subject email_from email_to email_cc partner_to reply_to scheduled_date "
        "lang".split(),
        line,
    )
    _rewrite(cr, names, "mail_template", SQL("t.model"), mails | {"body_html": mail})
    _rewrite(cr, names, "sms_template", SQL("t.model"), {"body": line})
    by_alias = SQL("JOIN ir_model ON ir_model.id = t.alias_model_id")
    _rewrite(cr, names, "mail_alias", of_id, {"alias_defaults": domain}, by_alias)
    files = {"attachment": file_name, "print_report_name": file_name}
    _rewrite(cr, names, "ir_act_report_xml", SQL("t.model"), files)
    _rewrite(cr, names, "ir_act_server", of_id, {"code": code, "value": value}, by_id)
    automation = dict.fromkeys(("filter_domain", "filter_pre_domain"), domain)
    _rewrite(cr, names, "base_automation", of_id, automation, by_id)
    model, related = SQL("t.model"), SQL("t.relation")
    _rewrite(cr, names, "ir_model_fields", model, {"compute": code}, MANUAL)
    _rewrite(cr, names, "ir_model_fields", related, {"domain": domain}, MANUAL)


def _rename_in_paths(cr, names):
    def dotted(model, text):
        return names.texts(model, text)

    def slashed(model, text):
        return names.path(model, text, "/")

    of_export = SQL("JOIN ir_exports export ON export.id = t.export_id")
    resource = SQL("export.resource")
    _rewrite(cr, names, "ir_exports_line", resource, {"name": slashed}, of_export)
    _rewrite(
        cr, names, "base_import_mapping", SQL("t.res_model"), {"field_name": slashed}
    )
    by_id = SQL("JOIN ir_model ON ir_model.id = t.model_id")
    of_id = SQL("ir_model.model")
    _rewrite(cr, names, "ir_act_server", of_id, {"update_path": dotted}, by_id)
    manual = {"related": dotted, "depends": dotted}
    _rewrite(cr, names, "ir_model_fields", SQL("t.model"), manual, MANUAL)


# Views

_FIELDS_BESIDE = ("for", "sum_field", "default_group_by", "default_order")
_MODIFIERS = ("invisible", "readonly", "required", "column_invisible")
_RECORD = re.compile(r"""(\brecord(?:\.|\[["']))(\w+)""")


class View:
    """Renames in the architecture of a view."""

    def __init__(self, names):
        self.names = names

    def renamed(self, model, text):
        root = etree.fromstring(text)
        before = etree.tostring(root)
        self._node(root, model, None)
        if etree.tostring(root) == before:
            return text
        return etree.tostring(root, encoding="unicode")

    def _node(self, node, model, parent, changed=None):
        """
        :param parent: model of ``parent``
        :param changed: model that the field leads to whose attributes are changed
        """
        if not isinstance(node.tag, str):
            return
        inside, above = model, parent
        about = model  # what domain and context of the node are about
        leads_to = None
        if node.tag in ("field", "groupby") and node.get("name"):
            leads_to = self.names.related(model, node.get("name"))
            about = leads_to or model
            if leads_to and node.get("position") != "attributes":
                inside, above = leads_to, model
            node.set("name", self.names.name(model, node.get("name")))
        elif node.tag == "xpath":
            inside, leads_to = self._xpath(node, model)
            above = parent if inside == model else model
        elif node.tag == "attribute":
            self._change(node, model, changed or model, parent)
        for name, value in node.attrib.items():
            node.set(name, self._attribute(name, value, model, about, parent))
        for child in node:
            self._node(child, inside, above, leads_to)

    def _change(self, node, *models):
        """Rename in what an attribute is set to, or gets or loses."""
        name = node.get("name")
        if name == "name" and node.text:
            node.text = self.names.name(models[0], node.text.strip())
        elif node.text:
            node.text = self._attribute(name, node.text, *models)
        for part in ("add", "remove"):
            if node.get(part):
                node.set(part, self._attribute(name, node.get(part), *models))

    def _attribute(self, name, value, model, about, parent):
        if name in _FIELDS_BESIDE:
            return self.names.texts(model, value)
        if name in _MODIFIERS or name.startswith("decoration-"):
            return renamed(self.names, value, plain=model, parent=parent)
        if name == "filter_domain":  # of a search field: about the view itself
            return renamed(self.names, value, of=model)
        if name in ("domain", "context"):
            return renamed(self.names, value, of=about, plain=model, parent=parent)
        if name == "options":
            return _expression(self.names, value, of=model)
        if name.startswith("t-"):  # JavaScript, nearly
            return _RECORD.sub(
                lambda found: found[1] + self.names.name(model, found[2]), value
            )
        return value

    def _xpath(self, node, model):
        """Rename in what a node is found by.

        Return the model it is found in, and the one it leads to.
        """
        expression = node.get("expr", "")
        last = model

        def predicate(found):
            nonlocal model, last
            name, quote, value = found.groups()
            if name == "name":
                new = self.names.name(model, value)
                last, model = model, self.names.related(model, value) or model
            else:
                new = self._attribute(name, value, model, model, None)
            return found[0][: -len(value) - 1] + new + quote

        node.set("expr", _PREDICATE.sub(predicate, expression))
        at_field = re.search(r"(?:field|groupby)\[[^\]]*@name\b[^\]]*\]$", expression)
        is_beside = at_field and node.get("position") != "inside"
        return (last if is_beside else model), model


def _rename_in_views(cr, names):
    view = View(names)
    # those of the add-on come with the update
    others = SQL(
        """JOIN (SELECT id FROM ir_ui_view EXCEPT
                 SELECT res_id FROM ir_model_data
                  WHERE model = 'ir.ui.view' AND module = 'becs_claims'
           ) own ON own.id = t.id"""
    )
    of_model = SQL("%s AND t.model IS NOT NULL", others)
    of_none = SQL("%s AND t.model IS NULL", others)
    architecture = {"arch_db": view.renamed}
    _rewrite(cr, names, "ir_ui_view", SQL("t.model"), architecture, of_model)
    cr.execute("SELECT report_name, model FROM ir_act_report_xml")
    reports = dict(cr.fetchall())

    def of_page(key, text):
        # a report calls a page of its name for each document
        model = reports.get(key) or reports.get((key or "").removesuffix("_document"))
        report = dict.fromkeys(("docs", "doc", "o"), model) if model else {}
        return page(names, text, PAGES | report | VARIABLES.get(key, {}))

    of_key = SQL(
        "coalesce((SELECT key FROM ir_ui_view WHERE id = t.inherit_id), t.key)"
    )
    _rewrite(cr, names, "ir_ui_view", of_key, {"arch_db": of_page}, of_none)

    def board(_model, text):
        root = etree.fromstring(text)
        for action in root.iter("action"):
            cr.execute(
                "SELECT res_model FROM ir_act_window WHERE id::text = %s",
                [action.get("name")],
            )
            [model] = cr.fetchone() or [None]
            for name in ("domain", "context"):
                if model and action.get(name):
                    new = renamed(names, action.get(name), of=model)
                    action.set(name, new)
        return etree.tostring(root, encoding="unicode")

    _rewrite(cr, names, "ir_ui_view_custom", SQL("NULL"), {"arch": board})
