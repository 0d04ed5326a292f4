"""What distributors read of findings: the rule is not updated by itself."""

from odoo import SUPERUSER_ID, api

RULE = "becs_claims.becs_finding_portal_rule"
# as it is from this version on, with the spaces of its file; a later one that changes
# it brings its own
DOMAIN = """
            [
                ('claim_id.commercial_partner_id', '=', user.commercial_partner_id.id),
                ('code', '!=', 'over_review_amount'),
                ('claim_line_id', 'not any', [
                    ('finding_ids', 'any', [('code', 'in', (
                        'authorization_unknown',
                        'authorization_not_active',
                        'distributor_not_authorized',
                    ))]),
                ]),
            ]
        """


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    rule = env.ref(RULE, raise_if_not_found=False)
    if rule:
        rule.domain_force = DOMAIN
