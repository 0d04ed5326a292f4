from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL

from ...settlement import store

# what tells what a distributor bought, or gave back
PURCHASES = ("out_invoice", "out_refund")


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = [
        "becs.portal.closed.mixin",
        "account.move",
        "becs.guarded.core.mixin",
        "becs.input.mixin",
    ]

    becs_claim_ids = fields.Many2many(
        "becs.claim",
        "becs_claim_account_move_rel",
        "move_id",
        "claim_id",
        "Back-End Credit Claims",
        readonly=True,
        copy=False,
        groups="becs_claims.group_viewer",
    )
    becs_claim_count = fields.Integer(
        "Number of Credit Claims",
        compute="_compute_becs_claim_count",
        groups="becs_claims.group_viewer",
    )

    def _compute_becs_claim_count(self):
        for move in self:
            move.becs_claim_count = len(move.becs_claim_ids)

    def _input_fields(self):
        return {
            "commercial_partner_id",
            "currency_id",
            "invoice_date",
            "move_type",
            "partner_id",
            "reversed_entry_id",
            "state",
        }

    def _input_scopes(self):
        """What a distributor bought, or gave back."""
        if self.state != "posted" or self.move_type not in PURCHASES:
            return set()
        partner = self.commercial_partner_id
        known = self.env.cr.cache.setdefault("becs_buyers", {})
        if partner.id not in known:
            # asked of all moves at once, and once in a transaction
            partners = self.browse(self._prefetch_ids).commercial_partner_id | partner
            buyers = partners._becs_buying_for_distributors()
            known.update((one.id, one in buyers) for one in partners)
        if not known[partner.id]:
            return set()
        return {
            ("product", product.id, partner.id)
            for product in self.invoice_line_ids.product_id
        }

    def _note_becs_preparer(self):
        """Keep who changes what a draft will tell, besides who entered it.

        Odoo tells who changed it last, whatever that was.
        """
        user = self.env.user
        drafts = self.filtered(
            lambda move: (
                move.state == "draft"
                and move.move_type in PURCHASES
                and move.create_uid != user
            )
        )
        if drafts and self._is_input_recorded():
            self.env["becs.input.change"]._record_once(
                "invoice", drafts.ids, self.env["ir.model"]._get(self._name).name
            )

    def _becs_prepared_by(self):
        """Who of us entered or changed invoices, besides who posts them.

        A draft tells of no stock, so that what is changed of it is not kept yet; and
        what posts it may be the server, also as a copy of a recurring invoice.

        :return: {id of an invoice: ids of users}
        """
        invoices = self.filtered(lambda move: move.move_type in PURCHASES)
        if not invoices:
            return {}
        for model in (self, self.line_ids):
            model.flush_model(["create_uid", "write_uid"])
        self.env["becs.input.change"].flush_model()
        self.flush_model(["auto_post_origin_id"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE origin AS (
                    SELECT id AS move_id, id FROM account_move WHERE id = ANY(%s)
                     UNION
                    SELECT origin.move_id, copied.auto_post_origin_id
                      FROM origin JOIN account_move copied ON copied.id = origin.id
                     WHERE copied.auto_post_origin_id IS NOT NULL
                )
                SELECT prepared.move_id, array_agg(users.id ORDER BY users.id)
                  FROM (
                    SELECT origin.move_id, by.user_id
                      FROM origin
                      JOIN account_move move ON move.id = origin.id
                     CROSS JOIN LATERAL (
                        VALUES (move.create_uid), (move.write_uid)) by(user_id)
                     UNION
                    SELECT origin.move_id, by.user_id
                      FROM origin
                      JOIN account_move_line line ON line.move_id = origin.id
                     CROSS JOIN LATERAL (
                        VALUES (line.create_uid), (line.write_uid)) by(user_id)
                     UNION
                    SELECT origin.move_id, change.user_id
                      FROM origin
                      JOIN becs_input_change change
                        ON change.scope = 'invoice' AND change.scope_id = origin.id
                  ) prepared
                  JOIN res_users users ON users.id = prepared.user_id
                 WHERE NOT users.share AND users.id <> ALL(%s)
                 GROUP BY prepared.move_id
                """,
                invoices.ids,
                [SUPERUSER_ID, self.env.uid],
            )
        )
        return dict(rows)

    def _record_becs_prepared(self, prepared_by):
        """Keep that invoices are posted now, for who prepared them.

        :param prepared_by: see :meth:`_becs_prepared_by`
        """
        label = self._fields["state"]._description_string(self.env)
        states = dict(self._fields["state"]._description_selection(self.env))
        note = self._input_note(
            [(label, (states["draft"], []), (states["posted"], []))]
        )
        self.env["becs.input.change"]._record(
            [
                {
                    "name": move._input_name(),
                    "note": note,
                    "scope": scope,
                    "scope_id": scope_id,
                    "commercial_partner_id": partner_id,
                    "user_id": user_id,
                }
                # whoever posts need not see all of it
                for move in self.sudo()
                if move.id in prepared_by
                for scope, scope_id, partner_id in sorted(
                    move._input_scopes(), key=repr
                )
                for user_id in prepared_by[move.id]
            ]
        )

    def write(self, vals):
        if "becs_claim_ids" in vals and not self.env.su:
            raise AccessError(
                self.env._(
                    "Which claims a credit note pays follows from the run that created "
                    "it. Cancel the credit note to take them off."
                )
            )
        if "reversed_entry_id" in vals and not self.env.su:
            self._check_becs_reversed_stays(vals["reversed_entry_id"])
        if self._input_fields() & vals.keys():
            self._note_becs_preparer()
        undone = vals.get("state") in ("draft", "cancel")
        if undone:
            self._check_becs_reversal_stays()
        result = super().write(vals)
        if undone:
            self._free_becs_lines()
        return result

    def unlink(self):
        self._free_becs_lines()
        return super().unlink()

    def _post(self, soft=True):
        self._check_becs_lines()
        self._check_becs_reversal()
        prepared_by = self._becs_prepared_by()
        posted = super()._post(soft)
        posted._record_becs_prepared(prepared_by)
        posted._take_back_becs_lines()
        return posted

    def action_open_becs_claims(self):
        """The claims a credit note pays."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_claim"
        )
        return action | {"domain": [("id", "in", self.becs_claim_ids.ids)]}

    def action_open_becs_claim_lines(self):
        """The claim lines a credit note pays, down to the product."""
        self.ensure_one()
        return self.line_ids.becs_credit_ids.action_open_lines()

    def _becs_credit_notes(self):
        """Those that were made for claims, whoever asks."""
        # accountants without a role here must meet the same protection
        return self.filtered(lambda move: move.sudo().becs_claim_ids)

    def _becs_paid_share(self):
        """Which share of it is settled, from 0 to 1."""
        self.ensure_one()
        if not self.amount_total:
            return 1.0
        return 1 - abs(self.amount_residual / self.amount_total)

    def _becs_portal_figure(self):
        """A credit note as its distributor sees it; see ``_becs_credit_notes``."""
        self.ensure_one()
        # an invoice takes back more than was credited
        sign = -1 if self.move_type == "out_invoice" else 1
        share = self._becs_paid_share()
        if self.reversal_move_ids.filtered(lambda move: move.state == "posted"):
            label, color = self.env._("Taken back"), "light"
        elif self.currency_id.is_zero(self.amount_residual):
            label, color = self.env._("Paid"), "success"
        elif share > 0:
            label, color = self.env._("Paid in part"), "info"
        else:
            label, color = self.env._("Not paid yet"), "warning"
        return {
            "move": self,
            "url": f"/my/invoices/{self.id}",
            "claims": [
                {"url": f"/my/becs/claims/{claim.id}", "name": claim.display_name}
                for claim in self.becs_claim_ids
            ],
            "label": label,
            "color": color,
            "amount": sign * self.amount_total,
            "open": sign * self.amount_residual,
        }

    def _becs_product_lines(self):
        """Invoice lines in the order in which they were given, one per program."""
        self.ensure_one()
        lines = self.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        return lines.sorted(lambda line: (line.sequence, line.id))

    def _becs_take_included_taxes_out(self):
        """Make the amounts before tax what is credited.

        Claims are settled without tax. Where a tax of the credit product is included
        in the price, the price becomes what leaves exactly that amount before tax.
        """
        for move in self:
            commands = [
                Command.update(line.id, {"price_unit": price})
                for line in move._becs_product_lines()
                if (price := line._becs_price_with_included_taxes()) != line.price_unit
            ]
            if commands:
                move.write({"invoice_line_ids": commands})

    def _check_becs_lines(self):
        """A credit note for claims is posted with exactly its claim lines.

        :raise UserError: when its claim lines were taken off it, or amounts differ
        """
        notes = self._becs_credit_notes()
        if not notes:
            return
        carried = store.carried(self.env, notes.line_ids.ids)
        for note in notes:
            lines = note._becs_product_lines()
            if not any(line.id in carried for line in lines):
                raise UserError(
                    self.env._(
                        "%(note)s was undone, and its claim lines are no longer on it. "
                        "Release the lines from hold; the next run puts them on a new "
                        "credit note.",
                        note=note.display_name,
                    )
                )
            currency = note.currency_id
            # an invoice takes back what its lines come to
            sign = -1 if note.move_type == "out_invoice" else 1
            wanted = {line: sign * float(carried.get(line.id, 0)) for line in lines}
            if any(
                currency.compare_amounts(line.price_subtotal, amount)
                for line, amount in wanted.items()
            ) or currency.compare_amounts(note.amount_untaxed, sum(wanted.values())):
                raise UserError(
                    self.env._(
                        "The credit note comes to %(note)s before tax, its claim lines "
                        "to %(lines)s. Check the taxes and the rounding of the credit "
                        "product; the amounts of the lines are not to be changed.",
                        note=currency.format(note.amount_untaxed),
                        lines=currency.format(sum(wanted.values())),
                    )
                )
