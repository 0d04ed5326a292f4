from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...validation import unknown


class BecsClaimNames(models.AbstractModel):
    """Resolving what a claim's distributor writes, from the claim."""

    _name = "becs.claim.names"
    _description = "Unknown Names of a Claim"

    def action_resolve_names(self):
        """Ask what the unknown codes and names of claims stand for."""
        self._check_names_open()
        self.env["becs.claim.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT kind, company_id, commercial_partner_id, name FROM (%s) n",
                unknown.names(SQL("claim.id = ANY(%s)", self.ids)),
            )
        )
        return self.env["becs.unknown"]._open_texts(_texts(self.env, rows), self)

    def _check_names_open(self):
        """Refuse claims whose lines may not be resolved any more."""
        self.check_access("write")
        late = self.filtered(lambda claim: claim.state not in unknown.OPEN)
        if late:
            raise UserError(
                self.env._(
                    "%(claim)s was approved: product and end customer of its lines "
                    "stay. Send its rejected lines again in another claim.",
                    claim=late[0].display_name,
                )
            )


class BecsClaimLineNames(models.AbstractModel):
    """Resolving what the distributor of a line writes, from the line."""

    _name = "becs.claim.line.names"
    _description = "Unknown Names of Claim Lines"

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
            return self.env["becs.unknown"]._open_texts(
                texts if text else set(), claims, instead_of=target.id
            )
        rows = self.env.execute_query(
            SQL(
                "SELECT kind, company_id, commercial_partner_id, name FROM (%s) n",
                unknown.names(SQL("l.id = ANY(%s)", self.ids)),
            )
        )
        return self.env["becs.unknown"]._open_texts(_texts(self.env, rows), claims)

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
        row = self.env["becs.unknown"]._make(
            {(kind, self.company_id, self.commercial_partner_id, text)}, self.claim_id
        )
        row["product_id" if kind == "product" else "customer_id"] = target
        return row._action_open(self.env._("Remember"))


def _texts(env, rows):
    """Return {(kind, company, distributor, text)} of rows with ids."""
    return {
        (
            kind,
            env["res.company"].browse(company_id),
            env["res.partner"].browse(partner_id),
            text,
        )
        for kind, company_id, partner_id, text in rows
    }
