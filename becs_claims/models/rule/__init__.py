from . import rule
from . import figures
