from . import portal_base, response
