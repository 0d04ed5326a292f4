# what others are built on comes first
from . import shared
from . import approval
from . import program
from . import request
from . import intake

# account.move makes the table of claims and credit notes, as it always did: its key is
# in the order in which the first of the two models names it
from . import settlement
from . import claim
from . import claim_line
from . import rule
from . import stock
from . import what_if
from . import odoo
