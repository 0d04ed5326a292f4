from . import portal_credits
