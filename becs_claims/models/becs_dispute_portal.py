from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..intake.settings import MEGABYTE
from .becs_claim_disputes import OPEN
from .becs_upload import file_name

MOST_FILES = 10  # of one message
# what may be sent as a proof, by the first bytes of a file; what else is text
SIGNATURES = (
    (b"%PDF-", ("pdf",)),
    (b"\x89PNG\r\n\x1a\n", ("png",)),
    (b"\xff\xd8\xff", ("jpg", "jpeg")),
    (b"PK\x03\x04", ("xlsx", "docx", "ods", "odt")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ("xls", "doc", "msg")),
)
TEXTS = ("csv", "txt", "eml")


class BecsDispute(models.Model):
    """What a distributor's people do with disputes on the portal.

    Called by its pages as superuser, because people on the portal have no rights to
    write, after they checked that the user may submit and that line or dispute are the
    distributor's; the user stays the one who said it.
    """

    _inherit = "becs.dispute"

    @api.model
    def _portal_open(self, line, reason, amount, proofs=()):
        """Open a dispute of the distributor about one of its lines.

        :param line: the claim line
        :param reason: what is wrong with the verdict, and why
        :param amount: money asked for, in the claim's currency; 0 leaves it open
        :param proofs: pairs of file name and binary file
        :return: the dispute
        """
        if line.dispute_ids.filtered(lambda dispute: dispute.state in OPEN):
            raise UserError(
                self.env._("This line is disputed already. Go on with that dispute.")
            )
        if not line.can_dispute:
            raise UserError(
                self.env._(
                    "This line has no verdict yet that could be disputed. Wait until "
                    "the claim is decided."
                )
            )
        if amount < 0 < line.amount_claims or amount > line.amount_claims > 0:
            raise UserError(
                self.env._(
                    "The line claims %(claimed)s; no more than that can be asked for.",
                    claimed=line.currency_id.format(line.amount_claims),
                )
            )
        dispute = self.create(
            {
                "claim_line_id": line.id,
                "opened_by": "distributor",
                "reason": self._portal_text(reason),
                "amount": amount,
            }
        )
        if proofs:
            dispute._portal_say(
                self.env._("Files to the dispute"), dispute._portal_proofs(proofs)
            )
        return dispute

    def _portal_reply(self, text, proofs=()):
        """Answer the other side; a question of the vendor is open again then.

        :param proofs: pairs of file name and binary file
        """
        self.ensure_one()
        self._expect_state(*OPEN)
        text = self._portal_text(text)
        self._portal_say(text, self._portal_proofs(proofs))
        if self.state == "answered":
            before = self._states()
            self._write_guarded({"state": "open"})
            self._record("disputed", before, text)

    def _said_messages(self):
        return self.message_ids.filtered(
            lambda message: (
                message.message_type in ("comment", "email")
                and not message.is_internal
                and message.subtype_id
                and not message.subtype_id.internal
            )
        )

    def _portal_said(self):
        """What both sides said, the first word first.

        :return: dicts with ``name``, ``is_vendor``, ``date``, ``text`` and ``files``
        """
        self.ensure_one()
        first = {
            "name": self.user_id.name,
            "is_vendor": self.opened_by == "vendor",
            "date": self.date,
            "text": self.reason,
            "files": self.env["ir.attachment"],
        }
        return [first] + [
            {
                "name": message.author_id.name or message.email_from or "",
                "is_vendor": (
                    message.author_id.commercial_partner_id
                    != self.commercial_partner_id
                ),
                "date": message.date,
                # as text: markup from outside is not shown as such
                "text": html2plaintext(message.body or "").strip(),
                "files": message.attachment_ids,
            }
            for message in self._said_messages().sorted("id")
        ]

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Give the distributor's people the way to the page."""
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        for name, _recipients, data in groups:
            if self and name == "portal":
                data["active"] = True
                data["has_button_access"] = True
                url = f"{self.get_base_url()}/my/becs/disputes/{self.id}"
                data["button_access"] = {"url": url}
        return groups

    @api.model
    def _portal_text(self, text):
        text = (text or "").strip()
        if not text:
            raise UserError(
                self.env._("Say what is wrong, and why: that is what we decide by.")
            )
        return text[:10_000]

    def _portal_say(self, text, proofs):
        # text is escaped: only markup that the server wrote is taken for markup
        self.message_post(
            body=text,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=proofs,
        )

    def _portal_proofs(self, proofs):
        """Return names and contents of files, if they may be sent."""
        if len(proofs) > MOST_FILES:
            raise UserError(
                self.env._(
                    "At most %(count)s files can be sent at once.", count=MOST_FILES
                )
            )
        return [
            (file_name(name), self._portal_proof(file_name(name), stream))
            for name, stream in proofs
        ]

    def _portal_proof(self, name, stream):
        """Return the content of a file, if it is what its name says."""
        most = self.company_id.becs_upload_megabytes
        content = stream.read(most * MEGABYTE + 1 if most > 0 else -1)
        if most > 0 and len(content) > most * MEGABYTE:
            raise UserError(
                self.env._(
                    "%(file)s has more than %(limit)s MB, which is the most that can "
                    "be uploaded. Make it smaller, or send only the pages that matter.",
                    file=name,
                    limit=most,
                )
            )
        if not content:
            raise UserError(
                self.env._("%(file)s is empty. Choose it again.", file=name)
            )
        if not _is_proof(name, content):
            raise UserError(
                self.env._(
                    "%(file)s cannot be sent. Send a PDF, a picture (PNG or JPEG), a "
                    "spreadsheet, a document or a text, named with its usual ending.",
                    file=name,
                )
            )
        return content


def _is_proof(name, content):
    """Whether a file is of a kind that is taken, and is what its name says."""
    ending = name.rpartition(".")[2].lower()
    for signature, endings in SIGNATURES:
        if content.startswith(signature):
            return ending in endings
    head = content[:4096]
    return (
        ending in TEXTS and b"\x00" not in head and not head.lstrip().startswith(b"<")
    )
