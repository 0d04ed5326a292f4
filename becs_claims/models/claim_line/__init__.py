from . import claim_line

# prices before layers, which asks it last for where a price comes from
from . import prices
from . import terms
from . import layers
from . import caps
from . import explanation
from . import claim_serial
from . import decisions
from . import disputes
from . import finding
from . import names
from . import portal
from . import resubmission
from . import screen
