"""The peer of validation: OCA's ``base_exception`` with ten rules in Python.

It validates the same lines, of a model made for the comparison in the way the add-on
asks for, with its rules evaluated once per record. The add-on is AGPL: it is fetched by
``make bench`` for this comparison and nothing depends on it.
"""

from odoo import fields, models
from odoo.orm.model_classes import add_to_registry

from .process import rounds
from .validation import claims_of_month

# what fails, as Python; the program a line states is looked up before, in one statement
RULES = {
    "Data missing": "not (self.product_id and self.quantity and self.date_ship"
    " and self.pos_document)",
    "Negative": "self.unit_credit < 0 or self.amount_stated < 0",
    "Number unknown": "self.authorization_ref and not self.program_id",
    "Not approved": "self.program_id and self.program_id.state != 'approved'",
    "Distributor not named": "self.program_id.distributor_ids and"
    " self.commercial_partner_id not in self.program_id.distributor_ids",
    "Ship date": "self.program_id and self.date_ship and"
    " (self.date_ship < self.program_id.date_start or"
    " self.program_id.date_end and self.date_ship > self.program_id.date_end)",
    "Product not covered": "self.program_id and self.product_id not in"
    " self.program_id.line_ids.product_id",
    "Filed too late": "self.program_id.claim_window_days and self.date_ship and"
    " (self.claim_id.date_submitted - self.date_ship).days"
    " > self.program_id.claim_window_days",
    "Amount": "self.amount_stated > self.quantity * self.unit_credit + 0.01",
    "Claimed before": "self.search_count([('commercial_partner_id', '=',"
    " self.commercial_partner_id.id), ('pos_document', '=', self.pos_document),"
    " ('pos_line_ref', '=', self.pos_line_ref), ('product_id', '=',"
    " self.product_id.id), ('id', '<', self.id)], limit=1)",
}


class ExceptionRule(models.Model):
    _module = None
    _inherit = "exception.rule"

    model = fields.Selection(
        selection_add=[("becs.claim.line", "Claim line")],
        ondelete={"becs.claim.line": "cascade"},
    )


class ClaimLine(models.Model):
    _module = None
    _name = "becs.claim.line"
    _inherit = ["becs.claim.line", "base.exception"]
    _order = "claim_id desc, sequence, id"


def detect(env, repeat):
    """Measure the ten rules on the lines of the month."""
    _register(env)
    env["exception.rule"].create(
        [
            {
                "name": name,
                "model": "becs.claim.line",
                "exception_type": "by_py_code",
                "code": f"failed = bool({condition})",
            }
            for name, condition in RULES.items()
        ]
    )
    env.flush_all()
    env.cr.execute(
        """UPDATE becs_claim_line l SET program_id = p.id FROM becs_program p
            WHERE p.code = l.authorization_ref"""
    )
    lines = claims_of_month(env).line_ids
    found = []

    def work():
        env.invalidate_all()
        found[:] = lines.detect_exceptions()
        env.flush_all()

    result = rounds(work, repeat)
    return result | {"lines": len(lines), "rules": len(found)}


def _register(env):
    names = []
    for model in (ExceptionRule, ClaimLine):
        add_to_registry(env.registry, model)
        names.append(model._name or model._inherit)
    env.registry._setup_models__(env.cr, names)
    env.registry.init_models(env.cr, names, {"models_to_check": True})
