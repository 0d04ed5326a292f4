from . import portal_resubmission
from . import portal_lines
