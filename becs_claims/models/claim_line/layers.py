from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL

from ...validation.expr import text_key


class BecsClaimLine(models.Model):
    """Which purchases the into-stock price of a line comes from, in words."""

    _inherit = "becs.claim.line"

    def _explain_layers(self):
        source = (
            self._validated_by(self.program_id).into_stock_source
            or self.company_id.becs_into_stock_source
        )
        if source == "fifo":
            return self._explain_fifo()
        if source == "average":
            return [self._explain_average()]
        return super()._explain_layers()

    def _explain_fifo(self):
        """What units cost, layer by layer, in the order in which they are used up."""
        uses = self._uses_of_sales().get(self._origin)
        if not uses:
            return [
                self.env._(
                    "That is what the next units in stock would cost; the line uses "
                    "none."
                )
            ]
        in_order = uses.sorted(lambda use: (use.is_beyond, use.id))
        return [self._explain_use(use) for use in in_order]

    def _explain_average(self):
        """Over which purchases the mean was taken."""
        return self.env._(
            "That is the mean of what was bought after %(first)s and up to %(last)s, "
            "less what went back.",
            first=self._date(self.date_ship - relativedelta(years=1)),
            last=self._date(self.date_ship),
        )

    def _explain_use(self, use):
        # the number of an invoice is told to who may see the claim
        move = use.sudo().move_line_id.move_id
        if move:
            origin, day = move.name, move.invoice_date
            buyer = move.commercial_partner_id
            if self._for_distributor() and buyer != self.commercial_partner_id:
                origin = self.env._("purchase")
        else:
            kinds = use.adjustment_id._fields["kind"]._description_selection(self.env)
            origin = dict(kinds)[use.adjustment_id.kind].lower()
            day = use.adjustment_id.date
        values = {
            "quantity": self._number(use.quantity),
            "price": self._price(use.unit_price, use.currency_id),
            "origin": origin,
            "day": self._date(day),
        }
        if use.is_beyond:
            return self.env._(
                "%(quantity)s more than are known to have been bought, at %(price)s "
                "like the last ones (%(origin)s of %(day)s).",
                **values,
            )
        return self.env._(
            "%(quantity)s at %(price)s (%(origin)s of %(day)s).", **values
        )

    def _uses_of_sales(self):
        """Uses of the sales that lines claim, as {line: uses}.

        They hang on one line of the sale, or on the reported lines it was matched with.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT l.id, array_agg(u.id ORDER BY u.id)
                  FROM becs_claim_line l
                  JOIN becs_claim_line same
                    ON l.pos_line_id IS NULL AND same.company_id = l.company_id
                   AND same.commercial_partner_id = l.commercial_partner_id
                   AND lower(btrim(same.pos_document)) = lower(btrim(l.pos_document))
                   AND same.product_id = l.product_id
                   AND %(same_ref)s IS NOT DISTINCT FROM %(ref)s
                  JOIN becs_layer_use u ON u.claim_line_id = same.id
                 WHERE l.id = ANY(%(ids)s)
                 GROUP BY l.id
                 UNION ALL
                SELECT l.id, array_agg(u.id ORDER BY u.id)
                  FROM becs_claim_line l
                  JOIN becs_pos_line linked ON linked.id = l.pos_line_id
                  JOIN becs_pos_line sold
                    ON sold.company_id = linked.company_id
                   AND sold.commercial_partner_id = linked.commercial_partner_id
                   AND lower(btrim(sold.document)) = lower(btrim(linked.document))
                   AND sold.product_id = linked.product_id
                   AND (%(ref)s IS NULL
                        OR %(sold_ref)s IS NOT DISTINCT FROM %(linked_ref)s)
                  JOIN becs_layer_use u ON u.pos_line_id = sold.id
                 WHERE l.id = ANY(%(ids)s)
                 GROUP BY l.id
                """,
                ids=self._origin.ids,
                ref=text_key(SQL("l.pos_line_ref")),
                same_ref=text_key(SQL("same.pos_line_ref")),
                sold_ref=text_key(SQL("sold.line_ref")),
                linked_ref=text_key(SQL("linked.line_ref")),
            )
        )
        Use = self.env["becs.layer.use"]
        every = [use_id for _line, use_ids in rows for use_id in use_ids]
        return {
            self.browse(line_id): Use.browse(use_ids).with_prefetch(every)
            for line_id, use_ids in rows
        }
