from . import input_mixin
from . import input_change
from . import approval_limit
