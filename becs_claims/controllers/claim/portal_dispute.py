"""Disputes about lines: open one, follow the answers, reply."""

from werkzeug.exceptions import NotFound

from odoo.fields import Domain
from odoo.http import request, route

from ...models.claim.disputes import OPEN
from ..shared.portal_base import PAGE_LINES
from ..shared.portal_changes import BecsPortalChanges
from ..shared.refused import explain_in_form


class BecsPortalDispute(BecsPortalChanges):
    """Everybody of the distributor reads them; who may submit writes."""

    @route(
        ["/my/becs/disputes", "/my/becs/disputes/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def becs_disputes(self, page=1, show="open", **_query):
        """List the distributor's disputes."""
        self._becs_partner()
        Dispute = request.env["becs.dispute"]
        domains = {
            "open": Domain("state", "in", OPEN),
            "over": Domain("state", "not in", OPEN),
            "all": Domain.TRUE,
        }
        show = show if show in domains else "open"
        pager = self._becs_pager(
            "/my/becs/disputes", Dispute.search_count(domains[show]), page, show=show
        )
        return request.render(
            "becs_claims.portal_disputes",
            self._becs_values(
                "disputes",
                crumbs=[(request.env._("Disputes"), None)],
                tab="claims",
                disputes=Dispute.search(
                    domains[show], limit=PAGE_LINES, offset=pager["offset"]
                ),
                counts={key: Dispute.search_count(one) for key, one in domains.items()},
                show=show,
                pager=pager,
            ),
        )

    @route(
        "/my/becs/disputes/<int:dispute_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def becs_dispute(self, dispute_id, **_query):
        """Show a dispute with everything that was said."""
        return self._becs_dispute_page(dispute_id)

    def _becs_dispute_page(self, dispute_id, refused=None, **_typed):
        dispute = self._becs_own("becs.dispute", dispute_id)
        return request.render(
            "becs_claims.portal_dispute",
            self._becs_values(
                "dispute",
                crumbs=[
                    (request.env._("Disputes"), "/my/becs/disputes"),
                    (dispute.display_name, None),
                ],
                tab="claims",
                refused=refused,
                dispute=dispute,
                is_open=dispute.state in OPEN,
                # what both sides said, not the vendor's own notes
                said=dispute.sudo()._portal_said(),
            ),
        )

    @route(
        "/my/becs/disputes/<int:dispute_id>/file/<int:attachment_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def becs_dispute_file(self, dispute_id, attachment_id):
        """Send a file that one side sent the other."""
        dispute = self._becs_own("becs.dispute", dispute_id).sudo()  # files, see there
        shared = dispute._said_messages().attachment_ids
        return self._becs_send_attachment(shared, attachment_id)

    @route(
        "/my/becs/disputes/<int:dispute_id>/reply",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @explain_in_form("reply", "_becs_dispute_page")
    def becs_dispute_reply(self, dispute_id, text="", **_post):
        """Say something more."""
        dispute = self._becs_own_to_change("becs.dispute", dispute_id)
        dispute._portal_reply(text, self._becs_form_files("files"))
        self._becs_flash(request.env._("Your reply was sent."))
        return request.redirect(f"/my/becs/disputes/{dispute.id}")

    @route(
        "/my/becs/claims/<int:claim_id>/lines/<int:line_id>/dispute",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def becs_dispute_new(self, claim_id, line_id, **_query):
        """Ask what is wrong with the verdict on a line."""
        return self._becs_dispute_new_page(claim_id, line_id)

    def _becs_dispute_new_page(self, claim_id, line_id, refused=None, **_typed):
        line = self._becs_dispute_line(claim_id, line_id)
        going = line.dispute_ids.filtered(lambda dispute: dispute.state in OPEN)[:1]
        if going and not refused:
            return request.redirect(f"/my/becs/disputes/{going.id}")
        return request.render(
            "becs_claims.portal_dispute_new",
            self._becs_values(
                "dispute_new",
                crumbs=[
                    (request.env._("Claims"), "/my/becs/claims"),
                    (line.claim_id.name, f"/my/becs/claims/{claim_id}"),
                    (request.env._("Dispute"), None),
                ],
                tab="claims",
                refused=refused,
                going=going,
                line=line.sudo(False),
                findings=line._portal_findings()[line.id],
            ),
        )

    @route(
        "/my/becs/claims/<int:claim_id>/lines/<int:line_id>/dispute/open",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @explain_in_form("dispute", "_becs_dispute_new_page")
    def becs_dispute_open(self, claim_id, line_id, reason="", amount="", **_post):
        """Open a dispute about a line."""
        line = self._becs_dispute_line(claim_id, line_id)
        # people on the portal may not write disputes; the line is the distributor's
        dispute = (
            request.env["becs.dispute"]
            .sudo()
            ._portal_open(
                line,
                reason,
                self._becs_form_number("amount", amount),
                self._becs_form_files("files"),
            )
        )
        self._becs_flash(
            request.env._("The dispute was opened. You will be told when we answer.")
        )
        return request.redirect(f"/my/becs/disputes/{dispute.id}")

    def _becs_dispute_line(self, claim_id, line_id):
        line = self._becs_own_to_change("becs.claim.line", line_id)
        if line.claim_id.id != claim_id:
            raise NotFound
        return line
