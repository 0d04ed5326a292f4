from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..approval import price_moves
from . import given_away
from .amendment import AMENDABLE

SHOWN = 50  # changes that are told in full


class BecsProgram(models.Model):
    """Prices of an authorized price list that were changed since they were approved.

    A price list is read as it is, so that whoever changes its prices, or those they are
    worked out from, changes the terms of the programs that use it. Until another person
    confirmed them, who changed them approves no claim that is paid by the program, nor
    does anybody with a limit for special prices, nor the system.
    """

    _inherit = "becs.program"

    input_horizon = fields.Char(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Prices were changed up to here when the program was entered, approved, "
        "or its prices confirmed last, see becs.input.change.",
    )
    last_changed_price = fields.Integer(
        compute="_compute_changed_prices",
        compute_sudo=True,
        aggregator=None,
        export_string_translation=False,
        help="Number of the last change of prices that nobody confirmed; 0: none.",
    )
    changed_prices_html = fields.Html(
        "Prices to Confirm",
        compute="_compute_changed_prices",
        compute_sudo=True,
        sanitize=False,
    )

    has_changed_prices = fields.Boolean(
        "Has Prices to Confirm",
        compute="_compute_changed_prices",
        compute_sudo=True,
        search="_search_has_changed_prices",
    )

    def _prepare_create_values(self, vals_list):
        # here and not in create(), which does not take it from people
        horizon = self.env["becs.input.change"]._horizon()
        for vals in vals_list:
            vals["input_horizon"] = horizon
        return super()._prepare_create_values(vals_list)

    @api.depends("input_horizon", "state", "pricelist_id", "line_ids")
    @api.depends_context("lang", "tz")
    def _compute_changed_prices(self):
        saved = self._origin.filtered(lambda program: program.state in AMENDABLE)
        changed = saved._changed_prices_each()
        for program in self:
            moves = changed.get(program._origin.id, [])
            program.has_changed_prices = bool(moves)
            program.last_changed_price = max((move.id for move in moves), default=0)
            program.changed_prices_html = bool(moves) and self.env["ir.qweb"]._render(
                "becs_claims.program_changed_prices",
                {
                    "moves": [program._explain_move(move) for move in moves[:SHOWN]],
                    "more": max(len(moves) - SHOWN, 0),
                },
            )

    @api.model
    def _search_has_changed_prices(self, operator, value):
        if operator != "in":
            return NotImplemented
        # all are asked at once; which of them the user sees is not asked here
        changed = self.sudo()._all_changed_prices()
        ids = [program_id for program_id, moves in changed.items() if moves]
        return Domain("id", "in", ids) & Domain("state", "in", AMENDABLE)

    def action_confirm_prices(self):
        """Let programs pay by the prices as they are now.

        Of several those that have changed prices and that the user may confirm.

        :return: a message for the screen where some of them are refused, with why
        :raise UserError: when nothing is to be confirmed, or for none of them: the user
            is not an approver, changed prices, or may not give so much away
        """
        self.check_access("write")
        self._check_role("group_approver")
        programs = self
        if len(self) > 1:
            # who changed prices is no matter here, only whether anybody did
            changed = self.sudo()._changed_prices_each()
            programs = self.filtered(lambda program: changed[program.id])
        if not programs:
            raise UserError(
                self.env._("The prices of these programs are confirmed already.")
            )
        if len(programs) == 1 == len(self):
            programs._confirm_changed_prices()
            return None
        refused = []
        for program in programs:
            try:
                program._confirm_changed_prices()
            except UserError as error:  # before anything is written
                refused.append(str(error))
        if len(refused) == len(programs):
            raise UserError("\n".join(refused))
        return self._explain_refused(refused) if refused else None

    def _explain_refused(self, refused):
        """What says on the screen why prices of some programs are not confirmed."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "title": self.env._(
                    "Prices of %(count)s programs are not confirmed", count=len(refused)
                ),
                "message": "\n".join(refused),
                "sticky": True,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _confirm_changed_prices(self):
        """Confirm those of one program, see :meth:`action_confirm_prices`."""
        self.ensure_one()
        self._expect_state(*AMENDABLE)
        # who changed prices is told to who confirms them
        program = self.sudo()
        moves = program._changed_prices()
        if not moves:
            raise UserError(
                self.env._(
                    "The prices of %(program)s are confirmed already.",
                    program=self.display_name,
                )
            )
        seen = self.env.context.get("becs_seen", moves[-1].id)
        if seen != moves[-1].id:
            raise UserError(
                self.env._(
                    "Prices of %(program)s were changed meanwhile. Reload the page and "
                    "look at them as they are now.",
                    program=self.display_name,
                )
            )
        note = self._check_release(
            program._price_writers(moves), self._given_away(), self._name_prices()
        )
        self._confirm_prices()
        self._message_log(
            body=self.env["ir.qweb"]._render(
                "becs_claims.program_confirmed_prices",
                {
                    "moves": [program._explain_move(move) for move in moves],
                    "more": 0,
                    "note": note,
                },
            )
        )

    def _confirm_prices(self):
        """Take the prices as they are now; the caller checked what the user may do."""
        self._write_guarded({"input_horizon": self.env["becs.input.change"]._horizon()})

    def _name_prices(self):
        return self.env._("the changed prices of %s", self.display_name)

    def _explain_move(self, move):
        """A change in words, to be shown among the others."""
        return {
            "who": self.env["res.users"].browse(move.user_id).name,
            "date": format_datetime(self.env, move.date),
            "name": move.name,
            "lines": move.note.splitlines(),
        }

    def _changed_prices(self):
        """Changes of authorized prices that nobody confirmed.

        Of a program that is not approved yet: since it was entered.

        :return: list of :class:`.price_moves.Move`, the oldest first
        """
        self.ensure_one()
        return self._changed_prices_each()[self.id]

    def _changed_prices_each(self):
        """The same of many programs at once.

        :return: {id of a program: list}
        """
        # price lists and rates of any company, whoever asks
        programs = self.sudo()
        scopes = given_away.authorized_scopes(programs)
        return price_moves.since_each(
            self.env,
            {
                program.id: (scopes.get(program, ()), program.input_horizon or None)
                for program in programs
            },
        )

    @api.model
    def _all_changed_prices(self):
        """The same of all programs, those that are archived among them."""
        kept = self.env["becs.program.terms"].search([("pricelist_id", "!=", False)])
        programs = kept.program_id | self.with_context(active_test=False).search(
            [("pricelist_id", "!=", False)]
        )
        return programs._changed_prices_each()

    def _price_writers(self, moves=None):
        """Who changed authorized prices, so that somebody else releases them."""
        if moves is None:
            moves = self._changed_prices()
        # who left changed them all the same
        return self.env["res.users"].sudo().browse({move.user_id for move in moves})
