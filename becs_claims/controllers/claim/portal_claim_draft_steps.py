"""What is done with a draft claim as a whole, until it is submitted."""

from functools import partial

from odoo.exceptions import UserError
from odoo.http import request, route

from ..shared.portal_base import flash_on_page
from ..shared.refused import explain_in_form
from .portal_claim_draft import BecsPortalClaimDraft


class BecsPortalClaimDraftSteps(BecsPortalClaimDraft):
    """Debit number and period, a further file, check, submit, delete."""

    @route(
        "/my/becs/claims/<int:claim_id>/draft/head",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @explain_in_form("head", "_becs_draft_form_page")
    def becs_draft_head(self, claim_id, **post):
        """Change debit number and period."""
        claim = self._becs_own_to_change("becs.claim", claim_id)
        claim._draft_head(self._becs_form_head(**post))
        self._becs_flash(request.env._("Debit number and period were saved."))
        return request.redirect(f"/my/becs/claims/{claim.id}/draft")

    @route(
        "/my/becs/claims/<int:claim_id>/draft/file",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @explain_in_form("file", "_becs_draft_form_page")
    def becs_draft_file(self, claim_id, way="", **_post):
        """Take a further file: its rows are added, or replace those there are."""
        claim = self._becs_own_to_change("becs.claim", claim_id)
        if way not in ("add", "replace"):
            raise UserError(
                request.env._(
                    "Choose whether the rows of the file replace the lines of the "
                    "claim or are added to them."
                )
            )
        claim._draft_begin()
        return self._becs_upload_receive(
            "claim",
            partial(self._becs_draft_form_page, claim.id),
            claim_id=claim.id,
            replace_lines=way == "replace",
        )

    @route(
        "/my/becs/claims/<int:claim_id>/draft/check",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @flash_on_page
    def becs_draft_check(self, claim_id, **_post):
        """Say again what will be paid."""
        claim = self._becs_own_to_change("becs.claim", claim_id)
        claim._draft_check()
        return request.redirect(f"/my/becs/claims/{claim.id}/draft")

    @route(
        "/my/becs/claims/<int:claim_id>/draft/submit",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @flash_on_page
    def becs_draft_submit(self, claim_id, version="", **_post):
        """File the claim as it is."""
        claim = self._becs_own_to_change("becs.claim", claim_id)
        if claim.state != "draft":
            self._becs_flash(request.env._("The claim was submitted already."), "info")
        else:
            claim._draft_submit(version)
            self._becs_flash(
                request.env._("%s was submitted. You can follow it here.", claim.name)
            )
        return request.redirect(f"/my/becs/claims/{claim.id}")

    @route(
        "/my/becs/claims/<int:claim_id>/draft/withdraw",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @flash_on_page
    def becs_draft_withdraw(self, claim_id, **_post):
        """Take the draft back."""
        claim = self._becs_own_to_change("becs.claim", claim_id)
        name = claim.name
        if claim._draft_withdraw():
            self._becs_flash(request.env._("The draft %s was deleted.", name), "info")
        else:
            self._becs_flash(request.env._("%s was withdrawn.", name), "info")
        return request.redirect("/my/becs/claims")

    @route(
        "/my/becs/claims/<int:claim_id>/retry",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @flash_on_page
    def becs_claim_retry(self, claim_id, **_post):
        """Start work that failed once more."""
        claim = self._becs_own_to_change("becs.claim", claim_id)
        claim._draft_retry()
        return self._becs_back(f"/my/becs/claims/{claim.id}")

    @route(
        "/my/becs/claims/<int:claim_id>/progress",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def becs_claim_progress(self, claim_id):
        """How far background work on a claim is; polled by its page."""
        claim = self._becs_own("becs.claim", claim_id)
        return request.make_json_response(self._becs_job_progress(claim))

    @route(
        "/my/becs/claims/<int:claim_id>/received/<int:attachment_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def becs_claim_file_received(self, claim_id, attachment_id):
        """Send a file that came in, or its rows that could not be read."""
        claim = self._becs_own("becs.claim", claim_id).sudo()  # files, see there
        files_received = self._becs_intake_files(claim.intake_ids)
        return self._becs_send_attachment(files_received, attachment_id)
