from markupsafe import Markup

from odoo import models

from ..shared import shown

ROW = Markup("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>")


class BecsRequest(models.Model):
    """What was asked, offered and agreed, kept in the chatter word for word.

    Both sides read these messages; nobody is mailed because of them.
    """

    _inherit = "becs.request"

    def _record_wishes(self):
        for request in self:
            rows = [
                ROW
                % (
                    line.product_ref,
                    request._number(line.quantity),
                    request._money(line.wanted_price),
                    request._competition(line),
                )
                for line in request.line_ids
            ]
            request._record(
                self.env._("Asked for:"),
                request.reason,
                [
                    self.env._("Product"),
                    self.env._("Quantity"),
                    self.env._("Wanted price"),
                    self.env._("Competitor"),
                ],
                rows,
            )

    def _record_offer(self, state):
        titles = {
            "accepted": self.env._("Accepted as asked:"),
            "refused": self.env._("Refused:"),
            "countered": self.env._("Counter-offer:"),
        }
        answers = {
            "accept": self.env._("as asked for"),
            "counter": self.env._("our offer"),
            "refuse": self.env._("refused"),
        }
        for request in self:
            rows = [
                ROW
                % (
                    line.product_ref,
                    request._number(line.offered_quantity),
                    request._money(line.offered_price),
                    " – ".join(
                        filter(
                            None, [answers[line.offered_decision], line.offered_note]
                        )
                    ),
                )
                for line in request.line_ids
            ]
            request._record(
                titles[state],
                request.offered_answer,
                [
                    self.env._("Product"),
                    self.env._("Quantity"),
                    self.env._("Offered price"),
                    self.env._("Answer"),
                ],
                rows,
            )

    def _record_words(self, event, reason=""):
        self._record(event, reason, [], [])

    def _record(self, title, text, heads, rows):
        """Post for both sides to read; every text is escaped here."""
        body = Markup("<p>%s</p>") % title
        if (text or "").strip():
            body += Markup("<blockquote>%s</blockquote>") % text.strip()
        if rows:
            head = Markup("").join(Markup("<th>%s</th>") % name for name in heads)
            body += Markup('<table class="table table-sm"><tr>%s</tr>%s</table>') % (
                head,
                Markup("").join(rows),
            )
        # the distributor's people write no messages by themselves
        self.sudo().message_post(
            body=body,
            message_type="notification",
            subtype_xmlid="becs_claims.mt_request_history",
        )

    def _competition(self, line):
        price = self._money(line.competitor_price) if line.competitor_price else ""
        parts = (self.competitor, line.competitor_product, price)
        return ", ".join(part for part in parts if part)

    def _money(self, price):
        """A price with all its digits and the currency, in the user's language."""
        return shown.price(self.env, price, self.currency_id)

    def _number(self, number):
        """A number with the digits it has, in the user's language."""
        return shown.number(self.env, number)
