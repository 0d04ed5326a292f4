from odoo import models
from odoo.tools import SQL

from ...lookup import unresolved
from ..claim.names import texts_of


class BecsClaimLine(models.Model):
    """Resolving what the distributor of a line writes, from the line."""

    _inherit = "becs.claim.line"

    def action_resolve_names(self):
        """Ask what the unknown codes and names of lines stand for.

        On a single line also what is known can be put right: the context key
        ``becs_kind`` tells which of the two.
        """
        claims = self.claim_id
        claims._check_names_open()
        kind = self.env.context.get("becs_kind")
        if kind and len(self) == 1:
            text, target = self._name_of(kind)
            texts = {(kind, self.company_id, self.commercial_partner_id, text)}
            return self.env["becs.name.resolution"]._open_texts(
                texts if text else set(), claims, instead_of=target.id
            )
        rows = self.env.execute_query(
            SQL(
                "SELECT kind, company_id, commercial_partner_id, name FROM (%s) n",
                unresolved.names(SQL("l.id = ANY(%s)", self.ids)),
            )
        )
        return self.env["becs.name.resolution"]._open_texts(
            texts_of(self.env, rows), claims
        )

    def _name_of(self, kind):
        """Return what the line states and what that is resolved to."""
        self.ensure_one()
        if kind == "product":
            return (self.product_ref or "").strip(" "), self.product_id
        return (self.end_customer_name or "").strip(" "), self.end_customer_id

    def get_alias_offer(self, kind: str):
        """Tell what could be remembered after a person resolved the line by hand.

        :param kind: ``product`` or ``customer``
        :return: the sentence of the offer, or False when there is nothing to remember
        """
        self.ensure_one()
        text, target = self._name_of(kind)
        if not text or not target:
            return False
        model = "becs.product.alias" if kind == "product" else "becs.customer.alias"
        alias = self.env[model]._known(self.commercial_partner_id, [text]).get(text)
        if alias and alias[alias._alias_target] == target:
            return False
        return self.env._(
            "%(distributor)s writes “%(text)s”. Shall it be %(target)s from now on, "
            "and on its other open lines?",
            distributor=self.commercial_partner_id.display_name,
            text=text,
            target=target.display_name,
        )

    def action_remember_name(self):
        """Offer to remember what a person resolved the line to; see the dialog."""
        self.ensure_one()
        self.check_access("write")
        kind = self.env.context["becs_kind"]
        text, target = self._name_of(kind)
        row = self.env["becs.name.resolution"]._make(
            {(kind, self.company_id, self.commercial_partner_id, text)}, self.claim_id
        )
        row["product_id" if kind == "product" else "customer_id"] = target
        return row._action_open(self.env._("Remember"))
