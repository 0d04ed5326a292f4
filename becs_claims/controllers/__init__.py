from . import (
    portal_authorizations,
    portal_base,
    portal_claims,
    portal_credits,
    portal_lines,
    portal_overview,
    portal_request,
    portal_request_form,
    response,
)
