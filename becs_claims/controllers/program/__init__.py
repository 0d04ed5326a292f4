from . import portal_authorizations
