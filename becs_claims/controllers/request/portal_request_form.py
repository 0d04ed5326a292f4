from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.http import request, route

from ...models.request.steps import CHANGEABLE
from ..shared.portal_base import flash_on_page
from ..shared.refused import Refused
from . import request_form
from .portal_request import URL, BecsPortalRequests

MORE_LINES = 5
FOUND = 10  # products that a search offers


class BecsPortalRequestForm(BecsPortalRequests):
    """The form of a special price request: new, a draft, or wishes to send again."""

    @route(f"{URL}/new", type="http", auth="user", website=True, methods=["GET"])
    def becs_request_new(self, **_kwargs):
        """Show the empty form."""
        self._becs_require_submit()
        form = request_form.empty(fields.Date.context_today(request.env.user))
        return self._becs_request_page(form)

    @route(f"{URL}/new", type="http", auth="user", website=True, methods=["POST"])
    def becs_request_create(self, do="submit", **_kwargs):
        """Keep a new request as a draft, or send it."""
        self._becs_require_submit()
        return self._becs_request_save(do, request.env["becs.request"])

    @route(
        f"{URL}/<int:request_id>/edit",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def becs_request_edit(self, request_id, **_kwargs):
        """Show the form with the wishes so far."""
        self._becs_require_submit()
        record = self._becs_own("becs.request", request_id)
        if record.state not in CHANGEABLE:
            return request.redirect(f"{URL}/{record.id}")
        return self._becs_request_page(request_form.of_record(record), record)

    @route(
        f"{URL}/<int:request_id>/edit",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def becs_request_update(self, request_id, do="submit", **_kwargs):
        """Keep changed wishes, or send them again; an answer so far is void then."""
        self._becs_require_submit()
        record = self._becs_own("becs.request", request_id)
        return self._becs_request_save(do, record)

    @route(
        f"{URL}/<int:request_id>/delete",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @flash_on_page
    def becs_request_delete(self, request_id, **_kwargs):
        """Throw a draft away that was never sent."""
        # the model refuses what is no draft
        self._becs_own_to_change("becs.request", request_id).unlink()
        self._becs_flash(request.env._("The draft was deleted."), "info")
        return request.redirect(URL)

    @route(f"{URL}/products", type="http", auth="user", methods=["GET"], readonly=True)
    def becs_request_products(self, term="", **_kwargs):
        """Offer products whose code, barcode or name holds a text.

        :return: JSON, a list of objects with ``code`` and ``name``
        """
        self._becs_require_submit()
        term = term.strip()[:64]
        if len(term) < 2:
            return request.make_json_response([])
        # code and name only, of what back-end credits are for
        found = (
            request.env["becs.request"]
            .sudo()
            ._portal_products(
                self._becs_partner(), request.env.user.company_id, term, FOUND
            )
        )
        return request.make_json_response(
            [{"code": code, "name": name} for code, name in found]
        )

    # Business

    def _becs_request_page(self, form, record=None, more=0):
        number = record.name if record else request.env._("New Request")
        values = self._becs_values(
            "request_form",
            [(request.env._("Special Prices"), URL), (number, "")],
            "requests",
            Refused.of_request("request", form.errors.get("", "")),
            record=record,
            form=form,
            errors={
                # what the model says is translated already
                name: request.env._(text) if name else text
                for name, text in form.errors.items()
            },
            form_lines=form.padded_lines(more),
            is_draft=not record or record.state == "draft",
        )
        return request.render("becs_claims.portal_request_form", values)

    def _becs_request_save(self, do, record):
        """Keep what was typed; on the page again where something is to be mended.

        :param do: button that was pressed: ``rows``, ``draft`` or ``submit``
        :param record: the request, empty for a new one
        """
        form = request_form.read(request.httprequest.form)
        # an answer is given up only for wishes that are sent
        may_keep = not record or record.state == "draft"
        if do not in ("rows", *(["draft"] if may_keep else [])):
            do = "submit"
        if do == "rows":
            form.errors.clear()
            return self._becs_request_page(form, record, MORE_LINES)
        if do == "submit":
            request_form.require(form)
        if not form.errors:
            try:
                with request.env.cr.savepoint():
                    saved = self._becs_request_store(form, record)
                    if do == "submit":
                        saved.action_submit()
            except AccessError:
                raise
            except UserError as error:
                form.errors[""] = str(error)
            else:
                self._becs_flash(
                    request.env._("Your request was sent. We tell you by mail.")
                    if do == "submit"
                    else request.env._("The draft was kept. Nobody sees it but you.")
                )
                return request.redirect(f"{URL}/{saved.id}")
        return self._becs_request_page(form, record)

    def _becs_request_store(self, form, record):
        """Write the form; fields are named in :mod:`.request_form`.

        :return: the request, as superuser
        """
        user = request.env.user
        # portal users write no records; the user stays the author
        Request = request.env["becs.request"].sudo().with_company(user.company_id)
        if not record:
            record = Request.create(
                {"partner_id": user.partner_id.id, "company_id": user.company_id.id}
            )
        saved = record.sudo()  # see above
        saved._revise(form.values, form.lines)
        files = self._becs_form_files("files")
        if files:
            saved._portal_say(request.env._("Files for the request"), files)
        return saved
