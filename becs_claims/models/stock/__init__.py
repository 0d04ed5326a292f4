from . import pos_report
from . import pos_line
from . import layer_use
from . import return_use
from . import returns
from . import stock_adjustment
