from . import portal_claims
from . import portal_claim_new
from . import portal_claim_draft
from . import portal_claim_draft_steps
from . import portal_dispute
from . import response
