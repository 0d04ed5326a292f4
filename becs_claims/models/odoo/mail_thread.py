from odoo import models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..shared.portal_talk_mixin import TO_DISTRIBUTOR

# words that a person chose to say to the distributor, and what was asked and offered
TO_DISTRIBUTORS = (TO_DISTRIBUTOR, "becs_claims.mt_request_history")


class MailThread(models.AbstractModel):
    """Of the chatter of this add-on's records, distributors get what is for them.

    What is for them has a subtype of its own, *To the distributor*. All else, comments
    too, stays among the vendor's people, whoever follows or is named in it.
    """

    _inherit = "mail.thread"

    def _becs_has_talk(self):
        """Whether it is a record of which distributors read only what is for them."""
        return self._name.startswith("becs.")

    def _becs_distributor_subtypes(self):
        """The subtypes of messages that distributors read."""
        find = self.env["ir.model.data"]._xmlid_to_res_id
        return list(filter(None, (find(xmlid) for xmlid in TO_DISTRIBUTORS)))

    def _becs_contacts(self):
        """People of the distributor that are mailed what is for the distributor."""
        field = self._fields.get("partner_id")
        if not field or field.comodel_name != "res.partner":
            return self.env["res.partner"]
        # whoever writes about a record may not see the contact
        return self.sudo().partner_id

    def _becs_is_for(self, company):
        """Whether the record is for a distributor.

        :param company: the distributor's company
        """
        # only compared
        return (
            "commercial_partner_id" in self._fields
            and self.sudo().commercial_partner_id == company
        )

    def _becs_is_shared(self):
        """Whether several distributors read what is said."""
        return False

    def _becs_outsiders(self, partners):
        """Those of the contacts that are no people of the vendor."""
        # only sorted out; what they are is told to nobody
        return partners.sudo().filtered(
            lambda partner: (
                partner.partner_share
                and (
                    partner.user_ids
                    or partner.commercial_partner_id.is_becs_distributor
                    or self._becs_is_for(partner.commercial_partner_id)
                )
            )
        )

    def message_post(self, **kwargs):
        if not self._becs_has_talk() or len(self) != 1:
            return super().message_post(**kwargs)
        author_id, _email = self._message_compute_author(
            kwargs.get("author_id"), kwargs.get("email_from")
        )
        author = self.env["res.partner"].browse(author_id or None)
        kwargs = self._becs_addressed(kwargs, author)
        message = super().message_post(**kwargs)
        to_distributor = self.env["ir.model.data"]._xmlid_to_res_id(TO_DISTRIBUTOR)
        if (
            author
            and not author.partner_share
            and message.subtype_id.id == to_distributor
            and not self.env.context.get("mail_post_autofollow_author_skip")
        ):
            # who writes hears the answer, as of comments
            self._message_subscribe(partner_ids=author.ids)
        return message

    def _becs_addressed(self, kwargs, author):
        """Arguments of :meth:`message_post` with the right kind and recipients.

        :raise UserError: where a comment names people of a distributor
        """
        find = self.env["ir.model.data"]._xmlid_to_res_id
        to_distributor = find(TO_DISTRIBUTOR)
        subtype = kwargs.get("subtype_id")
        if kwargs.get("subtype_xmlid"):
            subtype = find(kwargs["subtype_xmlid"])
        kind = kwargs.get("message_type", "notification")
        named = self.env["res.partner"].browse(kwargs.get("partner_ids") or [])
        if not to_distributor:
            return kwargs  # while the add-on is installed
        if (
            kind in ("comment", "email")
            and not kwargs.get("is_internal")
            and not self._becs_is_shared()  # others would read who it is for, too
            and self._becs_is_for(author.sudo().commercial_partner_id)
            and self._becs_outsiders(author)
        ):
            # what the distributor's people write themselves, a mail's answer too
            return {**kwargs, "subtype_xmlid": None, "subtype_id": to_distributor}
        if subtype == to_distributor:
            if self._becs_is_shared() and self._becs_outsiders(named):
                raise UserError(
                    self.env._(
                        "Others, too, read what is said on this program, and would see "
                        "for whom it is. Take people of distributors off the "
                        "recipients."
                    )
                )
            named |= self._becs_contacts()
        elif subtype not in self._becs_distributor_subtypes():
            outsiders = self._becs_outsiders(named)
            if outsiders and kind == "comment":
                raise UserError(
                    self.env._(
                        "%(people)s would not be told: distributors read only what is "
                        "sent with “To the distributor”. Send it so, or take them off "
                        "the recipients.",
                        people=", ".join(outsiders.mapped("name")),
                    )
                )
            named -= outsiders
        return {**kwargs, "partner_ids": named.ids}

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        if not self or not self._becs_has_talk():
            return super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        values = msg_vals or {}
        # Odoo itself asks it as superuser when it sends
        subtype_id = values.get("subtype_id", message.sudo().subtype_id.id)
        to_distributor = self.env["ir.model.data"]._xmlid_to_res_id(TO_DISTRIBUTOR)
        if subtype_id == to_distributor:
            # heard by the vendor's people who follow what is discussed
            comment = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
            values = {**values, "subtype_id": comment}
        recipients = super()._notify_get_recipients(
            message, msg_vals=values or msg_vals, **kwargs
        )
        partners = self.env["res.partner"].browse(
            filter(None, (one["id"] for one in recipients))
        )
        kept_out = self._becs_outsiders(partners)
        if subtype_id in self._becs_distributor_subtypes():
            kept_out = kept_out.filtered(
                lambda partner: not self._becs_is_for(partner.commercial_partner_id)
            )
        return [one for one in recipients if one["id"] not in kept_out.ids]

    def _message_get_suggested_recipients_batch(self, **kwargs):
        suggested = super()._message_get_suggested_recipients_batch(**kwargs)
        if not self._becs_has_talk() or not (
            kwargs.get("reply_discussion") or kwargs.get("reply_message")
        ):
            return suggested
        if not (self.env.su or self.env.user._is_internal()):
            # who works on it at the vendor's is not told
            return {record_id: [] for record_id in suggested}
        for record in self:
            found = suggested.get(record.id, [])
            ids = [one["partner_id"] for one in found if one.get("partner_id")]
            outsiders = record._becs_outsiders(self.env["res.partner"].browse(ids)).ids
            suggested[record.id] = [
                one for one in found if one.get("partner_id") not in outsiders
            ]
        return suggested

    # On the portal, called as superuser for records that may be read

    def _said_messages(self):
        """Messages for both sides, not what the vendor's people say to each other."""
        for_distributor = self._becs_distributor_subtypes()
        return self.message_ids.filtered(
            lambda message: (
                message.subtype_id.id in for_distributor
                and not message.is_internal
                and message.message_type != "user_notification"
            )
        )

    def _portal_said(self):
        """What both sides said, the first word first.

        :return: dicts with ``name``, ``is_vendor``, ``date``, ``text`` and ``files``
        """
        self.ensure_one()
        return [
            {
                "name": message.author_id.name or message.email_from or "",
                "is_vendor": not self._becs_is_for(
                    message.author_id.commercial_partner_id
                ),
                "date": message.date,
                # as text: markup from outside is not shown as such
                "text": html2plaintext(message.body or "").strip(),
                "files": message.attachment_ids,
            }
            for message in self._said_messages().sorted("id")
        ]
