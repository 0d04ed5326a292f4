from odoo import models
from odoo.exceptions import UserError

from ..models.approval.input_mixin import Change
from ..models.odoo import merging


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging distributors, their people and end customers.

    Claims, programs, words, stock, portal rights and history follow. What nobody can
    decide by itself is to be settled first.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env.flush_all()
        # whoever may merge contacts merges what hangs on them, seen or not
        self._becs_record(src_partners.sudo(), dst_partner.sudo())
        self._becs_check(src_partners.sudo(), dst_partner.sudo())
        self._becs_keep_rights(src_partners.sudo(), dst_partner.sudo())
        merging.fold(self.env, src_partners.ids, dst_partner.id)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        merging.follow(self.env, src_partners.ids, dst_partner.id)
        self.env.invalidate_all()
        dst_partner._forget_portal_rights()
        return result

    def _becs_record(self, sources, destination):
        """Claims may be validated otherwise by the contacts that are left."""
        label = self.env._("Merged with it")
        # contacts of companies that become one act for that one
        contacts = sources.with_context(active_test=False).search(
            [("id", "child_of", sources.ids)]
        )
        clerks = set().union(
            *(contact._clerk_scopes() for contact in contacts | destination)
        )
        destination.with_user(self.env.user).sudo()._record_input(
            Change(
                destination._input_name(),
                source._input_scopes() | destination._input_scopes() | clerks,
                [(label, None, (source.display_name, source.ids))],
                set(destination._price_scopes()),
            )
            for source in sources
        )

    def _becs_keep_rights(self, sources, destination):
        """Who has a login may do what it could; earlier names are remembered."""
        partners = sources | destination
        login = partners.filtered("user_ids")[:1] or destination
        # whoever may merge contacts may have what they were follow
        partners._write_guarded({"becs_portal_role": login.becs_portal_role})
        known = [
            number
            for partner in partners
            for number in (*(partner.becs_merged_ids or ()), partner.id)
            if number != destination.id
        ]
        destination._write_guarded({"becs_merged_ids": sorted(set(known))})
        self.env.flush_all()

    def _becs_check(self, sources, destination):
        """Refuse what would be lost or mixed up.

        :raise UserError: with what to settle first
        """
        for source in sources:
            self._becs_check_company(source, destination)
        partners = sources | destination
        # what would clash does so whoever sees it
        claims = self.env["becs.claim"].sudo()
        claims = claims.browse(merging.debit_numbers(self.env, partners.ids))
        if claims:
            raise UserError(
                self.env._(
                    "%(one)s and %(other)s have the same debit number %(number)s: "
                    "cancel one of them or change its number, then merge.",
                    one=claims[0].name,
                    other=claims[1].name,
                    number=claims[0].reference,
                )
            )
        sales = self.env["becs.pos.line"].sudo()
        sales = sales.browse(merging.sales(self.env, partners.ids))
        if sales:
            raise UserError(
                self.env._(
                    "The reports %(one)s and %(other)s both have line %(line)s of "
                    "document %(document)s: delete it from one of them, then merge.",
                    one=sales[0].report_id.name,
                    other=sales[1].report_id.name,
                    line=sales[0].line_ref,
                    document=sales[0].document,
                )
            )
        for model in ("becs.product.alias", "becs.customer.alias"):
            self._becs_check_words(self.env[model].sudo(), partners)

    def _becs_check_company(self, source, destination):
        """Companies become one, or people of one company; nobody changes sides."""
        one, other = source.commercial_partner_id, destination.commercial_partner_id
        if one == other or (one == source and other == destination):
            return
        if merging.is_used(self.env, source.ids):
            raise UserError(
                self.env._(
                    "%(contact)s has back-end credits of %(one)s, and %(destination)s "
                    "belongs to %(other)s: merge the two companies first.",
                    contact=source.display_name,
                    one=one.display_name,
                    destination=destination.display_name,
                    other=other.display_name,
                )
            )

    def _becs_check_words(self, model, partners):
        text, target = model._alias_text, model._alias_target
        words = model.browse(
            merging.words(self.env, model._table, text, target, partners.ids)
        )
        if words:
            raise UserError(
                self.env._(
                    "“%(word)s” stands for %(one)s with %(first)s and for %(other)s "
                    "with %(second)s: delete or change one of these entries, then "
                    "merge.",
                    word=words[0][text],
                    one=words[0][target].display_name,
                    first=words[0].partner_id.display_name,
                    other=words[1][target].display_name,
                    second=words[1].partner_id.display_name,
                )
            )
