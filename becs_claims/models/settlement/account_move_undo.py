from odoo import models
from odoo.exceptions import UserError

from ...settlement import store
from ...storage import history


class AccountMove(models.Model):
    """What becomes of claim lines when their credit note is undone, wholly or in part.

    A credit note has one line per program. A reversal takes back the claim lines of
    every program whose amount it takes back in full, alone or together with reversals
    before. Of a smaller part it cannot be told which claim lines it means: they stay
    credited, and the claims say so.
    """

    _inherit = "account.move"

    def _free_becs_lines(self, lines=None):
        """Take the claim lines off credit notes that are undone, and hold them.

        :param lines: of the credit notes, where not all of them are undone
        """
        notes = self._becs_credit_notes()
        if lines is None:
            lines = notes.line_ids
        if not notes or not lines:
            return
        carried = history.carried(self.env, lines.ids)
        counts = store.free(self.env, lines.ids)
        if not counts:
            return
        # whoever may undo the credit note opens its claims, with or without a role
        claims = self.env["becs.claim"].sudo()
        claims._reopen_uncredited(counts, notes)
        claims._record_reversed(carried)

    def _take_back_becs_lines(self):
        """Free what these reversals, just posted, take back."""
        reversals = self.filtered(
            lambda move: move.state == "posted" and move.reversed_entry_id
        )
        for note in reversals.reversed_entry_id._becs_credit_notes():
            note._free_becs_lines(note._becs_lines_taken_back())
            if note._becs_is_reversed():
                continue
            for reversal in reversals & note.reversal_move_ids:
                if rest := reversal._becs_unexplained():
                    reversal._notify_becs_rest(rest)

    def _becs_posted_reversals(self):
        return self.reversal_move_ids.filtered(lambda move: move.state == "posted")

    def _becs_is_reversed(self):
        """Whether the credit note is taken back in full."""
        self.ensure_one()
        reversals = self._becs_posted_reversals()
        return bool(reversals) and not self.currency_id.compare_amounts(
            sum(reversals.mapped("amount_total")), self.amount_total
        )

    def _becs_lines_taken_back(self):
        """Lines of the credit note that reversals take back in full."""
        self.ensure_one()
        lines = self._becs_product_lines()
        if self._becs_is_reversed():
            return lines
        back = {
            program: sum(own.mapped("price_subtotal"))
            for program, own in self._becs_posted_reversals()
            .invoice_line_ids.filtered(lambda line: line.display_type == "product")
            .grouped("becs_program_id")
            .items()
        }
        return lines.filtered(
            lambda line: (
                line.price_subtotal
                and line.becs_program_id in back
                and not self.currency_id.compare_amounts(
                    back[line.becs_program_id], line.price_subtotal
                )
            )
        )

    def _becs_unexplained(self):
        """What a reversal takes back before tax without saying of which claim lines."""
        self.ensure_one()
        note = self.reversed_entry_id
        explained = {line.becs_program_id for line in note._becs_lines_taken_back()}
        return sum(
            line.price_subtotal
            for line in self._becs_product_lines()
            if line.becs_program_id not in explained
        )

    def _notify_becs_rest(self, amount):
        note = self.reversed_entry_id
        text = self.env._(
            "%(reversal)s takes back %(amount)s before tax of %(note)s, which is not "
            "all that was credited for a program: it cannot be told which claim lines "
            "are meant, and they stay credited. To take back the credit of certain "
            "lines, decide on these lines anew; the next run settles the difference.",
            reversal=self.display_name,
            amount=self.currency_id.format(amount),
            note=note.display_name,
        )
        # whoever reverses a credit note tells its claims, with or without a role
        claims = self.env["becs.claim"].browse(note.sudo().becs_claim_ids.ids).sudo()
        claims._message_log_batch(dict.fromkeys(claims.ids, text))
        (note | self)._message_log_batch(dict.fromkeys((note | self).ids, text))

    def _becs_standing(self):
        """Credit notes that pay: posted, and not taken back in full."""
        return self.filtered(
            lambda move: move.state == "posted" and not move._becs_is_reversed()
        )

    def _check_becs_reversal(self):
        """Refuse to post as a reversal what does not take the credit note back."""
        for move in self:
            note = move.reversed_entry_id._becs_credit_notes()
            if not note:
                continue
            if (
                move.commercial_partner_id == note.commercial_partner_id
                and move.currency_id == note.currency_id
                and move.move_type != note.move_type
            ):
                continue
            raise UserError(
                self.env._(
                    "%(move)s names %(note)s as what it reverses, which credits "
                    "back-end claims, but is not for the same distributor and currency "
                    "the other way round. Reverse the credit note with its button "
                    "Reverse, or take its name off here.",
                    move=move.display_name,
                    note=note.display_name,
                )
            )

    def _check_becs_reversed_stays(self, reversed_id):
        """Refuse to make a posted document a reversal of a credit note, or no more.

        :param reversed_id: id of what it is to reverse, or none
        """
        named = self.browse(reversed_id or ())
        for move in self.filtered(lambda move: move.state == "posted"):
            before = move.reversed_entry_id
            if before != named and (move | before | named)._becs_credit_notes():
                raise UserError(
                    self.env._(
                        "What %(move)s reverses stays as it was posted, because claims "
                        "for back-end credits hang on it. Reset it to draft first.",
                        move=move.display_name,
                    )
                )

    def _check_becs_reversal_stays(self):
        for move in self.filtered(lambda move: move.state == "posted"):
            note = move.reversed_entry_id._becs_credit_notes()
            if not note:
                continue
            freed = {line.becs_program_id for line in note._becs_lines_taken_back()}
            own = {line.becs_program_id for line in move._becs_product_lines()}
            if note._becs_is_reversed() or freed & own:
                raise UserError(
                    self.env._(
                        "This takes back a back-end credit, and the claim lines were "
                        "put on hold for it. It stays posted; release the claim lines "
                        "to have them credited again."
                    )
                )
