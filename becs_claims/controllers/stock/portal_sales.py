"""Point-of-sale reports, and reported sales that nobody claimed yet."""

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from ..intake.portal_upload import BecsPortalUpload
from ..shared.portal_base import PAGE_LINES, flash_on_page
from ..shared.refused import explain_in_form


class BecsPortalSales(BecsPortalUpload):
    """Everybody of the distributor reads them; who may submit reports and claims."""

    def _becs_tabs(self):
        return [
            *super()._becs_tabs(),
            {
                "key": "sales",
                "label": request.env._("Point of sale"),
                "url": "/my/becs/sales",
                "sequence": 40,
            },
        ]

    @route(
        ["/my/becs/sales", "/my/becs/sales/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def becs_sales(self, page=1, **_query):
        """List the reports, and take a new one."""
        return self._becs_sales_page(page)

    def _becs_sales_page(self, page=1, /, refused=None, **_typed):
        self._becs_partner()
        Report = request.env["becs.pos.report"]
        pager = self._becs_pager("/my/becs/sales", Report.search_count([]), page)
        return request.render(
            "becs_claims.portal_sales",
            self._becs_values(
                "sales",
                crumbs=[(request.env._("Point of sale"), None)],
                refused=refused,
                reports=Report.search(
                    [], limit=PAGE_LINES, offset=pager["offset"], order="id desc"
                ),
                waiting=self._becs_upload_waiting("pos"),
                company=request.env.company.sudo(),  # what it allows, for a hint
                pager=pager,
            ),
        )

    @route(
        "/my/becs/sales/file",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @explain_in_form("file", "_becs_sales_page")
    def becs_sales_file(self, replace_earlier="", **post):
        """Take a file with reported sales."""
        self._becs_require_submit()
        head = self._becs_form_head(**post)
        replaces = bool(replace_earlier)
        if replaces and not (head["date_from"] and head["date_to"]):
            raise UserError(
                request.env._(
                    "Enter the first and the last ship date of the report: sales you "
                    "reported earlier for that period are replaced."
                )
            )
        return self._becs_upload_receive(
            "pos",
            self._becs_sales_page,
            date_from=head["date_from"],
            date_to=head["date_to"],
            replace_earlier=replaces,
        )

    @route(
        [
            "/my/becs/sales/<int:report_id>",
            "/my/becs/sales/<int:report_id>/page/<int:page>",
        ],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def becs_sales_report(self, report_id, page=1, show="all", **_query):
        """Show what became of a report."""
        report = self._becs_own("becs.pos.report", report_id)
        Sale = request.env["becs.pos.line"]
        domains = {
            "all": Domain("report_id", "=", report.id),
            "unknown": Domain("report_id", "=", report.id)
            & Domain("product_id", "=", False),
        }
        show = show if show in domains else "all"
        pager = self._becs_pager(
            f"/my/becs/sales/{report.id}",
            Sale.search_count(domains[show]),
            page,
            show=show,
        )
        return request.render(
            "becs_claims.portal_sales_report",
            self._becs_values(
                "sales_report",
                crumbs=[
                    (request.env._("Point of sale"), "/my/becs/sales"),
                    (report.name, None),
                ],
                tab="sales",
                report=report,
                # files belong to the vendor's side; of one's own report they are told
                intakes=report.sudo().intake_ids,
                sales=Sale.search(
                    domains[show], limit=PAGE_LINES, offset=pager["offset"]
                ),
                show=show,
                pager=pager,
                progress=self._becs_job_progress(report),
            ),
        )

    @route(
        "/my/becs/sales/<int:report_id>/progress",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def becs_sales_progress(self, report_id):
        """How far the reading of a report is; polled by its page."""
        report = self._becs_own("becs.pos.report", report_id)
        return request.make_json_response(self._becs_job_progress(report))

    @route(
        "/my/becs/sales/<int:report_id>/received/<int:attachment_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def becs_sales_file_received(self, report_id, attachment_id):
        """Send a file that came in, or its rows that could not be read."""
        report = self._becs_own("becs.pos.report", report_id).sudo()  # see there
        files_received = self._becs_intake_files(report.intake_ids)
        return self._becs_send_attachment(files_received, attachment_id)

    # Unclaimed

    @route(
        ["/my/becs/unclaimed", "/my/becs/unclaimed/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def becs_unclaimed(self, page=1, **_query):
        """Show reported sales that an authorization would pay and nobody claimed."""
        self._becs_partner()
        Sale = request.env["becs.pos.unclaimed"]
        drafts = self._becs_unclaimed_drafts()
        domain = self._becs_unclaimed_domain() & Domain("id", "not in", list(drafts))
        groups = Sale._read_group(
            domain, ["currency_id"], ["__count", "amount:sum", "claimable_until:min"]
        )
        total = sum(count for _currency, count, _amount, _until in groups)
        pager = self._becs_pager("/my/becs/unclaimed", total, page, PAGE_LINES)
        sales = Sale.search(domain, limit=PAGE_LINES, offset=pager["offset"])
        return request.render(
            "becs_claims.portal_unclaimed",
            self._becs_values(
                "unclaimed",
                crumbs=[
                    (request.env._("Point of sale"), "/my/becs/sales"),
                    (request.env._("Unclaimed sales"), None),
                ],
                tab="sales",
                sales=sales,
                groups=groups,
                total=total,
                pager=pager,
                # read as the user: drafts are the distributor's own
                drafts=request.env["becs.claim"].browse(sorted(set(drafts.values()))),
                # products and authorizations of one's own sales, by their names only
                names={sale.id: sale.product_id.display_name for sale in sales.sudo()},
                codes={sale.id: sale.program_id.code or "" for sale in sales.sudo()},
            ),
        )

    def _becs_unclaimed_domain(self):
        today = request.env["becs.claim"]._draft_today()
        return (
            Domain("program_id", "!=", False)
            & Domain("company_id", "=", request.env.company.id)
            & (
                Domain("claimable_until", "=", False)
                | Domain("claimable_until", ">=", today)
            )
        )

    def _becs_unclaimed_drafts(self):
        """{id of sale: id of the draft it is on already}."""
        # the caller has checked that it is a distributor's user
        return (
            request.env["becs.claim"]
            .sudo()
            ._draft_sales_on_drafts(self._becs_partner())
        )

    @route(
        "/my/becs/unclaimed/claim",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @flash_on_page
    def becs_unclaimed_claim(self, every="", **_post):
        """Make a draft claim from the chosen sales, or from all."""
        self._becs_require_submit()
        sale_ids = None
        if not every:
            sale_ids = self._becs_form_records("becs.pos.line", "sale").ids
            if not sale_ids:
                raise UserError(request.env._("Choose at least one sale."))
        # people on the portal may not write claims; whose sales these are is checked
        claim = (
            request.env["becs.claim"]
            .sudo()
            ._draft_claim_sales(request.env.user.partner_id, sale_ids)
        )
        self._becs_flash(
            request.env._(
                "This draft claims %(count)s sales. Submit it when you agree.",
                count=claim.line_count,
            )
        )
        return request.redirect(f"/my/becs/claims/{claim.id}/draft")
