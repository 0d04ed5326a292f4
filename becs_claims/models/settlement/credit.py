from decimal import Decimal
from functools import partial

from odoo import api, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.modules import module
from odoo.service.model import retrying

from ...settlement import store, values
from ...settlement.plan import Reason, due, plan
from .report import CONCURRENCY

# distributors credited in one transaction as long as all goes well
TOGETHER = 20


def _claims_of(some):
    return [claim_id for _partner_id, claim_ids in some for claim_id in claim_ids]


class BecsRun(models.Model):
    """Creating the credit notes of a run, distributor by distributor."""

    _inherit = "becs.run"

    @api.model
    def _run_claims(self, claims):
        """Credit these claims now.

        :param claims: approved claims, of one or more companies
        :return: one finished run per company
        """
        runs = self.browse()
        for company, own in claims.grouped("company_id").items():
            run = self.sudo().create(
                {
                    "kind": "claims",
                    "company_id": company.id,
                    "claim_ids": own.ids,
                    "state": "running",
                    "user_id": self.env.uid,
                }
            )
            # not as superuser: credit notes are the accountant's own
            run = run.sudo(self.env.su)
            run._credit_all()
            runs |= run
        return runs

    def _run_job_run(self, report):
        """Work of a background job; what a stopped job finished is not done again.

        :param report: called with (lines done, all lines, what goes on)
        """
        self.ensure_one()
        self._credit_all(report, commit=not module.current_test)

    def _credit_all(self, report=None, commit=False):
        """Credit every distributor that has no result yet.

        :param commit: in transactions of their own, so that a stop loses nothing that
            is done; otherwise in savepoints, and all becomes visible together
        """
        run = self.with_company(self.company_id)
        claims = run._claims_left().sorted("id")
        # in one order, or two runs could wait for each other
        todo = sorted(
            (partner.id, own.ids)
            for partner, own in claims.grouped("commercial_partner_id").items()
        )
        done, total = 0, sum(claims.mapped("line_count"))
        for start in range(0, len(todo), TOGETHER):
            some = todo[start : start + TOGETHER]
            if report:
                report(done, total, run._progress(some))
                done += sum(claims.browse(_claims_of(some)).mapped("line_count"))
            run._credit_some(some, commit)
        self.invalidate_recordset(["line_ids"])
        self._write_guarded({"state": "done"})
        self._hand_out()

    def _credit_some(self, some, commit):
        """Some distributors together; when that fails, each by itself.

        Together is several times faster, and by itself nobody stops anybody else.

        :param some: [(distributor, its claims)] as ids
        """
        attempt = self._in_own_transaction if commit else self._in_savepoint
        try:
            attempt("_credit", _claims_of(some))
        except Exception as error:  # whatever it is, the others go on
            if isinstance(error, CONCURRENCY) and not commit:
                raise
            if len(some) > 1:
                for one in some:
                    self._credit_some([one], commit)
            else:
                attempt("_record_failure", *some[0], error)

    def _progress(self, some):
        names = self.env["res.partner"].browse(some[0][0]).display_name
        if len(some) > 1:
            names += " " + self.env._("and %(count)s more", count=len(some) - 1)
        return self.env._("Crediting %(distributors)s", distributors=names)

    def _in_savepoint(self, method, *args):
        with self.env.cr.savepoint():
            getattr(self, method)(*args)

    def _in_own_transaction(self, method, *args):
        # a cursor of its own: the caller's transaction holds the lock of the job
        with self.env.registry.cursor() as cr:
            own = self.with_env(self.env(cr=cr))
            retrying(partial(getattr(own, method), *args), own.env)

    # Credit notes

    def _credit(self, claim_ids):
        """Create, post and report the credit notes of claims, all or nothing."""
        claims = self.env["becs.claim"].browse(claim_ids)
        partners = claims.commercial_partner_id
        by_customer = partners.filtered(
            lambda partner: partner.becs_credit_grouping == "end_customer"
        ).ids
        shares = store.shares(self.env, claim_ids, by_customer)
        notes, skips = plan(
            shares,
            grouping={
                partner.id: partner.becs_credit_grouping or "distributor"
                for partner in partners
            },
            whole_claims=partners.filtered(
                lambda partner: partner.becs_pay_policy == "hold_claim"
            ).ids,
            minimum=self._minimum(claims.currency_id),
        )
        settled = claims - claims.browse(share.claim_id for share in shares)
        results = self._skipped(skips) + self._skipped_settled(settled)
        if notes:
            store.lock_programs(
                self.env,
                {program for note in notes for program in note.shares if program},
                {claim for note in notes for claim in note.claim_ids},
            )
            moves = self._create_moves(notes)
            partly = {
                claim_id
                for skip in skips
                if skip.reason in (Reason.ZERO, Reason.SMALL)
                for claim_id in skip.claim_ids
            }
            self._link(moves, notes, by_customer, partly)
            # as a person's button does: plans that must be given are asked for
            moves.with_context(validate_analytic=True)._post(soft=False)
            results = self._created(moves, notes) + results
            claims._close_settled()
            claims._record_credited(moves)
        self._record(results)

    def _minimum(self, currencies):
        """Per currency the amount below which nothing is credited."""
        company = self.company_id
        return {
            currency.id: Decimal(
                str(
                    company.currency_id._convert(
                        company.becs_minimum_credit, currency, company, self.date
                    )
                )
            )
            for currency in currencies
        }

    def _create_moves(self, notes):
        head = {"journal_id": self._journal().id, "invoice_date": self.date}
        product = self._product()
        vals_list = []
        for note in notes:
            partner = self.env["res.partner"].browse(note.partner_id)
            # the wording is for the distributor, in its language
            run = self.with_context(lang=partner.lang or self.env.lang)
            vals_list.append(
                values.credit_note(
                    note,
                    head | run._references(note),
                    product.id,
                    partial(run._describe, note),
                )
            )
        Move = self.env["account.move"]
        # which claims and programs they are for is written by nobody but the server
        moves = Move.sudo().create(vals_list).sudo(self.env.su)
        moves.check_access("create")
        moves._becs_take_included_taxes_out()
        return moves

    def _journal(self):
        journal = self.company_id.becs_journal_id or self.env["account.journal"].search(
            Domain(self.env["account.journal"]._check_company_domain(self.company_id))
            & Domain("type", "=", "sale"),
            limit=1,
        )
        if not journal:
            raise UserError(
                self.env._(
                    "%(company)s has no sales journal. Create one, or choose the "
                    "credit note journal in the settings of back-end credits.",
                    company=self.company_id.display_name,
                )
            )
        return journal

    def _product(self):
        product = self.company_id.becs_credit_product_id or self.env.ref(
            "becs_claims.product_back_end_credit", raise_if_not_found=False
        )
        if not product:
            raise UserError(
                self.env._(
                    "Choose the credit product in the settings of back-end credits: it "
                    "gives the credit notes their account and taxes."
                )
            )
        return product

    def _references(self, note):
        claims = self.env["becs.claim"].browse(note.claim_ids)
        return {
            "ref": self._enumerate([claim.reference or claim.name for claim in claims]),
            "invoice_origin": self._enumerate(claims.mapped("name")),
        }

    def _enumerate(self, names):
        return values.enumerate_names(
            names, lambda count: self.env._("and %(count)s more", count=count)
        )

    def _describe(self, note, program_id, shares):
        """Values of the line of a credit note for a program."""
        program = self.env["becs.program"].browse(program_id)
        described = {"name": self._label(note, program, shares)}
        if program.analytic_distribution:
            # else Odoo's own distribution models choose
            described["analytic_distribution"] = program.analytic_distribution
        return described

    def _label(self, note, program, shares):
        claims = self.env["becs.claim"].browse([share.claim_id for share in shares])
        text = {
            "claims": self._enumerate(claims.mapped("display_name")),
            "lines": sum(share.due_lines for share in shares),
        }
        if program:
            label = self.env._(
                "Back-end credit, authorization %(code)s\n"
                "Claims: %(claims)s; lines: %(lines)s",
                code=program.code,
                **text,
            )
        else:
            label = self.env._(
                "Back-end credit without authorization number\n"
                "Claims: %(claims)s; lines: %(lines)s",
                **text,
            )
        if note.is_invoice:
            label = self.env._("Taken back: %(credit)s", credit=label)
        customer = self.env["res.partner"].browse(note.customer_id)
        if customer:
            label += "\n" + self.env._(
                "End customer: %(customer)s", customer=customer.display_name
            )
        return label

    def _link(self, moves, notes, by_customer, partly):
        """Put the claim lines on the credit note lines; see :func:`store.credit`."""
        links, planned = [], {}
        for move, note in zip(moves, notes, strict=True):
            lines = move._becs_product_lines()
            for line, (program_id, shares) in zip(
                lines, note.shares.items(), strict=True
            ):
                links += [
                    (share.claim_id, program_id, share.customer_id, line.id)
                    for share in shares
                ]
                planned[line.id] = (sum(s.due_lines for s in shares), due(shares))
        if store.credit(self.env, links, by_customer, partly) != planned:
            raise ConcurrencyError("Claim lines changed while they were credited")
