from odoo import api, models
from odoo.exceptions import UserError

from ...intake.settings import MEGABYTE
from .uploaded_file import file_name, is_what_it_says

# of messages that a person chose to say to the distributor
TO_DISTRIBUTOR = "becs_claims.mt_distributor"
MOST_FILES = 10  # of one message
LONGEST = 10_000  # characters of one message


class BecsPortalTalkMixin(models.AbstractModel):
    """What the distributor and the vendor write to each other about a record.

    Called by the portal's pages as superuser, after they checked role and distributor;
    the user stays the one who said it.
    """

    _name = "becs.portal.talk.mixin"
    _description = "Talk With a Distributor on the Portal"
    # page of a record, before its number
    _portal_url = None

    def _portal_say(self, text, files=()):
        """Post for the other side to read.

        :param text: from outside, plain
        :param files: pairs of file name and binary file
        :raise UserError: when there is nothing to say, or a file is not taken
        """
        self.ensure_one()
        text = (text or "").strip()[:LONGEST]
        if not text and not files:
            raise UserError(self.env._("Write something, or choose a file."))
        # text is escaped: only markup that the server wrote is taken for markup
        self.message_post(
            body=text or self.env._("Files"),
            message_type="comment",
            subtype_xmlid=TO_DISTRIBUTOR,
            attachments=self._portal_files(files),
        )

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Give the distributor's people the way to the page."""
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        for name, _recipients, data in groups:
            if self and name == "portal":
                data["active"] = True
                data["has_button_access"] = True
                url = f"{self.get_base_url()}{self._portal_url}/{self.id}"
                data["button_access"] = {"url": url}
        return groups

    @api.model
    def _portal_files(self, files):
        """Return names and contents of files, if they may be sent.

        They count among what a person may upload.

        :raise UserError: when there are too many, or one is too large or not what its
            name says
        """
        if len(files) > MOST_FILES:
            raise UserError(
                self.env._(
                    "At most %(count)s files can be sent at once.", count=MOST_FILES
                )
            )
        files = [(file_name(name), stream) for name, stream in files]
        if files:
            self.env["becs.upload"]._count_proofs(
                self.env.user.partner_id, [name for name, _stream in files]
            )
        return [(name, self._portal_content(name, stream)) for name, stream in files]

    @api.model
    def _portal_content(self, name, stream):
        most = self.env.company.becs_upload_megabytes
        content = stream.read(most * MEGABYTE + 1 if most > 0 else -1)
        if most > 0 and len(content) > most * MEGABYTE:
            problem = self.env._(
                "%(file)s has more than %(limit)s MB, which is the most that can be "
                "uploaded. Make it smaller, or send only the pages that matter.",
                file=name,
                limit=most,
            )
        elif not content:
            problem = self.env._("%(file)s is empty. Choose it again.", file=name)
        elif not is_what_it_says(name, content):
            problem = self.env._(
                "%(file)s cannot be sent. Send a PDF, a picture (PNG or JPEG), a "
                "spreadsheet, a document or a text, named with its usual ending.",
                file=name,
            )
        else:
            return content
        raise UserError(problem)
