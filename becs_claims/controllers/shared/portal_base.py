"""What all pages of the distributor's portal share.

Pages of one topic are in ``portal_<topic>.py``, as a class that inherits
:class:`BecsPortal`.
"""

from werkzeug.exceptions import Forbidden, NotFound

from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from .refused import Refused, on_refusal

FLASH = "becs_portal_flash"  # key of the session: messages for the next page
PAGE_LINES = 50
# Bootstrap's colour of a status
COLORS = {
    "accepted": "success",
    "adjusted": "info",
    "approved": "success",
    "countered": "warning",
    "done": "success",
    "open": "info",
    "answered": "info",
    "refused": "danger",
    "rejected": "danger",
    "review": "warning",
    "submitted": "info",
    "suspended": "warning",
    "validated": "info",
}

OUTCOMES = {"reject": "danger", "adjust": "info", "review": "warning"}


def flash_on_page(method):
    """Tell a :class:`UserError` of a button on the page the button is on.

    See :func:`.on_refusal`; where something is typed, :func:`.explain_in_form`.
    """

    def answer(self, error, _post):
        self._becs_flash(str(error), "danger")
        return self._becs_back()

    return on_refusal(answer)(method)


class BecsPortal(CustomerPortal):
    """Helpers of the pages below ``/my/becs``; it has no page itself."""

    # Rights

    def _becs_partner(self):
        """The company of the portal user, a distributor.

        :raise NotFound: for everybody else
        """
        user = request.env.user
        partner = user.partner_id.commercial_partner_id
        if not user._is_portal() or not partner.is_becs_distributor:
            raise NotFound
        return partner

    def _becs_own(self, model, record_id):
        """A record the portal user may read, in the user's own environment.

        :param model: name of a model
        :param record_id: number from outside
        :raise NotFound: when it does not exist or belongs to somebody else, which
            must not be told apart
        """
        self._becs_partner()
        record = request.env[model].browse(record_id).exists()
        if not record or not record.has_access("read"):
            raise NotFound
        return record

    def _becs_may_submit(self):
        """Whether the user may change anything, or only look."""
        return request.env.user._becs_may_submit()

    def _becs_require_submit(self):
        """Refuse people who may only look; the first line of every change.

        :raise NotFound: for people of no distributor
        :raise Forbidden: with what to do about it
        """
        self._becs_partner()
        if not self._becs_may_submit():
            raise Forbidden(
                request.env._(
                    "You may look at your company's credits but not change anything. "
                    "Ask us to let you submit."
                )
            )

    # Pages

    def _becs_tabs(self):
        """The sub-navigation as a list of dicts: ``key``, ``label``, ``url``.

        Extended by the pages of each topic; they sort by ``sequence``.
        """
        return [
            {
                "key": "overview",
                "label": request.env._("Overview"),
                "url": "/my/becs",
                "sequence": 10,
            }
        ]

    def _becs_values(self, page_name, crumbs=(), tab="", refused=None, **values):
        """Values of a page.

        :param page_name: name of the page, below ``becs_``
        :param crumbs: pairs of label and URL after *Credits*; the last one, which is
            the page itself, without URL
        :param tab: key of the sub-navigation's entry
        :param refused: the form of the page that was not taken, if any
        """
        return {
            **self._prepare_portal_layout_values(),
            "page_name": f"becs_{page_name}",
            "becs_partner": self._becs_partner(),
            "becs_may_submit": self._becs_may_submit(),
            "becs_colors": COLORS,
            "becs_outcomes": OUTCOMES,
            "becs_tabs": sorted(self._becs_tabs(), key=lambda one: one["sequence"]),
            "becs_tab": tab or page_name,
            "becs_crumbs": crumbs,
            "becs_flashed": request.session.pop(FLASH, None) or [],
            "becs_refused": refused or Refused(),
            **values,
        }

    def _becs_pager(self, url, total, page=1, step=PAGE_LINES, **url_args):
        """Odoo's pager; arguments that are empty are left out of its links."""
        given = {key: value for key, value in url_args.items() if value}
        return pager(url=url, total=total, page=page, step=step, url_args=given)

    def _becs_credit_domain(self, claim=None):
        """Posted credit notes for claims of the distributor, or for one of them."""
        # of the companies the user works with, as record rules have it
        domain = [
            ("state", "=", "posted"),
            ("company_id", "in", request.env.companies.ids),
            ("commercial_partner_id", "=", self._becs_partner().id),
        ]
        if claim:
            return [*domain, ("becs_claim_ids", "=", claim.id)]
        return [*domain, ("becs_claim_ids", "!=", False)]

    def _becs_credit_notes(self, claim=None, limit=None, offset=0):
        """Credit notes as dicts: ``move`` (as superuser, the user's own), ``label``
        and ``color`` of its payment, ``amount`` and what is ``open`` of it.
        """
        # which claims a credit note is for is the vendor's field
        moves = (
            request.env["account.move"]
            .sudo()
            .search(
                self._becs_credit_domain(claim),
                order="invoice_date desc, id desc",
                limit=limit,
                offset=offset,
            )
        )
        return [move._becs_portal_figure() for move in moves]

    def _becs_send_file(self, intakes, intake_id):
        """Send the original of one of the files received, as a download.

        :param intakes: those the user may see, as superuser
        :param intake_id: number from outside
        :raise NotFound: when it is none of them
        """
        file = intakes.filtered(lambda one: one.id == intake_id)
        if not file:
            raise NotFound
        stream = request.env["ir.binary"]._get_stream_from(
            file.attachment_id, filename=file.name
        )
        return stream.get_response(as_attachment=True)

    def _becs_send_attachment(self, attachments, attachment_id):
        """Send one of the files of a record of the distributor, as a download.

        :param attachments: those that are shown with the record, as superuser: people
            on the portal have no right on files at all
        :param attachment_id: number from outside
        :raise NotFound: when it is none of them
        """
        file = attachments.filtered(lambda one: one.id == attachment_id)
        if not file:
            raise NotFound
        stream = request.env["ir.binary"]._get_stream_from(file, filename=file.name)
        return stream.get_response(as_attachment=True)

    # Forms

    def _becs_flash(self, text, kind="success"):
        """Show a message on the next page.

        :param kind: Bootstrap's colour: ``success``, ``info``, ``warning``, ``danger``
        """
        flashed = request.session.get(FLASH) or []
        request.session[FLASH] = [*flashed, {"text": text, "kind": kind}]

    def _becs_back(self, default="/my/becs"):
        """Go to the page a form was sent from; never to another host."""
        referrer = request.httprequest.referrer or ""
        host = request.httprequest.host_url
        return request.redirect(
            referrer.removeprefix(host.rstrip("/"))
            if referrer.startswith(host)
            else default
        )
