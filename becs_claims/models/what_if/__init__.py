from . import what_if
from . import result
from . import what_if_change
from . import what_if_line
