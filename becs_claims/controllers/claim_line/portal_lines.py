"""Lines of a distributor's claim: the list, which is fast at any size, and one line."""

from odoo.http import request, route

from ..claim.portal_claims import URL
from ..shared.portal_base import PAGE_LINES, BecsPortal


class BecsPortalLines(BecsPortal):
    @route(
        [
            f"{URL}/<int:claim_id>/lines",
            f"{URL}/<int:claim_id>/lines/page/<int:page>",
        ],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def becs_lines(self, claim_id, page=1, state="", reason="", search=""):
        """Lines of a claim, in the order of the distributor's file.

        :param state: a verdict
        :param reason: code of a check that found something
        :param search: part of document, product, authorization or end customer
        """
        claim = self._becs_own("becs.claim", claim_id)
        states = claim._portal_states()
        reasons = claim._portal_reasons()
        state = state if state in [one["state"] for one in states] else ""
        search = search.strip()[:100]
        filters = {"state": state, "reason": reason, "search": search}
        # read as superuser: the claim is the user's own, and so are all its lines
        Line = request.env["becs.claim.line"].sudo()
        domain = claim._portal_line_domain(**filters)
        # the first page tells whether there are more: most that is looked for is rare,
        # and needs no second look at all lines to be counted
        in_order = {"order": "sequence, id", "limit": PAGE_LINES}
        lines = Line.search(domain, **in_order)
        if not (reason or search):
            total = claim[f"{state}_count"] if state else claim.line_count
        elif len(lines) < PAGE_LINES:
            total = len(lines)
        else:
            total = Line.search_count(domain)
        url = f"{URL}/{claim.id}/lines"
        pager = self._becs_pager(url, total, page, PAGE_LINES, **filters)
        if pager["offset"]:
            lines = Line.search(domain, **in_order, offset=pager["offset"])
        return request.render(
            "becs_claims.portal_lines",
            self._becs_values(
                "lines",
                [
                    (request.env._("Claims"), URL),
                    (claim.reference or claim.name, f"{URL}/{claim.id}"),
                    (request.env._("Lines"), ""),
                ],
                tab="claims",
                claim=claim,
                lines=lines,
                findings=lines._portal_findings(),
                pager=pager,
                total=total,
                states=states,
                reasons=list({one["code"]: one for one in reasons}.values()),
                url=url,
                **filters,
            ),
        )

    @route(
        f"{URL}/<int:claim_id>/lines/<int:line_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def becs_line(self, claim_id, line_id):
        """One line as stated and as found, and how its amount came about."""
        claim = self._becs_own("becs.claim", claim_id)
        line = self._becs_own("becs.claim.line", line_id)
        if line.claim_id != claim:
            return request.redirect(f"{URL}/{line.claim_id.id}/lines/{line.id}")
        return request.render(
            "becs_claims.portal_line", self._becs_line_page(claim, line)
        )

    def _becs_line_page(self, claim, line, **values):
        """Values of the page of a line, extended by the pages of each topic."""
        return self._becs_values(
            "line",
            [
                (request.env._("Claims"), URL),
                (claim.reference or claim.name, f"{URL}/{claim.id}"),
                (request.env._("Lines"), f"{URL}/{claim.id}/lines"),
                (request.env._("Line %s", line.sequence), ""),
            ],
            tab="claims",
            claim=claim,
            line=line,
            compared=line._portal_compared(),
            stated=line._portal_stated(),
            findings=line._portal_findings()[line.id],
            account=line._portal_account(),
            disputes=line.dispute_ids,
            title=line.display_name,
            **values,
        )
