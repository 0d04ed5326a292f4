from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ...lookup import advice

# what a distributor is told of a claim's history
PORTAL_STEPS = (
    "imported",
    "submitted",
    "validated",
    "disputed",
    "answered",
    "approved",
    "credited",
    "reversed",
    "cancelled",
    "reset",
)


class BecsClaim(models.Model):
    """What a distributor's people see of their claims, on pages.

    The methods are called on claims the user may read; each reads what belongs to
    them as superuser, because rules, programs and products are the vendor's own, and
    returns texts and numbers only.
    """

    _inherit = "becs.claim"

    def _get_access_action(self, access_uid=None, force_website=False):
        """Links in mails lead a distributor's people to the portal."""
        self.ensure_one()
        # what kind of user somebody is may be known by who sends a mail
        user = self.env["res.users"].sudo().browse(access_uid) or self.env.user
        if user._is_portal() or force_website:
            return {
                "type": "ir.actions.act_url",
                "url": f"/my/becs/claims/{self.id}",
                "target": "self",
                "res_id": self.id,
            }
        return super()._get_access_action(access_uid, force_website)

    def _portal_sentence(self):
        """What became of the claim, in one sentence."""
        self.ensure_one()
        money = self.currency_id.format
        values = {
            "paid": _count(self, self.approved_count + self.adjusted_count),
            "lines": _count(self, self.line_count),
            "amount": money(self.amount_approved),
            "claimed": money(self.amount_claimed),
            "review": _count(self, self.review_count),
        }
        if self.state == "cancelled":
            return self.env._("This claim was cancelled; nothing is paid on it.")
        if not self.line_count:
            return self.env._("This claim has no lines yet.")
        if self.pending_count == self.line_count:
            if self.state == "draft":
                return self.env._(
                    "%(lines)s lines claim %(claimed)s. The claim is a draft: it is "
                    "looked at once it is submitted.",
                    **values,
                )
            return self.env._(
                "%(lines)s lines claim %(claimed)s. They are not decided yet.", **values
            )
        if self.state == "draft":
            sentence = self.env._(
                "%(paid)s of %(lines)s lines will be paid: %(amount)s of %(claimed)s.",
                **values,
            )
        else:
            sentence = self.env._(
                "%(paid)s of %(lines)s lines are approved: %(amount)s of %(claimed)s.",
                **values,
            )
        if self.review_count:
            sentence += " " + self.env._("%(review)s more wait for a person.", **values)
        return sentence

    def _portal_bar(self):
        """The money of claims of one currency, as parts of what is claimed.

        :return: dicts with ``key``, ``label``, ``amount``, ``color``, ``percent``;
            the last two, which are inside others, have no colour and take no room
        """
        total, approved, review, rejected, credited, paid = (
            sum(self.mapped(name))
            for name in (
                "amount_claimed",
                "amount_approved",
                "amount_review",
                "amount_rejected",
                "amount_credited",
                "amount_paid",
            )
        )
        undecided = self.currency_id.round(total - approved - review - rejected)
        lines = sum(self.mapped("line_count"))
        if lines and sum(self.mapped("pending_count")) == lines:
            undecided, approved, review, rejected = total, 0, 0, 0
        parts = [
            ("approved", self.env._("Approved"), approved, "success"),
            ("review", self.env._("In review"), review, "warning"),
            ("rejected", self.env._("Not paid"), rejected, "danger"),
            ("pending", self.env._("Not decided"), undecided, "500"),
            ("credited", self.env._("Credited"), credited, ""),
            ("paid", self.env._("Paid out"), paid, ""),
        ]
        return [
            {
                "key": key,
                "label": label,
                "amount": amount,
                "color": color,
                "percent": 100 * amount / total
                if total > 0 and key not in ("credited", "paid")
                else 0,
            }
            for key, label, amount, color in parts
            if amount or key not in ("pending", "review")
        ]

    def _portal_disclosed(self):
        """Findings of the claims that are listed for their distributor.

        They are those of :func:`advice.disclosed`, without limits of the vendor's.

        :return: pairs of a domain and the code its findings are told as, None for their
            own
        """
        checks = self.env["becs.rule"]._checks_in_order()
        claimed = Domain("claim_id", "in", self.ids)
        foreign = Domain("code", "=", advice.FOREIGN)

        # within the claims, else the lines of all of them are gone through
        def of_lines(*condition):
            return Domain("claim_line_id", "any", claimed & Domain(*condition))

        own = (
            claimed
            & Domain("code", "not in", checks.unlisted())
            & (foreign | ~of_lines("finding_ids", "any", claimed & foreign))
        )
        readings = self._portal_readings()
        if not readings:
            return [(own, None)]

        def of(programs):
            return of_lines("program_id", "in", programs.ids)

        # one of each line, the first
        not_active = Domain("code", "=", advice.NOT_ACTIVE)
        closed = claimed & (
            not_active | foreign & ~of_lines("finding_ids", "any", claimed & not_active)
        )
        none = self.env["becs.program"].sudo()  # as the readings, which join it
        once = readings.get(advice.ONCE, none)
        never = readings.get(advice.NEVER, none)
        return [
            (own & ~of(once | never), None),
            (closed & of(once), advice.FOREIGN),
            (closed & of(never), advice.UNKNOWN),
            (claimed & of(never) & Domain("code", "in", checks.of_sale()), None),
        ]

    def _portal_readings(self):
        """Programs the claims name that are not their distributor's, by the reading."""
        groups = (
            self.env["becs.claim.line"]
            .sudo()  # see the class
            ._read_group(
                Domain("claim_id", "in", self.ids)
                & Domain("program_id", "!=", False)
                & Domain(
                    "finding_ids",
                    "any",
                    Domain("claim_id", "in", self.ids)
                    & Domain("code", "in", advice.CLOSED),
                ),
                ["program_id"],
            )
        )
        company = self.commercial_partner_id[:1]
        # see the class
        programs = self.env["becs.program"].sudo().union(*(one for (one,) in groups))
        readings = programs.grouped(lambda program: program._reading(company))
        readings.pop(advice.OWN, None)
        return readings

    def _portal_reason_domain(self, code):
        """Findings of the claims that are told, and listed, as a code."""
        return Domain.OR(
            domain & Domain("code", "=", code) if disclosed_as is None else domain
            for domain, disclosed_as in self._portal_disclosed()
            if disclosed_as in (None, code)
        )

    def _portal_lines_found(self, findings):
        """Domain of lines by what was found on them.

        :param findings: domain; looked up as superuser, because a finding that is told
            as another one is not read as it is
        """
        Finding = self.env["becs.finding"].sudo()
        lines = SQL.identifier(Finding._table, "claim_line_id")
        return Domain("id", "in", Finding._search(findings).subselect(lines))

    def _portal_reasons(self, limit=None):
        """Why money is not paid, or not yet, on the claims; most money lost first.

        :return: dicts with ``code``, ``name``, ``advice``, ``codes`` (of the
            industry), ``outcome``, ``outcome_label``, ``lines``, ``claimed``, ``lost``
        """
        Finding = self.env["becs.finding"].sudo()  # names of checks, see the class
        found = defaultdict(lambda: [0, 0, 0])
        for domain, disclosed_as in self._portal_disclosed():
            for code, outcome, *numbers in Finding._read_group(
                domain & Domain("outcome", "!=", "note"),
                ["code", "outcome"],
                ["__count", "amount_claimed:sum", "amount_impact:sum"],
            ):
                so_far = found[disclosed_as or code, outcome]
                so_far[:] = map(sum, zip(so_far, numbers, strict=True))
        labels = self._portal_outcomes()
        rules = self._portal_rules({code for code, _outcome in found})
        rows = [
            rules[code]
            | {
                "outcome": outcome,
                "outcome_label": labels[outcome],
                "lines": lines,
                "claimed": claimed,
                "lost": lost,
            }
            for (code, outcome), (lines, claimed, lost) in found.items()
        ]
        rows.sort(key=lambda row: (-row["lost"], -row["claimed"], row["name"]))
        return rows[:limit]

    @api.model
    def _portal_outcomes(self):
        """What findings led to, in the words for lines."""
        return {
            "reject": self.env._("Rejected"),
            "adjust": self.env._("Adjusted"),
            "review": self.env._("In review"),
            "note": self.env._("To note"),
        }

    @api.model
    def _portal_with_reason(self, code):
        """Numbers of the user's claims on whose lines a check found something."""
        claims = self.search(Domain("state", "!=", "cancelled"))
        groups = (
            self.env["becs.finding"]
            .sudo()  # see the class; of the claims the user may read
            ._read_group(claims._portal_reason_domain(code), ["claim_id"])
        )
        return [claim.id for (claim,) in groups]

    @api.model
    def _portal_rules(self, codes):
        """What a distributor is told of checks, by their codes."""
        found = {
            code: {"code": code, "name": code, "advice": "", "codes": ""}
            for code in codes
        }
        rules = (
            self.env["becs.rule"]
            .sudo()  # see the class
            .with_context(active_test=False)
            .search([("code", "in", list(codes))], order="id desc")
        )
        for rule in rules:  # the first one of a code is what the others except from
            x12 = rule.x12_code and f"X12 {rule.x12_code}"
            net = rule.rosettanet_code and f"RosettaNet {rule.rosettanet_code}"
            found[rule.code] |= {
                "name": rule.name,
                "advice": rule._advice() or "",
                "codes": " · ".join(filter(None, (x12, net))),
            }
        return found

    def _portal_states(self):
        """Numbers of lines by verdict, of those there are: dicts for the chips."""
        self.ensure_one()
        labels = (
            self.env["becs.claim.line"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        return [
            {"state": state, "label": label, "count": self[f"{state}_count"]}
            for state, label in labels
            if self[f"{state}_count"]
        ]

    def _portal_has_response(self):
        """Whether there are verdicts to answer with."""
        return self.sudo().is_drawn  # see the class

    def _portal_intakes(self):
        """The files the claim was made from."""
        return self.sudo().intake_ids.filtered("attachment_id")  # see the class

    def _portal_files(self):
        """The same, as dicts ``id``, ``name``, ``date`` and what was read of them."""
        return [
            {
                "id": intake.id,
                "name": intake.name,
                "date": intake.create_date,
                "read": intake.rows_stored,
                "refused": intake.rows_refused,
            }
            for intake in self._portal_intakes()
        ]

    def _portal_history(self):
        """Steps of the claim, the last one first: no names and no notes of people.

        :return: dicts with ``date``, ``label``, ``text``
        """
        self.ensure_one()
        events = (
            self.env["becs.event"]
            .sudo()  # see the class
            .search(
                [("claim_id", "=", self.id), ("kind", "in", PORTAL_STEPS)], limit=100
            )
        )
        labels = dict(events._fields["kind"]._description_selection(self.env))
        return [
            {
                "date": event.date,
                "label": labels[event.kind],
                "text": self._portal_step(event),
            }
            for event in events
        ]

    def _portal_step(self, event):
        if event.kind in ("credited", "reversed"):
            amount = self.currency_id.format(abs(event.amount_to - event.amount_from))
            note = event.move_id.name or ""
            return " · ".join(filter(None, (amount, note)))
        if event.kind in ("disputed", "answered"):
            return event.line_name or ""
        if event.kind in ("validated", "approved"):
            amount = self.currency_id.format(event.amount_to)
            return self.env._("%s approved", amount)
        return ""

    def _portal_line_domain(self, state="", reason="", search=""):
        """Domain of lines of the claim.

        :param state: a verdict
        :param reason: code of a check
        :param search: part of a document, product, authorization or end customer
        """
        self.ensure_one()
        domain = Domain("claim_id", "=", self.id)
        if state:
            domain &= Domain("state", "=", state)
        if reason:
            domain &= self._portal_lines_found(self._portal_reason_domain(reason))
        if search:
            domain &= Domain.OR(
                Domain(name, "ilike", search)
                for name in (
                    "pos_document",
                    "product_ref",
                    "authorization_ref",
                    "end_customer_name",
                )
            )
        return domain


def _count(records, number):
    return formatLang(records.env, number, digits=0)
