from . import claim
from . import dispute
from . import history
from . import check
from . import approval
from . import dispute_portal
from . import disputes
from . import draft
from . import draft_lines
from . import draft_resubmission
from . import draft_sales
from . import dropped_decisions
from . import figures
from . import form
from . import hold
from . import intake
from . import names
from . import portal

# after approval, which it adds prices to that wait: see test_models
from . import prices
from . import response
from . import revalidation
from . import steps
