from contextlib import contextmanager
from typing import NamedTuple

from odoo import SUPERUSER_ID, api, models, tools
from odoo.tools import SQL

LONGEST_TEXT = 500  # characters of a value, before and after, that are told
# methods that name the fields that are kept, and what a change of them is about
RECORDED = (
    ("_recorded_fields", "_input_scopes"),
    ("_approval_fields", "_approval_scopes"),
    ("_clerk_fields", "_clerk_scopes"),
)


class State(NamedTuple):
    """What a record is before or after a change.

    For ``scopes`` and ``prices`` see the methods of the mixin; ``values`` are {name of
    a field: (text, ids of records)}; ``name`` is what it was called, of a record that
    is gone.
    """

    scopes: frozenset = frozenset()
    prices: dict = {}
    values: dict = {}
    name: str = ""


class Change(NamedTuple):
    """A change that is kept: what is changed, which lines or approvals it is about.

    ``values`` are (label, what it was, what it is): each (text, ids of records), or
    None for nothing. ``moved`` are the scopes of the prices that are otherwise by it.
    """

    name: str
    scopes: set
    values: list
    moved: set = frozenset()


class BecsInputMixin(models.AbstractModel):
    """Records that claims are validated or approved by: what people change is kept.

    In ``becs.input.change``, whichever way they write. What the server does by itself
    and what people outside do is not: they approve nothing.
    """

    _name = "becs.input.mixin"
    _description = "What Claims Are Judged By"

    # whether a new record may make known prices otherwise
    _prices_by_creating = False

    def _input_fields(self):
        """Names of the fields that verdicts depend on, besides those of own rules."""
        return set()

    @api.model
    def _recorded_fields(self):
        """Names of all fields whose changes are kept."""
        # whoever changes a contact need not see the rules
        looked_at = self.env["becs.rule"].sudo()._looked_at()
        return self._input_fields() | looked_at.get(self._name, frozenset())

    def _input_scopes(self):
        """Which claim lines the record is about, as it is now.

        :return: set of (scope, its id or text, id of a commercial partner or None), see
            ``becs.input.change``; empty while no line is validated by it. Of a price
            list the id may be (id of the list, id of the only product that is meant)
        """
        return set()

    def _approval_fields(self):
        """Names of the fields that approvals go by."""
        return set()

    def _approval_scopes(self):
        """Which approvals the record is about, as it is now; see :meth:`_input_scopes`.

        Verdicts do not depend on it.
        """
        return set()

    def _clerk_fields(self):
        """Names of the fields that decide who acts for a distributor on the portal."""
        return set()

    def _clerk_scopes(self):
        """Which contacts those are, as it is now; see :meth:`_input_scopes`.

        Verdicts do not depend on it, approvals of what they filed do.
        """
        return set()

    def _price_scopes(self):
        """Which prices are worked out by the record, as it is now.

        Kept whether or not claims are validated by it: prices are also what a discount
        is measured by, see ``price_moves``.

        :return: {scope as in :meth:`_input_scopes`: names of the fields that count}
        """
        return {}

    @api.model
    def _input_scopes_of(self, company):
        """All lines of a company, or of all where there is none."""
        return {("company", company.id, None) if company else ("all", 0, None)}

    @api.model
    def _input_scopes_of_texts(self, texts, partner=None):
        """Lines that state one of some texts; a namesake stands in the way, too.

        :param partner: commercial partner, where only its lines are meant
        """
        return {("text", text, partner and partner.id) for text in texts if text}

    @api.model
    def _is_input_recorded(self):
        """Whether what the user changes is kept."""
        user = self.env.user
        return user.id != SUPERUSER_ID and user._is_internal()

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if self._is_input_recorded():
            for fields_of, scopes_of in RECORDED:
                names = getattr(self, fields_of)()
                states = records._input_states(names, scopes_of)
                if not self._prices_by_creating:
                    states = [state._replace(prices={}) for state in states]
                records._record_states(names, [State()] * len(states), states)
        return records

    def write(self, vals):
        with self._recording_input(vals.keys()):
            return super().write(vals)

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        with self._recording_input({field_name}):
            return super()._update_field_translations(
                field_name, translations, *args, **kwargs
            )

    def unlink(self):
        if not self._is_input_recorded():
            return super().unlink()
        before = []
        # all that goes with it is recorded, whatever of it who deletes may see
        for records, written in [(self, None), *self._changed_along()]:
            for fields_of, scopes_of in RECORDED:
                names = getattr(records, fields_of)()
                names = names if written is None else names & written
                states = [
                    state._replace(name=record._input_name() if state.values else "")
                    for record, state in zip(
                        records.sudo(),
                        records._input_states(names, scopes_of),
                        strict=False,
                    )
                ]
                before.append((records, names, scopes_of, states))
        result = super().unlink()
        for records, names, scopes_of, states in before:
            left = records.exists()
            now = dict(
                zip(left.ids, left._input_states(names, scopes_of), strict=False)
            )
            after = [now.get(record_id, State()) for record_id in records.ids]
            records._record_states(names, states, after)
        return result

    def _changed_along(self):
        """What the database takes along, or empties, when the records are deleted.

        :return: [(records with this mixin, names of the fields that are emptied; None
            of those that go)]
        """
        found, todo, gone = [], [self], {self._name: set(self.ids)}
        while todo:
            records = todo.pop()
            for model_name, name, is_gone in self._named_by(records._name):
                # whoever deletes something need not see what hangs on it
                model = self.env[model_name].sudo().with_context(active_test=False)
                others = model.search([(name, "in", records.ids)])
                if is_gone:
                    known = gone.setdefault(model_name, set())
                    others = others.filtered(
                        lambda one, known=known: one.id not in known
                    )
                    known.update(others.ids)
                if others:
                    found.append((others, None if is_gone else {name}))
                    todo += [others] if is_gone else []
        return found

    @api.model
    @tools.ormcache("model_name")
    def _named_by(self, model_name):
        """Fields of models with this mixin that name records of a model.

        :return: [(model, field, whether its record is deleted with what it names)], of
            fields that are kept, or go with it
        """
        found = []
        for model in self.env.values():
            if model._abstract or not hasattr(model, "_recorded_fields"):
                continue
            kept = model._recorded_fields() | model._approval_fields()
            for field in model._fields.values():
                if (
                    field.type == "many2one"
                    and field.store
                    and not field.company_dependent
                    and field.comodel_name == model_name
                    and (
                        field.ondelete == "cascade"
                        or (field.ondelete == "set null" and field.name in kept)
                    )
                ):
                    found.append((model._name, field.name, field.ondelete == "cascade"))
        return found

    @contextmanager
    def _recording_input(self, names):
        """Keep what is changed inside.

        :param names: of the fields that are written
        """
        if not self._is_input_recorded():
            yield
            return
        before = []
        for fields_of, scopes_of in RECORDED:
            written = getattr(self, fields_of)().intersection(names)
            before.append((written, scopes_of, self._input_states(written, scopes_of)))
        yield
        for written, scopes_of, states in before:
            self._record_states(written, states, self._input_states(written, scopes_of))

    # Telling

    def _input_name(self):
        """What is changed, in words."""
        model = self.env["ir.model"]._get(self._name)
        return f"{model.name}: {self.display_name}"

    def _input_states(self, names, scopes_of):
        """What the records are now; of those that are about something the values, too.

        As superuser: what it was may be told although the user does not see all of it.

        :param names: of fields
        :param scopes_of: name of the method that tells the scopes
        :return: list of :class:`State`, empty without fields
        """
        if not names:
            return []
        records = self.sudo()
        translated = {
            name: records._input_translations(name)
            for name in names
            if self._fields[name].translate and self._fields[name].store
        }
        is_approval = scopes_of != "_input_scopes"
        states = []
        for record in records:
            scopes = getattr(record, scopes_of)()
            prices = {} if is_approval else record._price_scopes()
            # who becomes an approver was something before
            if not (scopes or prices or is_approval):
                states.append(State())
                continue
            values = {
                name: record._input_text(name, translated.get(name)) for name in names
            }
            states.append(State(scopes, prices, values))
        return states

    def _input_text(self, name, translations):
        """A value in words.

        :param translations: see :meth:`_input_translations`, of a translated field
        :return: (text, ids of records; None for them where it says "no"), None for none
        """
        field, value = self._fields[name], self[name]
        if field.type == "boolean":
            return (self.env._("Yes"), []) if value else (self.env._("No"), None)
        if translations is not None:
            text = translations.get(self.id)
        elif field.type == "monetary" and (
            currency := self[field.get_currency_field(self)]
        ):
            text = currency.format(value)
        else:
            text = field.convert_to_export(value, self)
        if text in ("", False, None):
            return None
        return (str(text), value.ids if field.relational else [])

    def _input_translations(self, name):
        """A text in all its languages: {id of the record: text}."""
        self.flush_recordset([name])
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s WHERE id = ANY(%s)",
                SQL.identifier(name),
                SQL.identifier(self._table),
                list(self._ids),
            )
        )
        return {
            record_id: (
                "; ".join(f"{lang}: {text}" for lang, text in sorted(texts.items()))
                if len(texts) > 1
                else next(iter(texts.values()), None)
            )
            for record_id, texts in rows
            if texts
        }

    def _record_states(self, names, before, after):
        """Keep what is otherwise.

        :param names: of the fields that were written
        :param before: list of :class:`State`, one for each of the records
        :param after: the same
        """
        if not names:
            return
        labels = {
            name: self._fields[name]._description_string(self.env)
            for name in sorted(names)
        }
        changes = []
        # a change is recorded whole, whatever of it who makes it may read
        for record, old, new in zip(self.sudo(), before, after, strict=True):
            values, changed = [], set()
            for name, label in labels.items():
                was, now = old.values.get(name), new.values.get(name)
                if was != now:
                    changed.add(name)
                    values.append((label, was, now))
            moved = {
                scope
                for prices in (old.prices, new.prices)
                for scope, of_scope in prices.items()
                if changed.intersection(of_scope)
            }
            if values:
                name = old.name or record._input_name()
                changes.append(Change(name, old.scopes | new.scopes, values, moved))
        self._record_input(changes)

    @api.model
    def _record_input(self, changes):
        """Keep changes, as far as they are about something.

        :param changes: of :class:`Change`
        """
        if not self._is_input_recorded():
            return
        self.env["becs.input.change"]._record(
            [
                {
                    "name": change.name,
                    "note": self._input_note(change.values),
                    **self._scope_values(*scope),
                    "is_price": scope in change.moved,
                }
                for change in changes
                for scope in sorted(change.scopes | change.moved, key=repr)
            ]
        )

    @api.model
    def _scope_values(self, scope, scope_id, partner_id):
        """A scope, see :meth:`_input_scopes`, as values of ``becs.input.change``."""
        values = {"scope": scope, "commercial_partner_id": partner_id}
        if scope == "text":
            return values | {"scope_id": 0, "text": scope_id}
        if isinstance(scope_id, tuple):
            scope_id, product_id = scope_id
            return values | {"scope_id": scope_id, "product": product_id}
        return values | {"scope_id": scope_id}

    @api.model
    def _input_note(self, values):
        notes = []
        for label, before, after in values:
            (was, was_ids), (now, now_ids) = before or ("—", []), after or ("—", [])
            if None in (was_ids, now_ids) and not (before and after):
                continue  # nothing to say of what is new, or gone
            if was == now:  # of namesakes the number tells which
                was, now = f"{was} {was_ids}", f"{now} {now_ids}"
            was, now = (
                text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
                for text in (was, now)
            )
            notes.append(f"{label}: {was} → {now}")
        return "\n".join(notes)
