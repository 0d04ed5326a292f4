"""Mark what was said to distributors: they read nothing else of the chatter now.

That is what their own people wrote, and what was sent to them. Of programs for several
distributors nothing is marked: what was sent to one is not for the others.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, html2plaintext

MODELS = ("becs.claim", "becs.dispute", "becs.pos.report", "becs.request")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    told = env.ref("becs_claims.mt_distributor")
    for model in MODELS:
        _mark(env, told, model, SQL("record.commercial_partner_id"))
    _mark(
        env,
        told,
        "becs.program",
        SQL(
            """(SELECT min(partner.commercial_partner_id)
                  FROM becs_program_distributor_rel rel
                  JOIN res_partner partner ON partner.id = rel.partner_id
                 WHERE rel.program_id = record.id
                HAVING count(DISTINCT partner.commercial_partner_id) = 1)"""
        ),
    )
    _mark_answers(env, told)
    env.invalidate_all()


def _mark(env, told, model, owner):
    """Mark comments that the distributor's people wrote, or were sent.

    :param owner: the company the record is for
    """
    env.cr.execute(
        SQL(
            """
            UPDATE mail_message message
               SET subtype_id = %(told)s
              FROM %(table)s record, mail_message_subtype subtype
             WHERE message.model = %(model)s
               AND record.id = message.res_id
               AND subtype.id = message.subtype_id
               AND subtype.internal IS NOT TRUE
               AND message.is_internal IS NOT TRUE
               AND message.message_type IN ('comment', 'email', 'email_outgoing')
               AND EXISTS (
                   SELECT FROM res_partner person
                    WHERE person.commercial_partner_id = %(owner)s
                      AND person.partner_share
                      AND (person.id = message.author_id
                           OR EXISTS (
                               SELECT FROM mail_message_res_partner_rel rel
                                WHERE rel.mail_message_id = message.id
                                  AND rel.res_partner_id = person.id)
                           OR EXISTS (
                               SELECT FROM mail_notification sent
                                WHERE sent.mail_message_id = message.id
                                  AND sent.res_partner_id = person.id)))
            """,
            told=told.id,
            table=SQL.identifier(env[model]._table),
            model=model,
            owner=owner,
        )
    )


def _mark_answers(env, told):
    """Mark answers to disputes that the vendor entered: they were mailed to nobody."""
    comment = env.ref("mail.mt_comment")
    messages = env["mail.message"].search(
        [
            ("model", "=", "becs.dispute"),
            ("message_type", "=", "comment"),
            ("subtype_id", "=", comment.id),
            ("is_internal", "=", False),
        ]
    )
    disputes = env["becs.dispute"].browse(set(messages.mapped("res_id"))).exists()
    answers = {
        (event.claim_line_id.id, _words(event.note))
        for event in env["becs.event"].search(
            [
                ("kind", "=", "answered"),
                ("claim_line_id", "in", disputes.claim_line_id.ids),
            ]
        )
    }
    lines = {dispute.id: dispute.claim_line_id.id for dispute in disputes}
    said = messages.filtered(
        lambda message: (
            (lines.get(message.res_id), _words(html2plaintext(message.body or "")))
            in answers
        )
    )
    if said:
        env.cr.execute(
            SQL(
                "UPDATE mail_message SET subtype_id = %s WHERE id = ANY(%s)",
                told.id,
                said.ids,
            )
        )


def _words(text):
    return " ".join((text or "").split())
