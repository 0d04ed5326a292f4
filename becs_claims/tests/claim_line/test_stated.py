"""A field a distributor can state goes everywhere what it states goes."""

from datetime import date

from odoo import models
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ...intake import CLAIM
from ...intake.columns.fields import LINE_FIELDS, REFERENCES, STATED
from ...models.shared.portal_mixin import READABLE
from ...storage import resubmission, stated_lines
from ...validation.checks import rule_domains
from ..shared.validation_common import ValidationCase
from .test_corrections import CorrectionCase

# what a correction has of its own
NUMBERS = {
    "quantity",
    "book_price",
    "authorized_price",
    "resale_price",
    "unit_credit",
    "amount_stated",
}


def enterable(env):
    """The columns of a claim line that people enter."""
    return {
        name
        for name, field in env["becs.claim.line"]._fields.items()
        if field.store
        and field.column_type
        and not (field.readonly or field.compute or field.related)
        and name not in models.MAGIC_COLUMNS
    }


def stated(env, **values):
    """One value of its own for everything that can be stated."""
    Line = env["becs.claim.line"]
    of_type = {
        "char": lambda name, _place: f"of {name}",
        "text": lambda name, _place: f"of {name}",
        "float": lambda _name, place: 100 + place,
        "monetary": lambda _name, place: 100 + place,
        "date": lambda _name, place: date(2024, 3, 1 + place),
    }
    values = {"transaction_type": "sale", "resubmission_of_id": False, **values}
    for place, name in enumerate(sorted(enterable(env))):
        kind = Line._fields[name].type
        if name not in values and kind in of_type:
            values[name] = of_type[kind](name, place)
    return values


@tagged("post_install", "-at_install")
class TestStated(ValidationCase):
    def filed(self):
        """A line of a filed claim that states everything, and what it states."""
        [former] = self.validate({"authorization_ref": "nobody's"})
        values = stated(self.env, resubmission_of_id=former.id)
        row = values | {
            "sequence": 1,
            "amount_claimed": values["amount_stated"],
            "serial_numbers": [values["serial_numbers"]],
        }
        claim = self.new_claim()
        stated_lines.store(self.env, claim, [row])
        claim.state = "submitted"
        return claim.line_ids, values

    def assert_states(self, line, values):
        [read] = line.read(list(values), load=None)
        self.assertEqual(read, values | {"id": line.id})

    def test_what_can_be_entered_is_named(self):
        self.assertEqual(
            enterable(self.env),
            {"claim_id", "sequence", *STATED, *REFERENCES.values()},
        )

    def test_it_is_stored_from_files(self):
        line, values = self.filed()
        self.assert_states(line, values)

    def test_it_stays_once_filed(self):
        line, values = self.filed()
        for name in values:
            with (
                self.subTest(field=name),
                self.assertRaisesRegex(UserError, "was filed"),
            ):
                line.write({name: False})

    def test_it_is_resubmitted(self):
        line, values = self.filed()
        [copy_id] = resubmission.copy(self.env, line.ids, self.new_claim())
        copy = line.browse(copy_id)
        self.assert_states(copy, values | {"resubmission_of_id": line.id})

    def test_own_rules_may_look_at_it(self):
        for name in enterable(self.env):
            with self.subTest(field=name):
                self.assertTrue(
                    rule_domains.is_allowed(self.env, "becs.claim.line", name)
                )

    def test_the_distributor_reads_it(self):
        # a contact is told by the name the distributor wrote: it may have been found
        shown = enterable(self.env) - {"end_customer_id"}
        self.assertLessEqual(shown, READABLE["becs.claim.line"])

    def test_the_portal_tells_it(self):
        line, values = self.filed()
        shown = repr((line._portal_compared(), line._portal_stated()))
        texts = {
            "transaction_type": "Sale",
            "date_ship": line._date(line.date_ship),
        }
        for name in values.keys() - {"sequence", "resubmission_of_id"}:
            with self.subTest(field=name):
                self.assertIn(texts.get(name, str(values[name])), shown)

    def test_the_empty_form_has_a_column_for_it(self):
        self.assertEqual(set(CLAIM.template), LINE_FIELDS.keys() - {"resubmission_ref"})


@tagged("post_install", "-at_install")
class TestStatedOfCorrections(CorrectionCase):
    def test_a_correction_has_the_texts_and_days_of_its_line(self):
        values = {
            name: value
            for name, value in stated(self.env).items()
            if name not in NUMBERS
        }
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                "UPDATE becs_claim_line SET %s WHERE id = %s RETURNING id",
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), value or None)
                    for name, value in values.items()
                ),
                self.first.id,
            )
        )
        self.env.invalidate_all()
        [correction] = self.decide(self.first, "set", amount=70)
        own = {
            "transaction_type": "correction",
            "uom_ref": False,  # in the product's unit
            "serial_numbers": False,
        }
        for name, value in (values | own).items():
            with self.subTest(field=name):
                self.assertEqual(correction[name] or False, value)
