from . import becs_import
from . import becs_import_column
from . import becs_import_reading
from . import becs_claim_line_decide
from . import becs_claim_line_resend
from . import becs_claim_response
from . import becs_unknown
from . import becs_unknown_list
