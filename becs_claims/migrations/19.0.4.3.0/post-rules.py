"""What distributors read of findings: the rule is not updated by itself."""

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import file_open

RULE = "becs_finding_portal_rule"


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    rule = env.ref(f"becs_claims.{RULE}", raise_if_not_found=False)
    if not rule:
        return
    with file_open("becs_claims/security/becs_claims_portal_rules.xml", "rb") as file:
        [domain] = etree.parse(file).xpath(
            "//record[@id=$rule]/field[@name='domain_force']", rule=RULE
        )
    rule.domain_force = domain.text
