"""Lines that were not paid in full, sent again in a new claim."""

from odoo.http import request, route

from ..shared.portal_base import PAGE_LINES, flash_on_page
from ..shared.portal_changes import BecsPortalChanges


class BecsPortalResubmission(BecsPortalChanges):
    """Choose lines, or all, and correct them in a draft."""

    @route(
        [
            "/my/becs/claims/<int:claim_id>/again",
            "/my/becs/claims/<int:claim_id>/again/page/<int:page>",
        ],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def becs_resubmit(self, claim_id, page=1, **_query):
        """Show which lines can be sent again."""
        claim = self._becs_own_to_change("becs.claim", claim_id)
        url = f"/my/becs/claims/{claim.id}/again"
        count, amount = claim._draft_resubmittable_count()
        pager = self._becs_pager(url, count, page, PAGE_LINES)
        # read as the user: what people on the portal may see of a line
        lines = request.env["becs.claim.line"].browse(
            claim._draft_resubmittable_ids(PAGE_LINES, pager["offset"])
        )
        return request.render(
            "becs_claims.portal_again",
            self._becs_values(
                "again",
                crumbs=[
                    (request.env._("Claims"), "/my/becs/claims"),
                    (claim.name, f"/my/becs/claims/{claim.id}"),
                    (request.env._("Send again"), None),
                ],
                tab="claims",
                claim=claim,
                lines=lines,
                findings=lines._portal_findings(),
                count=count,
                amount=amount,
                pager=pager,
            ),
        )

    @route(
        "/my/becs/claims/<int:claim_id>/again/send",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @flash_on_page
    def becs_resubmit_send(self, claim_id, every="", **_post):
        """Copy the chosen lines, or all, into a draft, and go there."""
        claim = self._becs_own_to_change("becs.claim", claim_id)
        lines = None
        if not every:
            lines = self._becs_form_records("becs.claim.line", "line")
            lines = lines.filtered(lambda line: line.claim_id.id == claim.id)
        draft = claim._draft_resubmit(lines)
        self._becs_flash(
            request.env._(
                "%(count)s lines were copied into this draft. Correct them, then "
                "submit it.",
                count=draft.line_count,
            )
        )
        return request.redirect(f"/my/becs/claims/{draft.id}/draft")
