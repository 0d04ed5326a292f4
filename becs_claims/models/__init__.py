from . import becs_guarded_mixin  # the others build on it

# isort: split
from . import (
    account_move,
    becs_alias,
    becs_claim,
    becs_claim_line,
    becs_claim_credit,
    becs_claim_serial,
    becs_finding,
    becs_import_profile,
    becs_intake,
    becs_job,
    becs_lock,
    becs_program,
    becs_program_line,
    becs_rule,
    becs_run,
    becs_run_credit,
    becs_run_line,
    product,
    res_company,
    res_config_settings,
    res_partner,
)
