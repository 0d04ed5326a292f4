from . import shared
from . import program
from . import request
from . import intake
from . import claim
from . import claim_line
from . import stock
from . import settlement
