"""The vendor's own rule, and a check that is another for one distributor."""

from odoo.fields import Command

from ..world.defects_stock import SAMPLE_RULE


def create_rules(env, records):
    """Enter them as the administrator of ``env``.

    :return: the own rule
    """
    env["becs.rule"].create(
        {
            "code": "filed_too_late",
            "name": "Filed too late",
            "outcome": "note",
            "distributor_ids": [Command.set(records.distributors["solma"].ids)],
        }
    )
    return env["becs.rule"].create(
        {
            "code": SAMPLE_RULE,
            "name": "Free samples",
            "description": "Samples are not sold, so they earn no credit.",
            "outcome": "reject",
            "x12_code": "25",
            "domain": "[('pos_document', '=ilike', 'SMP%')]",
        }
    )
