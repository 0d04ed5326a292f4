from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL

LONGEST_TEXT = 500  # characters of a value, before and after, that are told
# methods that name the fields that are kept, and what a change of them is about
KEPT = (
    ("_kept_fields", "_input_scopes"),
    ("_approval_fields", "_approval_scopes"),
)


class BecsInputMixin(models.AbstractModel):
    """Records that claims are judged or approved by: what people change is kept.

    In ``becs.input.change``, whichever way they write. What the server does by itself
    and what people outside do is not: they approve nothing.
    """

    _name = "becs.input.mixin"
    _description = "What Claims Are Judged By"

    def _input_fields(self):
        """Names of the fields that verdicts depend on, besides those of own rules."""
        return set()

    @api.model
    def _kept_fields(self):
        """Names of all fields whose changes are kept."""
        # whoever changes a contact need not see the rules
        looked_at = self.env["becs.rule"].sudo()._looked_at()
        return self._input_fields() | looked_at.get(self._name, frozenset())

    def _input_scopes(self):
        """Which claim lines the record is about, as it is now.

        :return: set of (scope, its id, id of a commercial partner or None), see
            ``becs.input.change``; empty while no line is judged by it
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

    @api.model
    def _input_scopes_of(self, company):
        """All lines of a company, or of all where there is none."""
        return {("company", company.id, None) if company else ("all", 0, None)}

    @api.model
    def _input_scopes_of_texts(self, texts, partner=None):
        """Lines that state one of some texts; a namesake stands in the way, too.

        :param partner: commercial partner, where only its lines are meant
        """
        Change = self.env["becs.input.change"]
        return {
            ("text", Change._text_id(text), partner and partner.id)
            for text in texts
            if text
        }

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
            for fields_of, scopes_of in KEPT:
                self._record_input(
                    (record._input_name(), scopes, {}, texts)
                    for record, scopes, texts in records._input_states(
                        getattr(self, fields_of)(), scopes_of
                    )
                    if scopes
                )
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
        gone = [
            (record._input_name(), scopes, texts, {})
            for fields_of, scopes_of in KEPT
            for record, scopes, texts in self._input_states(
                getattr(self, fields_of)(), scopes_of
            )
            if scopes
        ]
        result = super().unlink()
        self._record_input(gone)
        return result

    @contextmanager
    def _recording_input(self, names):
        """Keep what is changed inside.

        :param names: of the fields that are written
        """
        if not self._is_input_recorded():
            yield
            return
        before = []
        for fields_of, scopes_of in KEPT:
            written = getattr(self, fields_of)().intersection(names)
            if written:
                states = self._input_states(written, scopes_of)
                before.append((states, written, scopes_of))
        yield
        for states, written, scopes_of in before:
            self._record_input(
                (record._input_name(), scopes | scopes_now, old, new)
                for (record, scopes, old), (_record, scopes_now, new) in zip(
                    states, self._input_states(written, scopes_of), strict=True
                )
                if scopes or scopes_now
            )

    # Telling

    def _input_name(self):
        """What is changed, in words."""
        model = self.env["ir.model"]._get(self._name)
        return f"{model.name}: {self.display_name}"

    def _input_states(self, names, scopes_of):
        """What the records are now.

        As superuser: what it was may be told although the user does not see all of it.

        :param names: of fields
        :param scopes_of: name of the method that tells the scopes
        :return: [(record, its scopes, {label of a field: (its value in words, ids of
            records)})]; no values where it is about nothing
        """
        labels = {
            name: self._fields[name]._description_string(self.env)
            for name in sorted(names)
        }
        if not names:
            return []
        records = self.sudo()
        translated = {
            name: records._input_translations(name)
            for name in labels
            if self._fields[name].translate and self._fields[name].store
        }
        states = []
        for record in records:
            scopes = getattr(record, scopes_of)()
            # who becomes an approver was something before
            told = scopes or scopes_of == "_approval_scopes"
            texts = {
                label: text
                for name, label in (labels.items() if told else ())
                if (text := record._input_text(name, translated.get(name)))
            }
            states.append((record, scopes, texts))
        return states

    def _input_text(self, name, translations):
        """A value in words.

        :param translations: see :meth:`_input_translations`, of a translated field
        :return: (text, ids of records, or None where the text says "no"), None for none
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

    @api.model
    def _record_input(self, changes):
        """Keep changes, as far as they are any and concern lines.

        :param changes: of (what is changed, scopes as in :meth:`_input_scopes`, what it
            was, what it is now: {label: (text, ids)})
        """
        if not self._is_input_recorded():
            return
        self.env["becs.input.change"]._record(
            [
                {
                    "name": name,
                    "note": self._input_note(old, new),
                    "scope": scope,
                    "scope_id": scope_id,
                    "commercial_partner_id": partner_id,
                }
                for name, scopes, old, new in changes
                if old != new
                for scope, scope_id, partner_id in sorted(scopes, key=repr)
            ]
        )

    @api.model
    def _input_note(self, old, new):
        notes = []
        for label in dict.fromkeys([*old, *new]):
            (was, was_ids), (now, now_ids) = (
                texts.get(label, ("—", [])) for texts in (old, new)
            )
            if (was, was_ids) == (now, now_ids):
                continue
            if not (old and new) and None in (was_ids, now_ids):
                continue  # nothing to say of what is new, or gone
            if was == now:  # of namesakes the number tells which
                was, now = f"{was} {was_ids}", f"{now} {now_ids}"
            was, now = (
                text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
                for text in (was, now)
            )
            notes.append(f"{label}: {was} → {now}")
        return "\n".join(notes)
