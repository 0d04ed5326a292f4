# what the models below are built on
from . import (
    becs_claim_figures,
    becs_claim_line_explanation,
    becs_claim_line_screen,
    becs_guarded_mixin,
    becs_program_figures,
    becs_workflow_mixin,
    becs_claim_steps,
)

# isort: split
from . import (
    account_move,
    becs_alias,
    becs_claim,
    becs_claim_line,
    becs_claim_credit,
    becs_claim_report,
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
    ir_attachment,
    product,
    res_company,
    res_config_settings,
    res_partner,
)
