"""The set-based engine and the slow reference agree, to the cent, on whatever happens
in small random worlds.

Half of the worlds are the same in every run, the others follow from the seed
(:mod:`.rounds`).
"""

from collections import Counter
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import TransactionCase, tagged

from ...validation.pipeline import VALIDATE
from ..shared import rounds
from .reference.checks import DEFAULT_OUTCOMES
from .worlds import Story, make_catalogue
from .worlds.comparison import Comparison
from .worlds.describe import describe, tell
from .worlds.kept_tables import USED, KeptTables
from .worlds.stored_catalogue import StoredCatalogue
from .worlds.stored_story import StoredStory

#: Worlds of each half.
WORLDS = rounds.rounds(1000)
#: Steps that decide nothing.
STEPS_BETWEEN = ("file", "submit", "program", "amend", "rule", "goods", "settings")
#: So many worlds are enough to meet everything there is.
ALL_MET = 500


class Undo(Exception):
    """Ends a world's savepoint."""


@tagged("post_install", "-at_install")
class TestEngineRandom(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "tracking_disable": True, "mail_notrack": True}
        )
        cls.stored = StoredCatalogue(cls.env, make_catalogue())
        companies = cls.env["res.company"].browse(
            cls.stored.ids(cls.stored.catalogue.companies)
        )
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": companies.ids}
        )
        cls.env.flush_all()

    def test_engine_and_reference_agree_on_the_same_worlds(self):
        met = self.agree_on(rounds.fixed(WORLDS))
        if WORLDS >= ALL_MET:
            self.assertFalse(expected() - met.keys(), "never met")
            for step in VALIDATE.steps:
                # nobody changes in these worlds what others' claims are validated by
                if step.name != "effects of changes":
                    self.assertEqual(USED[step.name], step.tables, step.name)

    def test_engine_and_reference_agree_on_new_worlds(self):
        self.agree_on(rounds.new(WORLDS, "worlds"))

    def agree_on(self, worlds):
        """Play worlds to both; tell what was met, and how often."""
        met, tables = Counter(), KeptTables(self.env.cr)

        @worlds
        @given(st.randoms(use_true_random=False))
        def agree(rng):
            with suppress(Undo), tables.round(), self.env.cr.savepoint():
                self.play(rng, met)
                raise Undo

        agree()
        return met

    def play(self, rng, met):
        """Tell a story to both and compare after every step that decides something."""
        stored_catalogue = self.stored
        stored_catalogue.env = stored_catalogue.goods.env = self.env
        story = Story(rng, stored_catalogue.catalogue)
        database = StoredStory(stored_catalogue)
        comparison, shown = Comparison(database, story.world), []
        for step in story.steps():
            shown.append(tell(step))
            database.do(step)
            if step[0] in STEPS_BETWEEN:
                continue
            wrong = list(comparison.after(step))
            if wrong:
                parts = [
                    "engine and reference disagree",
                    *wrong,
                    "",
                    *shown,
                    "",
                    describe(story.world),
                ]
                self.fail("\n".join(parts))
            met.update(happened(story.world, step))


def happened(world, step):
    """What there is to meet in a step."""
    yield step[0]
    if step[0] == "decide":
        yield "decide", step[2]
    if step[0] not in ("run", "check"):
        return
    if step[0] == "run" and len(step[1]) > 1:
        yield "several claims"
    for verdict in step[2]:
        yield "state", verdict.state
        yield from verdict.codes
        yield "type", verdict.line.transaction_type, verdict.state
        if verdict.program_version > 1:
            yield "version", verdict.state
        elif verdict.program and verdict.program.versions:
            yield "version before the last", verdict.state
        if verdict.program_line:
            company = verdict.line.claim.company
            day = verdict.line.date_ship
            terms = verdict.program.on(day)
            source = terms.into_stock_source or company.into_stock_source
            yield "source", source, verdict.into_stock_price is not None
            yield "method", verdict.program_line.on(day).credit_method
    for use in step[2].uses:
        yield "used", type(use.sale).__name__, type(use.source).__name__
        if use.beyond:
            yield "used beyond"
    for use in step[2].return_uses:
        late = use.sale.claim in step[1]
        yield "taken back", "late" if late else "early", bool(use.back.origin_document)
        if use.program and use.program.combinable:
            yield "taken back from combinable"


def expected():
    """What some world must have met."""
    sources = {
        ("source", source, known)
        for source in ("fifo", "average", "price_list", "agreed", "claimed")
        for known in (True, False)
    }
    # a price list without a rule gives the sales price
    sources.remove(("source", "price_list", False))
    methods = {
        ("method", method)
        for method in ("net_price", "percent", "fixed", "pricelist", "margin")
    }
    steps = {"check", "run", "decide", "change", "cancel", "reset", "approve"}
    versions = {
        (which, state)
        for which in ("version", "version before the last")
        for state in ("approved", "adjusted", "review", "rejected")
    }
    kinds = {
        ("type", "sale", state)
        for state in ("approved", "adjusted", "review", "rejected")
    } | {
        ("type", "return", state)
        for state in ("approved", "adjusted", "review", "rejected")
    }
    used = {
        ("used", sale, source)
        for sale in ("Line", "PosLine")
        for source in ("InvoiceLine", "Adjustment")
    }
    back = {
        ("taken back", when, named)
        for when in ("early", "late")
        for named in (True, False)
    }
    others = {"several claims", "used beyond", "taken back from combinable"}
    return (
        set(DEFAULT_OUTCOMES)
        | sources
        | methods
        | steps
        | versions
        | kinds
        | used
        | back
        | others
    )
