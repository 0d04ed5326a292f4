"""Which rule row speaks for a check on a line."""

from .checks import DEFAULT_OUTCOMES


class RuleBook:
    def __init__(self, world):
        self.rules = sorted(world.rules, key=lambda rule: (rule.sequence, rule.id))

    def own_codes(self):
        """Codes of own rules, in their order."""
        return list(dict.fromkeys(rule.code for rule in self.rules if rule.matches))

    def outcome(self, case, code):
        """What the rule that applies to the line does with the check; None when it is
        switched off.
        """
        rule = self.of(case, code)
        if rule is not None and not rule.active:
            return None
        outcome = rule.outcome if rule else DEFAULT_OUTCOMES[code]
        is_default = rule is None or not (
            rule.company or rule.programs or rule.distributors
        )
        if code == "resale_price_below_authorized" and is_default and outcome == "note":
            if case.line_terms.credit_method == "margin":
                return "review"
        if case.is_return and outcome == "reject" and code != "duplicate_line":
            return "review"
        return outcome

    def of(self, case, code):
        """The narrowest rule row for the line's program and distributor."""
        applying = [
            rule for rule in self.rules if rule.code == code and applies(rule, case)
        ]
        return min(applying, key=narrowness, default=None)


def applies(rule, case):
    if rule.company not in (None, case.company):
        return False
    if rule.programs and case.program not in rule.programs:
        return False
    partners = [partner.commercial for partner in rule.distributors]
    return not partners or case.claim.partner.commercial in partners


def narrowness(rule):
    if rule.programs:
        return 0 if rule.distributors else 1
    if rule.distributors:
        return 2
    return 3 if rule.company else 4
