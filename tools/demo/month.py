"""The month, end to end: import, submit, validate, approve, credit, as its people."""

import time
from dataclasses import dataclass, field

from . import figures, intake, refusals
from .files import writers
from .files.layouts import LAYOUTS
from .world import compare
from .world.lines import Claim

# what the analyst says about lines in review where a distributor is paid all at once
DECISIONS = {
    "accept": "Checked with the distributor, the proposal is right.",
    "reject": "No proof was sent.",
}


@dataclass
class Done:
    """One claim and what became of it."""

    spec: Claim
    record: object
    intake: object = None
    corrected: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def timed(self, name: str):
        """Count the seconds of a ``with`` block under a name."""
        return _Timer(self.seconds, name)


@dataclass
class Credited:
    """The claims of one credit-note run, and the run."""

    claims: list[Done]
    run: object
    seconds: float

    @property
    def wrong(self) -> list[str]:
        """What is not as it should be."""
        failed = self.run.line_ids.filtered(lambda line: line.outcome == "failed")
        return [
            *(sentence for each in self.claims for sentence in each.wrong),
            *(f"{line.partner_id.name}: {line.reason}" for line in failed),
        ]


class _Timer:
    def __init__(self, seconds, name):
        self.seconds, self.name = seconds, name

    def __enter__(self):
        self.started = time.monotonic()

    def __exit__(self, *_error):
        spent = time.monotonic() - self.started
        self.seconds[self.name] = self.seconds.get(self.name, 0) + spent


class Month:
    """Takes claims through the month in one company."""

    def __init__(self, vendor, commit=lambda: None):
        self.vendor = vendor
        self.commit = commit
        self.analyst = vendor.as_user("analyst")
        self.approver = vendor.as_user("approver")
        self.accountant = vendor.as_user("accountant")

    def run(self, claims: list[Claim]) -> "Credited":
        """Everything from the file to the posted credit note."""
        done = [self.import_claim(spec) for spec in claims]
        for each in done:
            self.submit(each)
            self.validate(each)
        for each in done:
            found = figures.fetch(self.vendor.env, each.record)
            each.wrong += compare.compare(each.spec, found)
            self.decide(each)
            self.approve(each)
        credited = self.credit(done)
        for each in done:
            self.check_sums(each)
        return credited

    def import_claim(self, spec: Claim) -> Done:
        """The analyst imports the file and names lines that are sent again."""
        content = writers.write(spec)
        layout = LAYOUTS[spec.distributor]
        headings = {heading: intake.FIELDS[name] for heading, name in layout.columns}
        partner = self.vendor.records.distributors[spec.distributor]
        imported = intake.import_file(
            self.analyst,
            partner,
            spec.file_name,
            content,
            headings,
            reference=spec.reference,
            date_from=spec.start,
            date_to=spec.end,
        )
        done = Done(spec, imported.claim, imported.intake, imported.corrected)
        done.seconds["import"] = imported.seconds
        done.wrong += self._check_import(done)
        done.wrong += refusals.check_given_back(done)
        self._name_resubmitted(done)
        self.commit()
        return done

    @staticmethod
    def _check_import(done):
        spec, received = done.spec, done.intake
        total = LAYOUTS[spec.distributor].total  # a row that is no line
        expected = (len(spec.lines) + total, len(spec.readable), len(spec.unreadable))
        found = (received.rows_read, received.rows_stored, received.rows_refused)
        if expected != found:
            names = ("rows", "stored", "refused")
            said = ", ".join(
                f"{name} {is_} instead of {should}"
                for name, is_, should in zip(names, found, expected, strict=True)
                if is_ != should
            )
            return [f"{spec.file_name}: {said}"]
        return []

    def _name_resubmitted(self, done):
        again = {line.row: line.resubmits for line in done.spec.lines if line.resubmits}
        if not again:
            return
        lines = self.analyst["becs.claim.line"]
        for row, document in again.items():
            line = lines.search(
                [("claim_id", "=", done.record.id), ("sequence", "=", row)]
            )
            line.resubmission_of_id = lines.search(
                [
                    ("commercial_partner_id", "=", line.commercial_partner_id.id),
                    ("pos_document", "=", document),
                    ("state", "=", "rejected"),
                ],
                limit=1,
            )

    def submit(self, done: Done) -> None:
        """An administrator enters when it came, the analyst files it."""
        record = done.record
        intake.file_on(
            self.analyst, record, self.vendor.users["administrator"], done.spec.filed
        )
        record.with_env(self.analyst).action_submit()
        self.commit()

    def validate(self, done: Done) -> None:
        """All lines get their verdict."""
        with done.timed("validate"):
            done.record.with_env(self.analyst).action_validate()
        self.commit()

    def decide(self, done: Done) -> None:
        """A distributor that is paid all at once needs its review lines decided."""
        record = done.record.with_env(self.analyst)
        partner = record.commercial_partner_id
        if partner.becs_pay_policy != "hold_claim" or not record.review_count:
            return
        with done.timed("decide"):
            lines = self.analyst["becs.claim.line"].search(
                [("claim_id", "=", record.id), ("state", "=", "review")]
            )
            keep = lines.filtered(lambda line: line.amount_approved > 0)
            keep = keep[: len(keep) // 2]
            for verdict, group in (("accept", keep), ("reject", lines - keep)):
                if group:
                    group.action_decide(verdict, note=DECISIONS[verdict])
        self.commit()

    def approve(self, done: Done) -> None:
        """The approver releases the money."""
        done.record.with_env(self.approver).action_approve()
        self.commit()

    def credit(self, done: list[Done]) -> "Credited":
        """The accountant starts a run: all approved claims, credit notes posted."""
        started = time.monotonic()
        run = self.accountant["becs.run"].create({})
        run.action_start()
        self.commit()
        intake.work_in_background(self.accountant, run)
        return Credited(done, run, time.monotonic() - started)

    def check_sums(self, done: Done) -> None:
        """Compare the claim's amounts, its lines and its credit notes."""
        record = done.record.sudo()
        record.invalidate_recordset()
        found = list(figures.fetch(self.vendor.env, record).values())
        notes = record.credit_note_ids
        header = {
            name: compare.exact(record[f"amount_{name}"])
            for name in ("claimed", "approved", "review", "rejected", "credited")
        }
        paid = compare.exact(sum(notes.mapped("amount_untaxed")))
        done.wrong += compare.compare_totals(done.spec.file_name, header, found, paid)
        done.wrong += [
            f"{done.spec.file_name}: {note.name} is not posted"
            for note in notes
            if note.state != "posted"
        ]
