"""Credit notes for the distributor's claims, and whether they are paid."""

from odoo.http import request, route

from ..shared.portal_base import PAGE_LINES, BecsPortal

URL = "/my/becs/credits"


class BecsPortalCredits(BecsPortal):
    def _becs_tabs(self):
        return [
            *super()._becs_tabs(),
            {
                "key": "credits",
                "label": request.env._("Credit notes"),
                "url": URL,
                "sequence": 60,
            },
        ]

    @route(
        [URL, f"{URL}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def becs_credits(self, page=1):
        """Credit notes for claims of the distributor, the newest first."""
        # which claims a credit note is for is the vendor's field
        pager = self._becs_pager(
            URL,
            request.env["account.move"].sudo().search_count(self._becs_credit_domain()),
            page,
        )
        return request.render(
            "becs_claims.portal_credits",
            self._becs_values(
                "credits",
                [(request.env._("Credit notes"), "")],
                credits=self._becs_credit_notes(
                    limit=PAGE_LINES, offset=pager["offset"]
                ),
                pager=pager,
            ),
        )
