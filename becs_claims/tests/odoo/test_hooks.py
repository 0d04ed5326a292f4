from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.sql import column_exists, table_columns

from ... import hooks
from ..shared.accounting_case import AccountingCase


@tagged("post_install", "-at_install")
class TestHooks(AccountingCase):
    """A ledger that was there before the add-on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.product_a.copy({"name": "Delivery", "type": "service"})
        cls.invoice = cls.entry("out_invoice")
        cls.refund = cls.entry("out_refund")
        cls.reversals = cls.invoice._reverse_moves()
        cls.reversals |= cls.entry("out_invoice")._reverse_moves()
        cls.env.flush_all()
        # as it is before the add-on is there, and told of every row that is written
        cls.env.cr.execute(
            """
            UPDATE account_move_line SET becs_goods_returned = NULL;
            CREATE TEMPORARY TABLE written (id int);
            CREATE FUNCTION pg_temp.tell() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO written VALUES (OLD.id); RETURN NULL; END $$;
            CREATE TRIGGER tell AFTER UPDATE ON account_move_line
               FOR EACH ROW EXECUTE FUNCTION pg_temp.tell();
            """
        )
        cls.env.invalidate_all()

    @classmethod
    def entry(cls, move_type):
        return cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": cls.partner_a.id,
                "invoice_date": "2026-03-01",
                "invoice_line_ids": [
                    Command.create({"product_id": product.id, "price_unit": 10})
                    for product in (cls.product_a, cls.product_a, cls.service)
                ],
            }
        )

    def written(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT id FROM written ORDER BY id")
        return [line_id for [line_id] in self.env.cr.fetchall()]

    def install(self):
        hooks.post_init_hook(self.env(su=True))

    def test_goods_that_came_back_are_ticked_and_nothing_else_is_written(self):
        back = self.reversals.line_ids.filtered(
            lambda line: line.product_id == self.product_a
        )
        self.assertEqual(len(back), 4)
        dates = {line: line.write_date for line in back}
        with patch.object(hooks, "BATCH", 3):
            self.install()
        self.assertEqual(self.written(), sorted(back.ids))
        every = (self.invoice | self.refund | self.reversals).line_ids
        self.assertEqual(every.filtered("becs_goods_returned"), back)
        self.env.invalidate_all()
        self.assertEqual({line: line.write_date for line in back}, dates)

    def test_what_is_ticked_is_what_a_new_credit_note_gets(self):
        self.install()
        lines = (self.invoice | self.refund | self.reversals).line_ids
        ticked = lines.filtered("becs_goods_returned")
        lines._compute_becs_goods_returned()
        self.assertEqual(lines.filtered("becs_goods_returned"), ticked)

    def test_what_is_ticked_already_is_not_written_again(self):
        self.install()
        count = len(self.written())
        self.install()
        self.assertEqual(len(self.written()), count)

    def test_the_column_is_there_before_odoo_looks_for_it(self):
        cr = self.env.cr
        cr.execute("ALTER TABLE account_move_line DROP COLUMN becs_goods_returned")
        hooks.pre_init_hook(self.env)
        self.assertTrue(column_exists(cr, "account_move_line", "becs_goods_returned"))
        # what is there is left alone
        hooks.pre_init_hook(self.env)
        # Odoo computes the rows there are only of a column that is new
        lines = self.env["account.move.line"]
        field = lines._fields["becs_goods_returned"]
        self.assertFalse(field.update_db(lines, table_columns(cr, lines._table)))
        self.assertEqual(self.written(), [])
