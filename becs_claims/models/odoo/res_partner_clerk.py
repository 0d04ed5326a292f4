"""Who made somebody able to act for a distributor on the portal is kept.

So that nobody approves what a login filed that it made itself.
"""

from odoo import models

from ..approval.input_mixin import Change


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _clerk_fields(self):
        # whoever reads the mails of a contact sets its password
        return {"becs_portal_role", "email", "is_becs_distributor", "parent_id"}

    def _clerk_scopes(self):
        return {("clerk", self.id, None)}

    def write(self, vals):
        moves = {"parent_id", "is_company"} & vals.keys()
        before = {one: one.commercial_partner_id for one in self if moves}
        result = super().write(vals)
        for partner, company in before.items():
            if partner.commercial_partner_id != company:
                partner._record_becs_clerks(company)
        return result

    def _record_becs_clerks(self, company):
        """Keep that the contacts below it belong to another company now.

        :param company: they belonged to
        """
        label = self.env._("Company")
        # also those that the user does not see come along
        contacts = self.sudo().with_context(active_test=False)
        contacts = contacts.search([("id", "child_of", self.ids)])
        self._record_input(
            Change(
                contact._input_name(),
                contact._clerk_scopes(),
                [
                    (
                        label,
                        # its name alone, which may be of a company one is not in
                        (company.sudo().display_name, company.ids),
                        (
                            contact.commercial_partner_id.display_name,
                            contact.commercial_partner_id.ids,
                        ),
                    )
                ],
            )
            for contact in contacts
        )


class ResUsers(models.Model):
    _inherit = "res.users"

    def _clerk_fields(self):
        return {"active", "group_ids", "login", "partner_id"}

    def _clerk_scopes(self):
        return {("clerk", self.partner_id.id, None)} if self.share else set()

    def write(self, vals):
        result = super().write(vals)
        if vals.get("password"):
            label = self._fields["password"]._description_string(self.env)
            # whoever sets a password may log in by it; recorded whole, also where
            # one may set it and not read the user's contact
            self._record_input(
                Change(
                    user._input_name(),
                    user._clerk_scopes(),
                    [(label, None, (self.env._("set anew"), []))],
                )
                for user in self.sudo()
            )
        return result
