from odoo import api, fields, models
from odoo.fields import Command

from ...validation.resolve import customers, products


class BecsRequest(models.Model):
    """From what both sides agreed on to the program that pays it."""

    _inherit = "becs.request"

    program_id = fields.Many2one(
        "becs.program",
        compute="_compute_program_id",
        compute_sudo=True,
        help="The authorization that was issued for the request.",
    )

    @api.depends("program_ids")
    def _compute_program_id(self):
        for request in self:
            request.program_id = request.program_ids[:1]

    def action_open_program(self):
        """Open the program that was made of the request."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "becs.program",
            "res_id": self.program_id.id,
            "views": [(False, "form")],
        }

    def _agree(self):
        """Make the programs of what was offered, issue their numbers and tell them."""
        for request in self:
            program = request._make_program()
            request._write_guarded({"state": "accepted"})
            request._record_words(
                self.env._(
                    "Agreed: authorization %(number)s was issued.", number=program.code
                )
            )
        self._notify_status("accepted")

    def _make_program(self):
        """Create the approved program; its number comes from the sequence."""
        self.ensure_one()
        # approved by who made the offer, whoever of the distributor accepts it
        request = self.sudo()
        company = request.company_id
        program = (
            self.env["becs.program"]
            .sudo()
            .with_company(company)
            # the distributor's person is no follower of ours
            .with_context(mail_create_nosubscribe=True)
            .create(
                {
                    "name": self.env._(
                        "%(customer)s: special price",
                        customer=request.end_customer_id.name,
                    ),
                    "request_id": request.id,
                    "program_type": request.request_type,
                    "company_id": company.id,
                    "currency_id": request.currency_id.id,
                    "user_id": (request.answered_by_id or request.user_id).id,
                    "distributor_ids": [Command.set(request.commercial_partner_id.ids)],
                    "end_customer_ids": [
                        Command.set(request.end_customer_id.commercial_partner_id.ids)
                    ],
                    "date_start": request.date_from,
                    "date_end": request.date_to,
                    "line_ids": [
                        Command.create(line._program_line_values())
                        for line in request.line_ids
                        if line.offered_decision != "refuse"
                    ],
                }
            )
        )
        program.action_approve()
        return program

    def _known_names(self):
        """What the distributor's words stand for already.

        :return: {product code: id of the product}; id of the end customer or None
        """
        partner, company = self.commercial_partner_id, self.company_id
        refs = {line.product_ref for line in self.line_ids if line.product_ref}
        pair = ((self.end_customer_name or "").strip(), None)
        return (
            products.find(self.env, company, partner, refs),
            customers.find(self.env, company, partner, [pair]).get(pair),
        )
