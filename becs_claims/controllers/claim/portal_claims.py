"""The distributor's claims: the list, one claim, its response file."""

from odoo.fields import Domain
from odoo.http import request, route

from ...models.claim.figures import OPEN_STATES
from ...models.claim.response import SCOPES
from ..shared.portal_base import PAGE_LINES, BecsPortal
from .response import send_response

URL = "/my/becs/claims"


class BecsPortalClaims(BecsPortal):
    def _becs_tabs(self):
        return [
            *super()._becs_tabs(),
            {
                "key": "claims",
                "label": request.env._("Claims"),
                "url": URL,
                "sequence": 20,
            },
        ]

    # List

    @route(
        [URL, f"{URL}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def becs_claims(self, page=1, filterby="", sortby="", search="", reason=""):
        """Claims of the distributor, the newest first.

        :param filterby: key of the filters
        :param sortby: key of the sortings
        :param search: part of our number or the debit number
        :param reason: code of a check that found something on their lines
        """
        self._becs_partner()
        filters, sortings = self._becs_claim_filters(), self._becs_claim_sortings()
        filterby = filterby if filterby in filters else "all"
        sortby = sortby if sortby in sortings else "new"
        search = search.strip()[:100]
        domain = Domain(filters[filterby]["domain"])
        if search:
            domain &= Domain("name", "ilike", search) | Domain(
                "reference", "ilike", search
            )
        Claim = request.env["becs.claim"]
        rules = {}
        if reason:
            with_reason = Claim._portal_with_reason(reason)
            domain &= Domain("id", "in", with_reason)
            # a check that is not told of has no name either
            rules = Claim._portal_rules({reason}) if with_reason else {}
        pager = self._becs_pager(
            URL,
            Claim.search_count(domain),
            page,
            filterby=filterby if filterby != "all" else "",
            sortby=sortby if sortby != "new" else "",
            search=search,
            reason=reason,
        )
        claims = Claim.search(
            domain,
            order=sortings[sortby]["order"],
            limit=PAGE_LINES,
            offset=pager["offset"],
        )
        return request.render(
            "becs_claims.portal_claims",
            self._becs_values(
                "claims",
                [(request.env._("Claims"), "")],
                claims=claims,
                bars={claim: claim._portal_bar() for claim in claims},
                pager=pager,
                filters=filters,
                filterby=filterby,
                sortings=sortings,
                sortby=sortby,
                search=search,
                reason=reason,
                reason_name=rules[reason]["name"] if rules else "",
            ),
        )

    def _becs_claim_filters(self):
        Claim = request.env["becs.claim"]
        states = dict(Claim._fields["state"]._description_selection(request.env))
        return {
            "all": {"label": request.env._("All"), "domain": []},
            "open": {
                "label": request.env._("Not done"),
                "domain": [("state", "in", ("draft", *OPEN_STATES))],
            },
            "rejected": {
                "label": request.env._("With rejected lines"),
                "domain": [("rejected_count", ">", 0)],
            },
            **{
                state: {"label": label, "domain": [("state", "=", state)]}
                for state, label in states.items()
            },
        }

    def _becs_claim_sortings(self):
        return {
            "new": {"label": request.env._("Newest"), "order": "id desc"},
            "filed": {
                "label": request.env._("Filed last"),
                "order": "date_submitted desc, id desc",
            },
            "claimed": {
                "label": request.env._("Largest amount"),
                "order": "amount_claimed desc, id desc",
            },
            "reference": {
                "label": request.env._("Debit number"),
                "order": "reference, id desc",
            },
        }

    # One claim

    @route(
        f"{URL}/<int:claim_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def becs_claim(self, claim_id):
        """What became of a claim, why, and what to do about it."""
        claim = self._becs_own("becs.claim", claim_id)
        return request.render("becs_claims.portal_claim", self._becs_claim_page(claim))

    def _becs_claim_page(self, claim, **values):
        """Values of the page of a claim, extended by the pages of each topic."""
        return self._becs_values(
            "claim",
            [
                (request.env._("Claims"), URL),
                (claim.reference or claim.name, ""),
            ],
            tab="claims",
            claim=claim,
            sentence=claim._portal_sentence(),
            bar=claim._portal_bar(),
            states=claim._portal_states(),
            reasons=claim._portal_reasons(),
            history=claim._portal_history(),
            files=claim._portal_files(),
            credits=self._becs_credit_notes(claim=claim),
            disputes=claim.dispute_ids,
            has_response=claim._portal_has_response(),
            said=claim.sudo()._portal_said(),  # parts of what the user may read
            said_url=f"{URL}/{claim.id}/said",
            title=claim.display_name,
            **values,
        )

    @route(
        f"{URL}/<int:claim_id>/said/<int:attachment_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def becs_claim_said(self, claim_id, attachment_id, **_query):
        """Send a file of one of the messages about a claim."""
        # people on the portal read no message and no file, but the page of their own
        claim = self._becs_own("becs.claim", claim_id).sudo()
        shared = claim._said_messages().attachment_ids
        return self._becs_send_attachment(shared, attachment_id)

    @route(
        f"{URL}/<int:claim_id>/response",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def becs_claim_response(self, claim_id, kind="xlsx", lines="all"):
        """Send the response file of a claim.

        :param kind: ``xlsx`` or ``csv``
        :param lines: ``all``, or ``open`` for those not paid in full
        """
        claim = self._becs_own("becs.claim", claim_id)
        return send_response(
            claim,
            kind if kind == "csv" else "xlsx",
            lines if lines in SCOPES else "all",
        )

    @route(
        f"{URL}/<int:claim_id>/file/<int:intake_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def becs_claim_file(self, claim_id, intake_id):
        """Send a file the distributor's claim was made from, as it came."""
        claim = self._becs_own("becs.claim", claim_id)
        return self._becs_send_file(claim._portal_intakes(), intake_id)
