from odoo import models
from odoo.exceptions import UserError

from ... import intake as files
from ...lookup import advice, response

# which lines a response file holds: their verdicts
SCOPES = {"all": None, "open": ("rejected", "adjusted", "review")}


class BecsClaim(models.Model):
    """The file that tells a distributor what became of each line of a claim."""

    _inherit = "becs.claim"

    def action_response(self):
        """Ask for the kind of response file."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_claim_response"
        )
        has_open = self.rejected_count or self.adjusted_count or self.review_count
        return action | {
            "context": {
                "default_claim_id": self.id,
                "default_scope": "open" if has_open else "all",
            }
        }

    def _write_response(self, file, kind, scope="all"):
        """Write the response file of a claim in the distributor's language.

        :param file: binary file to write to
        :param kind: ``xlsx`` or ``csv``
        :param scope: key of :data:`SCOPES`
        :return: number of lines
        :raise UserError: when the claim was not validated, or has too many lines
        """
        self.ensure_one()
        self.check_access("read")
        self._check_response(kind)
        # the file speaks the language of who gets it
        claim = self.with_context(lang=self.partner_id.lang or self.env.lang)
        return files.write_response(
            file, kind, claim._response_lines(scope), lambda text: claim.env._(text)
        )

    def _check_response(self, kind):
        if not self.is_drawn:
            raise UserError(
                self.env._(
                    "%(claim)s was not judged yet, so there is nothing to respond. "
                    "Submit and validate it first.",
                    claim=self.display_name,
                )
            )
        most = files.RESPONSE_ROWS[kind]
        if most and self.line_count > most:
            raise UserError(
                self.env._(
                    "%(claim)s has %(count)s lines, a workbook holds %(most)s. Choose "
                    "csv instead.",
                    claim=self.display_name,
                    count=self.line_count,
                    most=most,
                )
            )

    def _response_name(self, kind):
        name = self.env._("%(claim)s response", claim=self.display_name)
        return f"{name.replace('/', '-')}.{kind}"

    def _response_lines(self, scope):
        verdicts = dict(
            self.env["becs.claim.line"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        checks = self.env["becs.rule"]._checks_in_order()
        rules, readings = {}, {}
        programs = self.env["becs.program"]
        for line in response.lines(self.env, self, SCOPES[scope]):
            ids = line["rule_ids"] or []
            for rule_id in ids:
                if rule_id not in rules:
                    rules[rule_id] = self._response_rule(rule_id)
            found = [rules[rule_id] for rule_id in ids]
            program = programs.browse(line["program_id"])
            if program not in readings:
                readings[program] = program._reading(self.commercial_partner_id)
            explained = advice.disclosed(
                checks, (rule[0] for rule in found), readings[program]
            )
            known = []
            for place, code in explained:
                if code not in rules and code != found[place][0]:
                    rules[code] = self._response_rule_of(code)
                known.append(rules.get(code) or found[place])
            messages = [
                advice.message(
                    checks,
                    code,
                    line["messages"][place],
                    line["authorization_ref"],
                    self.env._,
                )
                for place, code in explained
            ]
            reasons = [*messages, line["decision_note"]]
            yield files.Answered(
                line["resubmission_ref"],
                verdicts[line["state"]],
                line["approved"] if line["state"] in ("approved", "adjusted") else None,
                *(_joined(rule[key] for rule in known) for key in range(3)),
                "\n".join(filter(None, reasons)),
                "\n".join(self._response_advice(line, [rule[3] for rule in known])),
                line,
            )

    def _response_rule_of(self, code):
        """The same of the check that a finding is told as."""
        # codes of checks are in the distributor's answer anyway
        rule = (
            self.env["becs.rule"]
            .sudo()
            .with_context(active_test=False)
            .search([("code", "=", code)], order="id", limit=1)
        )
        return self._response_rule(rule.id)

    def _response_rule(self, rule_id):
        """Return code, X12 and RosettaNet code of a check and what to do about it."""
        # rules are read by everybody who reads claims; archived and deleted ones, too
        rule = self.env["becs.rule"].sudo().browse(rule_id)
        return rule.code, rule.x12_code, rule.rosettanet_code, rule._advice()

    def _response_advice(self, line, explained):
        state = line["state"]
        if state == "approved":
            return [self.env._(advice.APPROVED)]
        if state in ("review", "pending"):
            return [self.env._(advice.WAITING), *filter(None, explained)]
        rest = line["claimed"] - line["approved"]
        if state == "adjusted" and rest > 0 and line["transaction_type"] == "sale":
            amount = f"{rest:.{self.currency_id.decimal_places}f}"
            explained = [*explained, self.env._(advice.REST, rest=amount)]
        return list(dict.fromkeys(filter(None, explained)))


def _joined(codes):
    return ", ".join(dict.fromkeys(filter(None, codes)))
