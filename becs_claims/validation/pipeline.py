"""The steps of a run, in their order.

A step says which tables of the run it reads and fills. Whether each is filled, once,
before it is read is looked at when the steps are put together, so that a step cannot be
moved or forgotten by mistake. ``docs/engine.md`` is written from here, see
:mod:`.described`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.tools import SQL

from ..storage import history
from . import decided, findings, layers, locks, stage, totals, write
from .checks import outcomes, own_rules
from .layers import average, bought, cells, fifo, pairs, sales, stock, uses
from .prices import price, pricelists, rates
from .programs import caps, choice, drawdown, terms, versions
from .repeated import duplicates, reported, resubmission, serials
from .resolve import claim_lines, products
from .returns import (
    CANDIDATE_SALE,
    RETURN,
    RETURN_USE,
    matching,
    paid_sales,
    spans,
    take_backs,
)


@dataclass(frozen=True)
class Step:
    """One step of a run.

    :param name: of the step
    :param run: does the work; gets the :class:`~.run.Run`
    :param reads: names of the tables it reads
    :param fills: the tables it makes, as :class:`~.run.Table`
    :param adds: names of tables of earlier steps that it adds rows or bits to
    :param when: whether a run has anything to do here, its docstring says when; without
        it always. A step that is left out makes none of its tables
    :param share: of the whole work that is done when it begins, where it says so
    :param doing: what is told then, a function of the run, so that it is translated
    """

    name: str
    run: Callable
    reads: tuple = ()
    fills: tuple = ()
    adds: tuple = ()
    when: Callable | None = None
    share: float | None = None
    doing: Callable | None = None

    @property
    def tables(self):
        """Names of all tables it has to do with."""
        return {*self.reads, *self.adds, *(table.name for table in self.fills)}


class PipelineError(Exception):
    """Steps that do not fit together."""


class Pipeline:
    """Steps that fit together.

    :param steps: in their order
    :raise PipelineError: when a table is filled twice, or read before it is filled, or
        not at all, or may be missing where it is read and does not say its columns
    """

    def __init__(self, *steps):
        self.steps = steps
        self.tables = {}
        for step in steps:
            for table in step.fills:
                if table.name in self.tables:
                    raise PipelineError(f"{table.name} is filled twice")
            own = {table.name: (table, step) for table in step.fills}
            for name in (*step.reads, *step.adds):
                if name in own:
                    continue
                if name not in self.tables:
                    raise PipelineError(
                        f"{step.name} needs {name}, which nothing filled before it"
                    )
                table, filler = self.tables[name]
                may_miss = filler.when and filler.when is not step.when
                if may_miss and not table.columns:
                    raise PipelineError(
                        f"{step.name} reads {name}, which {filler.name} may not make, "
                        "and nobody says its columns"
                    )
            self.tables.update(own)

    def __call__(self, run):
        """Take the steps."""
        for step in self.steps:
            if step.share is not None:
                run.progress(step.share, step.doing(run))
            if not step.when or step.when(run):
                self.take(step, run)

    @staticmethod
    def take(step, run):
        """Take one step."""
        step.run(run)


def _lock(run):
    """Lock what the distributors draw on.

    Distributors that are supplied through one partner share what it bought.
    """
    shared = layers.buyers(run.env, run.partner_ids)
    locks.distributors(
        run.env, run.company.id, [*run.partner_ids, *shared], run.has_serials
    )


def _needs_layers(run):
    """Prices come from what was bought, or the stock of a distributor is validated."""
    return bool(run.sources & {"fifo", "average"}) or run.has_stock


def _needs_own_pricelists(run):
    """Into-stock prices come from the distributors' price lists."""
    return "price_list" in run.sources


def _needs_pricelists(run):
    """Prices come from price lists."""
    return run.has_pricelists or _needs_own_pricelists(run)


def _has_returns(run):
    """Goods came back."""
    return run.has_returns


def _has_resubmitted(run):
    """Lines were sent before."""
    return run.has_resubmitted


def _has_unstated(run):
    """Sales name no authorization."""
    return run.has_unstated


def _has_serials(run):
    """Lines name serial numbers."""
    return run.has_serials


def _has_reporters(run):
    """A distributor reports its sales."""
    return run.has_reporters


def _has_own_rules(run):
    """The company has rules of its own."""
    return bool(run.own_rules)


def _reserves(run):
    """The claims are filed."""
    return run.reserve


# verdicts in tables, and nothing else
WORK_OUT = Pipeline(
    Step(
        "claims",
        stage.claims,
        fills=(stage.CLAIM,),
    ),
    Step(
        "look again",
        claim_lines.missing,
        fills=(
            claim_lines.UNRESOLVED_PRODUCT_ID,
            claim_lines.RESOLVED_PRODUCT_ID,
            claim_lines.UNRESOLVED_END_CUSTOMER_ID,
            claim_lines.RESOLVED_END_CUSTOMER_ID,
            claim_lines.UNRESOLVED_UOM_ID,
            claim_lines.RESOLVED_UOM_ID,
        ),
    ),
    Step(
        "locks",
        _lock,
        when=_reserves,
    ),
    Step(
        "lines",
        stage.lines,
        reads=("becs_run_claim",),
        fills=(stage.CLAIM_LINE,),
    ),
    Step(
        "sent again",
        resubmission.stage,
        reads=("becs_run_claim_line",),
        fills=(
            resubmission.ANCESTOR,
            resubmission.FIRST_FILING,
            resubmission.EARLIER_CREDIT,
        ),
        when=_has_resubmitted,
        share=0.15,
        doing=lambda run: run.env._("Finding authorizations"),
    ),
    Step(
        "returns",
        take_backs.stage,
        reads=(
            "becs_run_claim",
            "becs_run_claim_line",
        ),
        fills=(RETURN, RETURN_USE, matching.RETURN_MATCH, CANDIDATE_SALE),
        when=_has_returns,
    ),
    Step(
        "programs",
        choice.stage,
        reads=(
            "becs_run_candidate_sale",
            "becs_run_claim",
            "becs_run_claim_line",
        ),
        fills=(
            choice.EARLIER_DRAWDOWN,
            versions.TERMS_PERIOD,
            choice.PROGRAM_TERMS,
            choice.NAMED_DISTRIBUTOR,
            choice.NAMED_CUSTOMER,
        ),
    ),
    Step(
        "program lines",
        choice.terms,
        reads=(
            "becs_run_claim_line",
            "becs_run_program_terms",
            "becs_run_terms_period",
        ),
        fills=(choice.PRODUCT, choice.PRODUCT_TERMS),
    ),
    Step(
        "caps",
        choice.limits,
        reads=(
            "becs_run_earlier_drawdown",
            "becs_run_product_terms",
        ),
        fills=(choice.PROGRAM_LINE,),
    ),
    Step(
        "choice",
        choice.choose,
        reads=(
            "becs_run_claim",
            "becs_run_claim_line",
            "becs_run_named_customer",
            "becs_run_named_distributor",
            "becs_run_product_terms",
            "becs_run_program_line",
            "becs_run_program_terms",
        ),
        fills=(choice.OFFER, choice.PROGRAM_CHOICE),
        when=_has_unstated,
    ),
    Step(
        "rules",
        outcomes.stage,
        reads=(
            "becs_run_claim_line",
            "becs_run_program_choice",
        ),
        fills=(
            outcomes.PROFILE_CHOICE,
            outcomes.PROFILE,
            outcomes.PROFILE_RULE,
        ),
    ),
    Step(
        "terms",
        terms.stage,
        reads=(
            "becs_run_claim_line",
            "becs_run_first_filing",
            "becs_run_named_customer",
            "becs_run_named_distributor",
            "becs_run_product_terms",
            "becs_run_profile_choice",
            "becs_run_program_choice",
            "becs_run_program_terms",
            "becs_run_terms_period",
        ),
        fills=(terms.CHECKED_LINE,),
    ),
    Step(
        "claimed before",
        duplicates.find,
        reads=(
            "becs_run_ancestor",
            "becs_run_claim",
            "becs_run_claim_line",
            "becs_run_profile",
            "becs_run_program_terms",
        ),
        fills=(
            duplicates.STANDING_LINE_ID,
            duplicates.STANDING_LINE,
            duplicates.REPEATED_LINE,
            duplicates.DUPLICATE,
        ),
        share=0.3,
        doing=lambda run: run.env._("Looking for sales claimed before"),
        adds=("becs_run_checked_line",),
    ),
    Step(
        "returns of other claims' sales",
        take_backs.early,
        reads=(
            "becs_run_candidate_sale",
            "becs_run_checked_line",
            "becs_run_claim",
            "becs_run_profile",
        ),
        fills=(
            paid_sales.PAID_SALE,
            spans.DOCUMENT_SALE,
            spans.RETURN_SPAN,
            matching.RETURN_PAIR,
        ),
        when=_has_returns,
        adds=(
            "becs_run_program_terms",
            "becs_run_program_line",
            "becs_run_return",
            "becs_run_return_use",
            "becs_run_return_match",
        ),
    ),
    Step(
        "serial numbers",
        serials.find,
        reads=(
            "becs_run_ancestor",
            "becs_run_claim",
            "becs_run_claim_line",
            "becs_run_profile",
            "becs_run_program_terms",
            "becs_run_return",
            "becs_run_return_use",
        ),
        fills=(serials.REPEATED_SERIAL, serials.REPEATED_PIECE),
        when=_has_serials,
        adds=("becs_run_checked_line",),
    ),
    Step(
        "reported sales",
        reported.find,
        reads=(
            "becs_run_claim",
            "becs_run_claim_line",
        ),
        fills=(reported.REPORTER, reported.POS_TOTAL, reported.POS_MATCH),
        when=_has_reporters,
        share=0.35,
        doing=lambda run: run.env._("Comparing with reported sales"),
        adds=("becs_run_checked_line",),
    ),
    Step(
        "purchase layers",
        layers.stage,
        reads=(
            "becs_run_claim",
            "becs_run_claim_line",
            "becs_run_pos_match",
            "becs_run_profile",
            "becs_run_program_terms",
            "becs_run_return_use",
        ),
        fills=(
            pairs.BUYER,
            pairs.STOCK_PAIR,
            pairs.STOCK_PERIOD,
            pairs.STOCK_LINE,
            pairs.INTO_STOCK_PRICE,
            bought.STOCK_MOVEMENT,
            bought.LAYER,
            sales.SOLD_LINE,
            sales.POS_LINE,
            sales.SALE_RETURN,
            sales.SALE,
            uses.STORED_USE,
            cells.PRICE_PROTECTION,
            cells.LAYER_CELL,
            cells.EXCHANGE_FACTOR,
            cells.CELL_PRICE,
            uses.FREE_SPAN,
            uses.UNCOSTED_SALE,
            uses.SALE_SPAN,
            uses.LAYER_USE,
            fifo.SALE_COST,
            fifo.UNPRICED_LINE,
            fifo.LINE_SPAN,
            fifo.FREE_SPAN_PRICE,
            average.AVERAGE_QUESTION,
            stock.FIRST_POS_MATCH,
            stock.STOCK_EXCESS,
        ),
        when=_needs_layers,
        share=0.4,
        doing=lambda run: run.env._("Working out prices"),
        adds=("becs_run_checked_line",),
    ),
    Step(
        "price lists",
        pricelists.partners,
        fills=(pricelists.PRICELIST_CHOICE,),
        when=_needs_own_pricelists,
    ),
    Step(
        "rates",
        rates.stage,
        reads=(
            "becs_run_claim",
            "becs_run_claim_line",
            "becs_run_pricelist_choice",
            "becs_run_program_terms",
        ),
        fills=(rates.CURRENCY_RATE,),
    ),
    Step(
        "listed prices",
        pricelists.stage,
        reads=(
            "becs_run_checked_line",
            "becs_run_claim_line",
            "becs_run_currency_rate",
            "becs_run_pricelist_choice",
            "becs_run_program_terms",
        ),
        fills=(pricelists.PRICELIST_PRICE,),
        when=_needs_pricelists,
    ),
    Step(
        "prices",
        price.stage,
        reads=(
            "becs_run_checked_line",
            "becs_run_claim_line",
            "becs_run_currency_rate",
            "becs_run_earlier_credit",
            "becs_run_into_stock_price",
            "becs_run_pricelist_choice",
            "becs_run_pricelist_price",
            "becs_run_program_terms",
        ),
        fills=(price.PRICED_LINE,),
    ),
    Step(
        "own rules",
        own_rules.find,
        reads=("becs_run_profile_rule",),
        fills=(own_rules.OWN_RULE, own_rules.OWN_RULE_MATCH),
        when=_has_own_rules,
        adds=("becs_run_priced_line",),
    ),
    Step(
        "cuts",
        caps.cut,
        reads=(
            "becs_run_claim_line",
            "becs_run_profile",
            "becs_run_program_line",
            "becs_run_program_terms",
        ),
        fills=(caps.DRAWING_LINE, caps.CAPPED_LINE),
        share=0.6,
        doing=lambda run: run.env._("Drawing on the programs"),
        adds=("becs_run_priced_line",),
    ),
    Step(
        "verdicts",
        decided.stage,
        reads=(
            "becs_run_capped_line",
            "becs_run_pos_match",
            "becs_run_priced_line",
            "becs_run_profile",
        ),
        fills=(decided.VERDICT,),
    ),
    Step(
        "returns of the run's sales",
        take_backs.late,
        reads=(
            "becs_run_candidate_sale",
            "becs_run_checked_line",
            "becs_run_claim",
            "becs_run_claim_line",
            "becs_run_profile",
            "becs_run_return",
        ),
        when=_has_returns,
        adds=(
            "becs_run_return_use",
            "becs_run_return_match",
            "becs_run_verdict",
            "becs_run_paid_sale",
            "becs_run_document_sale",
            "becs_run_return_span",
            "becs_run_return_pair",
        ),
    ),
    Step(
        "findings",
        findings.stage,
        reads=(
            "becs_run_capped_line",
            "becs_run_checked_line",
            "becs_run_claim_line",
            "becs_run_currency_rate",
            "becs_run_duplicate",
            "becs_run_earlier_credit",
            "becs_run_into_stock_price",
            "becs_run_own_rule",
            "becs_run_own_rule_match",
            "becs_run_pos_match",
            "becs_run_pricelist_choice",
            "becs_run_pricelist_price",
            "becs_run_profile",
            "becs_run_profile_rule",
            "becs_run_program_terms",
            "becs_run_repeated_piece",
            "becs_run_return",
            "becs_run_return_match",
            "becs_run_stock_excess",
            "becs_run_verdict",
        ),
        fills=(
            products.AMBIGUOUS_REFERENCE,
            findings.FLAGGED_LINE_ID,
            findings.FLAGGED_LINE,
            findings.FINDING,
        ),
    ),
)


def _draw(run):
    """Bring the counters of the programs in line, and mark the claims as drawn."""
    validated = drawdown.of_lines(
        SQL("becs_run_verdict l"),
        SQL("1"),
        is_return=SQL("l.is_return"),
        is_credited=SQL("FALSE"),
    )
    drawdown.add(
        run.env,
        SQL("SELECT * FROM becs_run_earlier_drawdown UNION ALL %s", validated),
    )
    drawdown.mark(run.env, run.claims.ids, True)


_LINES = Step(
    "lines written",
    write.lines,
    reads=("becs_run_verdict",),
    share=0.75,
    doing=lambda run: run.env._("Storing the verdicts"),
)
_FINDINGS = Step(
    "findings written",
    findings.store,
    reads=(
        "becs_run_claim_line",
        "becs_run_finding",
    ),
    share=0.9,
    doing=lambda run: run.env._("Storing the findings"),
)
_RETURNS = Step(
    "returns written",
    take_backs.store,
    reads=(
        "becs_run_return",
        "becs_run_return_use",
    ),
    when=_has_returns,
)
_TOTALS = Step(
    "totals",
    totals.of_run,
)

# a draft: verdicts on its lines, of which nothing else knows
CHECK = Pipeline(*WORK_OUT.steps, _LINES, _FINDINGS, _RETURNS, _TOTALS)

# filed claims: what they draw on, too
VALIDATE = Pipeline(
    *WORK_OUT.steps,
    Step(
        "history",
        history.revalidated,
        reads=("becs_run_verdict",),
    ),
    Step(
        "effects of changes",
        history.affected,
        reads=("becs_run_verdict",),
        fills=(history.INPUT_CHANGE, history.CHANGE_EFFECT),
    ),
    _LINES,
    _FINDINGS,
    _RETURNS,
    Step(
        "units freed",
        uses.free_unsold,
        reads=("becs_run_verdict",),
    ),
    Step(
        "units used",
        uses.store,
        reads=(
            "becs_run_layer",
            "becs_run_layer_use",
            "becs_run_sale",
            "becs_run_stock_pair",
            "becs_run_stored_use",
        ),
        when=_needs_layers,
    ),
    Step(
        "draw-down",
        _draw,
        reads=(
            "becs_run_earlier_drawdown",
            "becs_run_verdict",
        ),
    ),
    _TOTALS,
)
