from odoo import SUPERUSER_ID, api, models


class BecsInputMixin(models.AbstractModel):
    """Records that claims are judged by: what people change about them is kept.

    In ``becs.input.change``, whichever way they write. What the server does by itself
    and what people outside do is not: they approve nothing.
    """

    _name = "becs.input.mixin"
    _description = "What Claims Are Judged By"

    # whether a new record may make known prices otherwise
    _prices_by_creating = False

    def _input_fields(self):
        """Names of the fields that verdicts depend on."""
        raise NotImplementedError

    def _input_scopes(self):
        """Which claim lines the record is about, as it is now.

        :return: set of (scope, its id, id of a commercial partner or None), see
            ``becs.input.change``; empty while no line is judged by it
        """
        raise NotImplementedError

    def _price_scopes(self):
        """Which prices are worked out by the record, as it is now.

        Kept whether or not claims are judged by it: prices are also what a discount is
        measured by, see ``price_moves``.

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
            self._record_input(
                (
                    record._input_name(),
                    scopes,
                    {},
                    texts,
                    prices if self._prices_by_creating else {},
                )
                for record, scopes, texts, prices in records._input_states(
                    self._input_fields()
                )
            )
        return records

    def write(self, vals):
        names = self._input_fields() & vals.keys()
        if not names or not self._is_input_recorded():
            return super().write(vals)
        before = self._input_states(names)
        result = super().write(vals)
        self._record_input(
            (record._input_name(), scopes | scopes_now, old, new, prices | prices_now)
            for (record, scopes, old, prices), (_, scopes_now, new, prices_now) in zip(
                before, self._input_states(names), strict=True
            )
        )
        return result

    def unlink(self):
        if not self._is_input_recorded():
            return super().unlink()
        gone = [
            (record._input_name(), scopes, texts, {}, prices)
            for record, scopes, texts, prices in self._input_states(
                self._input_fields()
            )
        ]
        result = super().unlink()
        self._record_input(gone)
        return result

    # Telling

    def _input_name(self):
        """What is changed, in words."""
        model = self.env["ir.model"]._get(self._name)
        return f"{model.name}: {self.display_name}"

    def _input_states(self, names):
        """What the records are now.

        As superuser: what it was may be told although the user does not see all of it.

        :param names: of fields
        :return: [(record, its scopes, {label of a field: (its value in words, ids of
            records)}, {scope of prices: labels of the fields that count})]; no values
            where it is about nothing
        """
        labels = {
            name: self._fields[name]._description_string(self.env)
            for name in sorted(names)
        }
        states = []
        for record in self.sudo():
            scopes, prices = record._input_scopes(), record._price_scopes()
            texts = {}
            for name, label in labels.items() if scopes or prices else ():
                field, value = record._fields[name], record[name]
                text = field.convert_to_export(value, record)
                if text not in ("", False, None):
                    ids = value.ids if field.relational else []
                    texts[label] = (str(text), ids)
            of_prices = {
                scope: {labels[name] for name in labels.keys() & of_scope}
                for scope, of_scope in prices.items()
            }
            states.append((record, scopes, texts, of_prices))
        return states

    @api.model
    def _record_input(self, changes):
        """Keep changes, as far as they are any and concern lines.

        :param changes: of (what is changed, scopes as in :meth:`_input_scopes`, what it
            was, what it is now: {label: (text, ids)}, {scope of prices: labels})
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
                    "is_price": (scope, scope_id, partner_id) in moved,
                }
                for name, scopes, old, new, prices in changes
                if old != new
                for moved in [
                    {
                        scope
                        for scope, labels in prices.items()
                        if any(old.get(label) != new.get(label) for label in labels)
                    }
                ]
                for scope, scope_id, partner_id in sorted(scopes | moved, key=repr)
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
            if was == now:  # of namesakes the number tells which
                was, now = f"{was} {was_ids}", f"{now} {now_ids}"
            notes.append(f"{label}: {was} → {now}")
        return "\n".join(notes)
