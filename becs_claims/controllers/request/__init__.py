from . import portal_request
from . import portal_request_form
