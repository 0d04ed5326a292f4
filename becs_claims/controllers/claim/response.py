import tempfile

from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wsgi import wrap_file

from odoo.exceptions import AccessError, UserError
from odoo.http import Controller, content_disposition, request, route

from ...models.claim.response import SCOPES

MIMETYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class BecsResponse(Controller):
    @route(
        "/becs_claims/response/<int:claim_id>.<any(xlsx, csv):kind>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def becs_response(self, claim_id, kind, lines="all"):
        """Send the response file of a claim the user may read."""
        claim = request.env["becs.claim"].browse(claim_id).exists()
        try:
            claim.check_access("read")
        except AccessError:
            claim = claim.browse()
        if not claim or lines not in SCOPES:
            raise NotFound
        return send_response(claim, kind, lines)


def send_response(claim, kind, lines):
    """Send the response file of a claim the caller may read.

    It is written to the disk first and sent from there, however large it is.

    :param kind: ``xlsx`` or ``csv``
    :param lines: key of :data:`SCOPES`
    """
    # made for the distributor, of parts that it does not read otherwise
    claim = claim.sudo()
    file = tempfile.TemporaryFile()  # closed with the response
    try:
        claim._write_response(file, kind, lines)
    except UserError as error:
        raise BadRequest(str(error)) from error
    size = file.tell()
    file.seek(0)
    response = request.make_response(
        wrap_file(request.httprequest.environ, file),
        headers=[
            ("Content-Type", MIMETYPES[kind]),
            ("Content-Length", size),
            (
                "Content-Disposition",
                content_disposition(claim._response_name(kind)),
            ),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )
    response.direct_passthrough = True
    return response
