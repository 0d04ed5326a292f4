# what others are built on comes first
from . import shared
from . import approval
from . import program
from . import request
from . import intake
from . import claim
from . import claim_line
from . import rule
from . import stock
from . import settlement
from . import what_if
from . import odoo
