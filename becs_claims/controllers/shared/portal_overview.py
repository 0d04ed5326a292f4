"""The distributor's first page, and its card on the page of the account."""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.http import request, route

from ...models.claim.figures import OPEN_STATES
from . import portal_charts as charts
from .portal_base import BecsPortal

MONTHS = 12  # what figures and charts look back
CLOSE = 80  # percent: little is left of an authorization
PROGRAMS = 200  # most authorizations that are looked at for the first page
SHOWN = 6


class BecsPortalOverview(BecsPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "becs_claim_count" in counters:
            Claim = request.env["becs.claim"]
            values["becs_claim_count"] = (
                Claim.search_count([("state", "in", OPEN_STATES)])
                if Claim.has_access("read")
                else 0
            )
        return values

    @route(
        "/my/becs",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def becs_overview(self):
        """What is open, what was claimed and paid, what runs out."""
        self._becs_partner()
        since = fields.Date.context_today(request.env.user) + relativedelta(
            months=1 - MONTHS, day=1
        )
        claims = request.env["becs.claim"].search(
            [
                ("state", "not in", ("draft", "cancelled")),
                ("date_submitted", ">=", since),
            ]
        )
        return request.render(
            "becs_claims.portal_overview",
            self._becs_values(
                "overview",
                since=since,
                open_claims=self._becs_open_claims(),
                todo=self._becs_todo(),
                money=[
                    {
                        "currency": currency,
                        "claimed": sum(own.mapped("amount_claimed")),
                        "parts": own._portal_bar(),
                        "months": charts.by_month(request.env, own, since, MONTHS),
                        "reasons": charts.scaled(own._portal_reasons(SHOWN), "lost"),
                    }
                    for currency, own in claims.grouped("currency_id").items()
                ],
                programs=self._becs_running_out(),
                credits=self._becs_credit_notes(limit=SHOWN),
            ),
        )

    def _becs_open_claims(self):
        """Claims that are not done, by status: dicts for the chips."""
        Claim = request.env["becs.claim"]
        counts = dict(
            Claim._read_group(
                [("state", "in", ("draft", *OPEN_STATES))], ["state"], ["__count"]
            )
        )
        labels = dict(Claim._fields["state"]._description_selection(request.env))
        return [
            {"state": state, "label": labels[state], "count": counts.get(state, 0)}
            for state in ("draft", *OPEN_STATES)
        ]

    def _becs_todo(self):
        """What waits for the distributor, as dicts ``label`` and ``url``.

        Extended by the pages of each topic.
        """
        Claim = request.env["becs.claim"]
        drafts = Claim.search([("state", "=", "draft")], limit=SHOWN)
        today = fields.Date.context_today(request.env.user)
        decided = Claim.search(
            [
                ("state", "in", ("validated", "approved", "done")),
                ("date_submitted", ">=", today - relativedelta(months=2)),
                ("rejected_count", ">", 0),
            ],
            limit=SHOWN,
        )
        return [
            {
                "label": request.env._(
                    "Submit the draft %s", claim.reference or claim.name
                ),
                "url": f"/my/becs/claims/{claim.id}",
            }
            for claim in drafts
        ] + [
            {
                "label": request.env._(
                    "See why lines of %(claim)s were rejected: %(count)s",
                    claim=claim.reference or claim.name,
                    count=claim.rejected_count,
                ),
                "url": f"/my/becs/claims/{claim.id}#becs_reasons",
            }
            for claim in decided
        ]

    def _becs_running_out(self):
        """The authorizations to look at first: those that end or are used up."""
        today = fields.Date.context_today(request.env.user)
        programs = request.env["becs.program"].search(
            [
                ("state", "=", "approved"),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", today),
            ],
            order="date_end, id",
            limit=PROGRAMS,
        )
        figures = programs._portal_figures()
        return sorted(
            figures,
            key=lambda one: (
                not one["ends_soon"] and one["percent"] < CLOSE,
                one["days_left"] if one["ends_soon"] else 100,
                -one["percent"],
            ),
        )[:SHOWN]
