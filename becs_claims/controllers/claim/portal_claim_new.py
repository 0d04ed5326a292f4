"""A new claim: from a file, or typed in."""

from odoo.http import content_disposition, request, route

from ..intake.portal_upload import BecsPortalUpload
from ..shared.refused import explain_in_form
from .response import MIMETYPES


class BecsPortalClaimNew(BecsPortalUpload):
    """The first of three steps; the file and its columns lead to the verdict."""

    @route(
        "/my/becs/claims/new",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def becs_claim_new(self, **_query):
        """Show the forms for a file and for a claim to be typed in."""
        return self._becs_claim_new_page()

    def _becs_claim_new_page(self, refused=None, **_typed):
        self._becs_require_submit()
        drafts = request.env["becs.claim"].search(
            [("state", "=", "draft")], limit=20, order="id desc"
        )
        return request.render(
            "becs_claims.portal_claim_new",
            self._becs_values(
                "claim_new",
                crumbs=[
                    (request.env._("Claims"), "/my/becs/claims"),
                    (request.env._("New claim"), None),
                ],
                tab="claims",
                refused=refused,
                drafts=drafts,
                waiting=self._becs_upload_waiting("claim"),
                company=request.env.company.sudo(),  # what it allows, for a hint
            ),
        )

    @route(
        "/my/becs/claims/new/file",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @explain_in_form("file", "_becs_claim_new_page")
    def becs_claim_new_file(self, **post):
        """Take a file with the rows of a claim."""
        self._becs_require_submit()
        return self._becs_upload_receive(
            "claim", self._becs_claim_new_page, **self._becs_form_head(**post)
        )

    @route(
        "/my/becs/claims/new/typed",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @explain_in_form("typed", "_becs_claim_new_page")
    def becs_claim_new_typed(self, **post):
        """Begin a claim whose lines are typed in."""
        self._becs_require_submit()
        # people on the portal may not write claims
        claim = (
            request.env["becs.claim"]
            .sudo()
            ._draft_create(request.env.user.partner_id, self._becs_form_head(**post))
        )
        return request.redirect(f"/my/becs/claims/{claim.id}/draft?line=new#line-new")

    @route(
        "/my/becs/claims/template",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def becs_claim_template(self, **_query):
        """Send the empty form with what this distributor may write in it."""
        partner = self._becs_partner()
        # names of products and end customers, see there
        content = request.env["becs.claim"].sudo()._form_file(partner)
        name = request.env._("Claim form")
        return request.make_response(
            content,
            headers=[
                ("Content-Type", MIMETYPES["xlsx"]),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
