"""Files that a distributor uploads: claims and point-of-sale reports alike."""

from odoo.exceptions import UserError
from odoo.http import request, route

from ...intake.settings import Limits
from ...models.intake.importer import LAYOUT, NOTATION
from ..shared.portal_base import flash_on_page
from ..shared.portal_changes import BecsPortalChanges
from ..shared.refused import Refused

LIST_URLS = {"claim": "/my/becs/claims/new", "pos": "/my/becs/sales"}


class BecsPortalUpload(BecsPortalChanges):
    """Where it is not clear how a file is read, its columns are asked for."""

    def _becs_upload_receive(self, kind, page, **values):
        """Take the file of a form, and go to what comes next.

        :param kind: of file
        :param page: shows the page with the form again, called ``file``; takes
            ``refused``
        :param values: as for :meth:`BecsUpload._receive`
        """
        chosen = self._becs_form_files("file")
        if not chosen:
            raise UserError(request.env._("Choose a file first."))
        [(name, stream), *_others] = chosen
        # the caller has checked the role; people on the portal may not write uploads
        upload = (
            request.env["becs.upload"]
            .sudo()
            ._receive(kind, request.env.user.partner_id, name, stream, **values)
        )
        if upload.state == "refused":
            # not raised: it is kept, to be counted
            return page(refused=Refused.of_request("file", upload.message))
        if upload.state == "waiting":
            return request.redirect(f"/my/becs/uploads/{upload.id}")
        return request.redirect(self._becs_upload_result(upload))

    def _becs_upload_result(self, upload):
        """URL of what a file became."""
        if upload.kind == "pos":
            return f"/my/becs/sales/{upload.pos_report_id.id}"
        return f"/my/becs/claims/{upload.claim_id.id}/draft"

    def _becs_upload_waiting(self, kind):
        """Files of the distributor that wait for somebody to say how to read them."""
        return request.env["becs.upload"].search(
            [("kind", "=", kind), ("state", "=", "waiting")]
        )

    @route(
        "/my/becs/uploads/<int:upload_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def becs_upload(self, upload_id, step="", **post):
        """Show how a file is read, and take what a person says about it.

        What is said comes by POST; a link only shows.

        :param step: ``look`` shows what the choices lead to, ``read`` reads the file
        """
        is_said = request.httprequest.method == "POST"
        if not is_said:
            step, post = "", {}
        upload = self._becs_own_to_change("becs.upload", upload_id)
        if upload.state == "done":
            return request.redirect(self._becs_upload_result(upload))
        if upload.state != "waiting":
            return request.redirect(LIST_URLS[upload.kind])
        wizard = error = None
        try:
            with request.env.cr.savepoint():
                wizard = self._becs_upload_open(upload, post)
                if step == "read":
                    return self._becs_upload_read(upload, wizard)
        except UserError as problem:
            error = str(problem)
            request.env.invalidate_all()
        if error:
            try:
                wizard = self._becs_upload_open(upload, post, with_layout=False)
            except UserError as problem:
                # it cannot be taken any more, whatever is chosen
                if is_said:
                    upload._refuse(str(problem))
                self._becs_flash(str(problem), "danger")
                return request.redirect(LIST_URLS[upload.kind])
        return self._becs_upload_page(upload, wizard, error)

    def _becs_upload_page(self, upload, wizard, error):
        is_sales = upload.kind == "pos"
        crumb = (
            (request.env._("Point of sale"), "/my/becs/sales")
            if is_sales
            else (request.env._("New claim"), "/my/becs/claims/new")
        )
        return request.render(
            "becs_claims.portal_upload",
            self._becs_values(
                "upload",
                crumbs=[crumb, (upload.name, None)],
                tab="sales" if is_sales else "claims",
                upload=upload,
                wizard=wizard,
                error=error,
                choices=wizard._kind().choices(self._becs_translate),
            ),
        )

    def _becs_upload_open(self, upload, post, with_layout=True):
        """Open the import of a file by what a person chose.

        What is not offered is left out.

        :raise UserError: when the file cannot be read so
        """
        wizard = upload._open()
        chosen = self._becs_upload_layout(wizard, post) if with_layout else {}
        if chosen:
            wizard = upload._open(chosen)
        offered = wizard._kind().fields
        for column in wizard.column_ids:
            # the heading tells that it is the column that was shown
            if post.get(f"key_{column.position}") == column.key:
                name = post.get(f"column_{column.position}")
                if not name or name in offered:
                    column.field_name = name or False
        for name in NOTATION:
            if post.get(name) in dict(wizard._fields[name].selection):
                wizard[name] = post[name]
        return wizard

    def _becs_upload_layout(self, wizard, post):
        """What was chosen other than found: sheet, row of headings, …"""
        chosen = {name: post.get(name) for name in LAYOUT}
        row = chosen["heading_row"] or ""
        chosen["heading_row"] = int(row) if row.isascii() and row.isdigit() else None
        offered = {
            "sheet": wizard.sheet_ids.mapped("name"),
            "heading_row": range(1, Limits.chosen_heading_row + 1),
            "delimiter": dict(wizard._fields["delimiter"].selection),
            "encoding": dict(wizard._selection_encoding()),
        }
        return {
            name: value
            for name, value in chosen.items()
            if value and value in offered[name] and value != wizard.found[name]
        }

    def _becs_upload_read(self, upload, wizard):
        upload._lock()
        upload._import(wizard)
        return request.redirect(self._becs_upload_result(upload))

    @route(
        "/my/becs/uploads/<int:upload_id>/discard",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @flash_on_page
    def becs_upload_discard(self, upload_id, **_post):
        """Throw a file away that was not read yet."""
        upload = self._becs_own_to_change("becs.upload", upload_id)
        upload._refuse(False)
        self._becs_flash(request.env._("%s was thrown away.", upload.name), "info")
        return request.redirect(LIST_URLS[upload.kind])
