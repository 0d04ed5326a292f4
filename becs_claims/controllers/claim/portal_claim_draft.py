"""A draft claim: what will be paid, and everything a clerk does about it."""

from urllib.parse import urlencode

from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from ... import intake as files
from ...intake.columns.fields import NUMBER
from ..intake.portal_upload import BecsPortalUpload
from ..shared.portal_base import OUTCOMES, PAGE_LINES, flash_on_page
from ..shared.refused import Refused, explain_in_form
from .portal_claims import BecsPortalClaims

# of lines: what a filter stands for
FILTERS = {
    "all": (),
    "problem": ("rejected", "adjusted", "review"),
    "rejected": ("rejected",),
    "adjusted": ("adjusted",),
    "review": ("review",),
    "approved": ("approved",),
    "pending": ("pending",),
}


class BecsPortalClaimDraft(BecsPortalUpload, BecsPortalClaims):
    """Look at the verdict, correct, check again, submit."""

    def _becs_claim_page(self, claim, **values):
        progress = self._becs_job_progress(claim)
        return super()._becs_claim_page(claim, progress=progress, **values)

    @route(
        [
            "/my/becs/claims/<int:claim_id>/draft",
            "/my/becs/claims/<int:claim_id>/draft/page/<int:page>",
        ],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def becs_draft(self, claim_id, page=1, line=None, **query):
        """Show what will be paid of a draft, and why not the rest.

        :param line: number of the line to correct, or ``new``
        """
        claim = self._becs_own_to_change("becs.claim", claim_id)
        if claim.state != "draft":
            return request.redirect(f"/my/becs/claims/{claim.id}")
        record = None
        if line:
            record = self._becs_draft_line_of(claim, line)
            if not record and line != "new":
                self._becs_flash(self._becs_draft_gone(), "warning")
                record = None
        return self._becs_draft_page(claim, page, query, record)

    def _becs_draft_form_page(self, claim_id, refused, line="new", **query):
        """The page of a draft, a form of which was not taken."""
        claim = self._becs_own_to_change("becs.claim", claim_id)
        if claim.state != "draft" or claim._draft_is_busy():
            # there are no forms now
            self._becs_flash(refused.message, "danger")
            return request.redirect(f"/my/becs/claims/{claim.id}/draft")
        # what was typed for a line that is gone is offered as a new one
        record = (
            self._becs_draft_line_of(claim, line) if refused.form == "line" else None
        )
        return self._becs_draft_page(claim, 1, query, record, refused)

    def _becs_draft_page(self, claim, page, query, line=None, refused=None, wrong=None):
        """The page of a draft.

        :param line: to correct; empty to add one, None to do neither
        :param refused: the form that was not taken, if any
        :param wrong: {field: sentence} about what was typed for the line
        """
        url = f"/my/becs/claims/{claim.id}/draft"
        shown = self._becs_draft_shown(claim, query)
        domain = self._becs_draft_domain(claim, shown)
        # read as the user: what people on the portal may see of a line
        Line = request.env["becs.claim.line"]
        total = (
            Line.search_count(domain)
            if shown.get("reason")
            else self._becs_draft_count(claim, shown["show"])
        )
        pager = self._becs_pager(url, total, page, PAGE_LINES, **shown)
        lines = Line.search(domain, limit=PAGE_LINES, offset=pager["offset"])
        if line and line not in lines:
            lines = Line.browse(line.id) + lines
        return request.render(
            "becs_claims.portal_claim_draft",
            self._becs_values(
                "claim_draft",
                crumbs=[
                    (request.env._("Claims"), "/my/becs/claims"),
                    (claim.name, None),
                ],
                tab="claims",
                refused=refused,
                claim=claim,
                url=url,
                shown=shown,
                filters=self._becs_draft_filters(claim, shown),
                here=f"{url}/page/{pager['page']['num']}?{urlencode(shown)}",
                reasons=self._becs_draft_reasons(claim),
                lines=lines,
                findings=lines._portal_findings(),
                total=total,
                pager=pager,
                progress=self._becs_job_progress(claim),
                form=(
                    None
                    if line is None
                    else self._becs_draft_form(claim, line, refused, wrong)
                ),
                intakes=claim.intake_ids.filtered(lambda one: one.state != "undone"),
                company=claim.company_id,
                bar=self._becs_draft_bar(claim),
                version=claim._draft_seen(),
            ),
        )

    # What is shown

    def _becs_draft_shown(self, claim, query):
        """What filters say, as arguments of links."""
        shown = {"show": query.get("show")}
        if shown["show"] not in FILTERS:
            troubled = claim.rejected_count + claim.adjusted_count + claim.review_count
            shown["show"] = "problem" if claim.checked_on and troubled else "all"
        reason = query.get("reason") or ""
        if reason and reason.isprintable() and query.get("outcome") in OUTCOMES:
            shown |= {
                "show": "all",
                "reason": reason,
                "outcome": query["outcome"],
            }
        return shown

    def _becs_draft_reasons(self, claim):
        """Why lines are not paid in full, each with the arguments of its link."""
        if not claim.checked_on:
            return []
        return [
            reason
            | {
                "query": urlencode(
                    {"reason": reason["code"], "outcome": reason["outcome"]}
                )
            }
            for reason in claim._portal_reasons()
        ]

    def _becs_draft_domain(self, claim, shown):
        domain = Domain("claim_id", "=", claim.id)
        if states := FILTERS[shown["show"]]:
            domain &= Domain("state", "in", states)
        if shown.get("reason"):
            domain &= claim._portal_lines_found(
                claim._portal_reason_domain(shown["reason"])
                & Domain("outcome", "=", shown["outcome"])
            )
        return domain

    def _becs_draft_count(self, claim, show):
        states = FILTERS[show]
        if not states:
            return claim.line_count
        return sum(claim[f"{state}_count"] for state in states)

    def _becs_draft_bar(self, claim):
        """Parts of the bar: what will be paid, waits for a person, will not be paid."""
        parts = [
            (claim.amount_approved, "success"),
            (claim.amount_review, "warning"),
            (claim.amount_rejected, "danger"),
        ]
        whole = sum(max(amount, 0) for amount, _color in parts)
        return [
            {"percent": 100 * max(amount, 0) / whole if whole else 0, "color": color}
            for amount, color in parts
        ]

    def _becs_draft_filters(self, claim, shown):
        """Chips above the lines: label, number, link arguments, whether it is on."""
        labels = {
            "all": request.env._("All lines"),
            "problem": request.env._("Not paid in full"),
            "rejected": request.env._("Rejected"),
            "adjusted": request.env._("Adjusted"),
            "review": request.env._("In review"),
            "approved": request.env._("Paid as claimed"),
            "pending": request.env._("Not checked"),
        }
        return [
            {
                "key": key,
                "label": label,
                "count": count,
                "active": shown["show"] == key and not shown.get("reason"),
            }
            for key, label in labels.items()
            if (count := self._becs_draft_count(claim, key)) or key == "all"
        ]

    # Lines

    def _becs_draft_line_of(self, claim, number):
        """A line of the claim, as superuser; empty where it has none like that.

        :param number: of the line, from outside, or ``new``
        """
        # the caller has checked that the claim may be changed
        Line = request.env["becs.claim.line"].sudo()
        number = str(number)
        if number == "new":
            return Line
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            raise NotFound
        return Line.search([("id", "=", int(number)), ("claim_id", "=", claim.id)])

    def _becs_draft_gone(self):
        return request.env._(
            "This line is not on the draft any more: it was deleted meanwhile."
        )

    def _becs_draft_form(self, claim, line, refused, wrong):
        """What the form of a line shows.

        :param refused: the form that was not taken, if any
        :param wrong: {field: sentence} about what was typed
        """
        is_new = not line
        kept = {} if is_new else self._becs_draft_texts(line)
        refused = refused or Refused()
        labels = dict(files.CLAIM.choices(self._becs_translate))
        return {
            "id": "new" if is_new else line.id,
            "version": "" if is_new else claim._draft_version(line),
            "labels": labels,
            "texts": {
                name: refused.text("line", name, kept.get(name, ""))
                for name in files.typed_fields()
            },
            # where somebody else may have written something else meanwhile
            "kept": kept if refused.reason("line") else {},
            "wrong": wrong or {},
            "required": files.CLAIM.required if is_new else (),
            "names": files.typed_fields(),
            "numbers": [
                name
                for name in files.typed_fields()
                if files.CLAIM.line_fields[name] == NUMBER
            ],
            # not where it takes long
            "can_check": not claim._is_large(),
        }

    def _becs_draft_texts(self, line):
        """{field: what is stated, as the user would type it}."""
        notation = self._becs_notation()
        texts = {}
        for name in files.typed_fields():
            field = line._fields[files.line_field(name)]
            value = line[field.name]
            if field.type in ("float", "monetary"):
                texts[name] = notation.number(value) if value else ""
            elif field.type == "date":
                texts[name] = value.isoformat() if value else ""
            else:
                texts[name] = value or ""
        return texts

    @route(
        "/my/becs/claims/<int:claim_id>/draft/line",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @explain_in_form("line", "_becs_draft_form_page")
    def becs_draft_line(self, claim_id, line="new", version="", step="", **post):
        """Correct a line of the draft, or add one.

        :param step: ``check`` checks the claim again, ``next`` adds a further line
        """
        claim = self._becs_own_to_change("becs.claim", claim_id)
        claim._draft_begin()
        record = self._becs_draft_line_of(claim, line)
        if not record and line != "new":
            raise UserError(self._becs_draft_gone())
        texts = {name: post.get(name) or "" for name in files.typed_fields()}
        values, problems = files.read_typed(
            texts,
            self._becs_notation(),
            required=() if record else files.CLAIM.required,
        )
        if problems:
            wrong = {
                name: problem.message(self._becs_translate)
                for name, problem in problems.items()
            }
            refused = Refused.of_request("line", "")
            return self._becs_draft_page(claim, 1, post, record, refused, wrong)
        record = claim._draft_write_line(record, values, version)
        if step == "check":
            claim._draft_check()
        url = f"/my/becs/claims/{claim.id}/draft"
        if step == "next":
            self._becs_flash(request.env._("Row %s was added.", record.sequence))
            return request.redirect(f"{url}?show=all&line=new#line-new")
        self._becs_flash(request.env._("Row %s was saved.", record.sequence))
        return request.redirect(self._becs_draft_to_lines(claim, post))

    @route(
        "/my/becs/claims/<int:claim_id>/draft/delete",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @flash_on_page
    def becs_draft_delete(self, claim_id, line="", version="", **post):
        """Delete a line of the draft."""
        claim = self._becs_own_to_change("becs.claim", claim_id)
        record = self._becs_draft_line_of(claim, line)
        if not record:
            raise UserError(self._becs_draft_gone())
        row = record.sequence
        claim._draft_delete_line(record, version)
        self._becs_flash(request.env._("Row %s was deleted.", row), "info")
        return request.redirect(self._becs_draft_to_lines(claim, post))

    def _becs_draft_to_lines(self, claim, post):
        """URL of the lines a form was among."""
        shown = self._becs_draft_shown(claim, post)
        query = urlencode({k: v for k, v in shown.items() if v})
        return f"/my/becs/claims/{claim.id}/draft?{query}#lines"
