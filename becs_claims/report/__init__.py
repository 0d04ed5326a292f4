from . import claim_report
from . import credit_statement
from . import name_unresolved
from . import pos_unclaimed
from . import stock_layer
from . import todo
