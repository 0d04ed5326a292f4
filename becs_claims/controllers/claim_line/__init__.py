from . import portal_again
from . import portal_lines
