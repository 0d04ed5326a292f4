"""Returns: the paid sales they take credit back from."""

from ..run import Table

RETURN = Table(
    "becs_run_return",
    "return, in the order in which returns take back",
    columns=(
        "id int, document text, is_proposed boolean, partner_id int, date_ship date"
    ),
    line="id",
    stored=True,
)
RETURN_USE = Table(
    "becs_run_return_use",
    "return, sale → what is taken back",
    columns=(
        "return_line_id int, sale_line_id int, quantity numeric, amount "
        "numeric, amount_sale numeric, amount_program numeric, program_id "
        "int, program_line_id int, counts boolean"
    ),
    line="return_line_id",
)
CANDIDATE_SALE = Table(
    "becs_run_candidate_sale",
    "line outside the run that a return may take back from",
    columns="id int",
    line="id",
    stored=True,
)
