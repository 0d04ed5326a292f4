from odoo.fields import Domain
from odoo.http import request, route

from ..shared.portal_changes import BecsPortalChanges
from ..shared.refused import explain_in_form

URL = "/my/becs/requests"
OPEN = ("draft", "submitted", "countered")
MESSAGE_LENGTH = 5000


class BecsPortalRequests(BecsPortalChanges):
    """Special price requests of the portal user's company: to read and to answer."""

    def _becs_tabs(self):
        return [
            *super()._becs_tabs(),
            {
                "key": "requests",
                "label": request.env._("Special Prices"),
                "url": URL,
                "sequence": 50,
            },
        ]

    # Pages

    @route(
        [URL, f"{URL}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def becs_requests(self, page=1, show="all", **_kwargs):
        """List the requests of the distributor.

        :param show: ``open``, ``accepted`` or all
        """
        self._becs_partner()
        domains = {
            "open": Domain("state", "in", OPEN),
            "accepted": Domain("state", "=", "accepted"),
        }
        Request = request.env["becs.request"]
        domain = domains.get(show, Domain.TRUE)
        pager = self._becs_pager(URL, Request.search_count(domain), page, 20, show=show)
        requests = Request.search(domain, limit=20, offset=pager["offset"])
        values = self._becs_values(
            "requests",
            [(request.env._("Special Prices"), "")],
            requests=requests,
            pager=pager,
            show=show if show in domains else "all",
            choices=[
                ("all", request.env._("All")),
                ("open", request.env._("Open")),
                ("accepted", request.env._("Agreed")),
            ],
            number=lambda record, value: record._number(value),
        )
        return request.render("becs_claims.portal_requests", values)

    @route(
        f"{URL}/<int:request_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def becs_request(self, request_id, **_kwargs):
        """Show one request: both sides' prices, what to do, messages and files."""
        return self._becs_request_talk_page(request_id)

    def _becs_request_talk_page(self, request_id, refused=None, **_typed):
        record = self._becs_own("becs.request", request_id)
        values = self._becs_values(
            "request",
            [(request.env._("Special Prices"), URL), (record.name, "")],
            "requests",
            refused,
            record=record,
            program=record._portal_program(),
            lines=record.line_ids,
            names=record._portal_names(),
            is_answered=any(record.line_ids.mapped("offered_decision")),
            has_competition=any(
                line.competitor_price or line.competitor_product
                for line in record.line_ids
            ),
            money=record._money,
            number=record._number,
            # what both sides said, not the vendor's own notes
            said=record.sudo()._portal_said(),
        )
        return request.render("becs_claims.portal_request", values)

    @route(
        f"{URL}/<int:request_id>/files/<int:attachment_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def becs_request_file(self, request_id, attachment_id, **_kwargs):
        """Send a file that either side added to a message of the request."""
        # files of messages both sides read; portal users have no rights on files
        record = self._becs_own("becs.request", request_id).sudo()
        shared = record._said_messages().attachment_ids
        return self._becs_send_attachment(shared, attachment_id)

    # Changes

    @route(
        f"{URL}/<int:request_id>/<any(accept, decline, withdraw):answer>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @explain_in_form("answer", "_becs_request_talk_page")
    def becs_request_answer(
        self, request_id, answer, revision="", reason="", **_kwargs
    ):
        """Accept or decline the counter-offer that was seen, or take a request back."""
        seen = int(revision) if revision.isdecimal() and len(revision) < 9 else -1
        record = self._becs_own_to_change("becs.request", request_id)
        if answer == "accept":
            record.action_accept_offer(revision=seen)
            self._becs_flash(
                request.env._(
                    "The special price is agreed. Your authorization number is "
                    "%(number)s.",
                    number=record.program_id.code,
                )
            )
        elif answer == "decline":
            record.action_decline_offer(reason[:MESSAGE_LENGTH], revision=seen)
            self._becs_flash(request.env._("You declined the offer."), "info")
        else:
            record.action_withdraw(reason[:MESSAGE_LENGTH])
            self._becs_flash(request.env._("You took the request back."), "info")
        return request.redirect(f"{URL}/{request_id}")

    @route(
        f"{URL}/<int:request_id>/message",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @explain_in_form("message", "_becs_request_talk_page")
    def becs_request_message(self, request_id, message="", **_kwargs):
        """Write to the vendor about the request, with files."""
        record = self._becs_own_to_change("becs.request", request_id)
        record._portal_say(message, self._becs_form_files("files"))
        self._becs_flash(request.env._("Your message was sent."))
        return request.redirect(f"{URL}/{request_id}#messages")
