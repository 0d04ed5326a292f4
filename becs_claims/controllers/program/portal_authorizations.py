"""The distributor's authorizations: what is left of them and until when."""

from odoo import fields
from odoo.fields import Domain
from odoo.http import request, route

from ..shared.portal_base import PAGE_LINES, BecsPortal

URL = "/my/becs/authorizations"


class BecsPortalAuthorizations(BecsPortal):
    def _becs_tabs(self):
        return [
            *super()._becs_tabs(),
            {
                "key": "authorizations",
                "label": request.env._("Authorizations"),
                "url": URL,
                "sequence": 30,
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
    def becs_authorizations(self, page=1, filterby="", search=""):
        """Programs for the distributor, those that end first at the top.

        :param filterby: ``valid``, ``ending``, ``past`` or ``all``
        :param search: part of the number or the title
        """
        self._becs_partner()
        filters = self._becs_authorization_filters()
        filterby = filterby if filterby in filters else "valid"
        search = search.strip()[:100]
        domain = Domain(filters[filterby]["domain"])
        if search:
            domain &= Domain("code", "ilike", search) | Domain("name", "ilike", search)
        Program = request.env["becs.program"]
        pager = self._becs_pager(
            URL,
            Program.search_count(domain),
            page,
            filterby=filterby if filterby != "valid" else "",
            search=search,
        )
        programs = Program.search(
            domain, order="date_end, id", limit=PAGE_LINES, offset=pager["offset"]
        )
        return request.render(
            "becs_claims.portal_authorizations",
            self._becs_values(
                "authorizations",
                [(request.env._("Authorizations"), "")],
                programs=programs._portal_figures(),
                pager=pager,
                filters=filters,
                filterby=filterby,
                search=search,
            ),
        )

    def _becs_authorization_filters(self):
        today = fields.Date.context_today(request.env.user)
        soon = fields.Date.add(today, days=30)
        valid = Domain("state", "=", "approved") & (
            Domain("date_end", "=", False) | Domain("date_end", ">=", today)
        )
        return {
            "valid": {"label": request.env._("Valid"), "domain": valid},
            "ending": {
                "label": request.env._("End within 30 days"),
                "domain": valid & Domain("date_end", "<=", soon),
            },
            "past": {"label": request.env._("Ended or stopped"), "domain": ~valid},
            "all": {"label": request.env._("All"), "domain": Domain.TRUE},
        }

    @route(
        f"{URL}/<int:program_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def becs_authorization(self, program_id):
        """One program: what it covers, at what price, and what is left."""
        program = self._becs_own("becs.program", program_id)
        return request.render(
            "becs_claims.portal_authorization", self._becs_authorization_page(program)
        )

    @route(
        f"{URL}/<int:program_id>/said/<int:attachment_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def becs_authorization_said(self, program_id, attachment_id, **_query):
        """Send a file of one of the messages about a program."""
        # people on the portal read no message and no file, but the page of their own
        program = self._becs_own("becs.program", program_id).sudo()
        shared = program._said_messages().attachment_ids
        return self._becs_send_attachment(shared, attachment_id)

    def _becs_authorization_page(self, program, **values):
        """Values of the page of a program, extended by the pages of each topic."""
        used = program._portal_used()
        return self._becs_values(
            "authorization",
            [(request.env._("Authorizations"), URL), (program.code, "")],
            tab="authorizations",
            program=program,
            figure=program._portal_figures()[0],
            end=program._portal_end(),
            customers=program._portal_customers(),
            budget=program._portal_budget(used),
            lines=program._portal_lines(used),
            said=program.sudo()._portal_said(),  # parts of what the user may read
            said_url=f"{URL}/{program.id}/said",
            title=program.display_name,
            **values,
        )
