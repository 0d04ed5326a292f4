"""Models, fields and methods have other names, and mean what they meant.

Dialogs are not kept: their tables are made anew, empty.
"""

import re

from odoo.tools import SQL, sql

MODELS = {
    "becs.unknown": "becs.name.resolution",
    "becs.unknown.list": "becs.name.resolution.list",
    "becs.unknown.choice": "becs.name.resolution.choice",
    "becs.unknown.name": "becs.name.unresolved",
    "becs.claim.line.resend": "becs.claim.line.resubmit",
    "becs.kept.mixin": "becs.append.only.mixin",
    "becs.intake.target": "becs.intake.target.mixin",
    "becs.status.mail": "becs.status.mail.mixin",
    "becs.portal.talk": "becs.portal.talk.mixin",
    "becs.portal.closed": "becs.portal.closed.mixin",
}
MODEL_COLUMNS = (
    ("ir_model", "model"),
    ("ir_model_fields", "model"),
    ("ir_model_fields", "relation"),
    ("ir_model_data", "model"),
    ("ir_ui_view", "model"),
    ("ir_act_window", "res_model"),
    ("ir_act_server", "model_name"),
    ("ir_act_report_xml", "model"),
    ("ir_embedded_actions", "parent_res_model"),
    ("ir_filters", "model_id"),
    ("ir_exports", "resource"),
    ("mail_template", "model"),
    ("sms_template", "model"),
    ("base_import_mapping", "res_model"),
)

# fields of models of the add-on
FIELDS = {
    "is_late_told": "is_late_notified",
    "judge_decided": "revalidate_decided",
    "judge_again": "revalidate",
    "again_lines": "revalidate_line_count",
    "again_claims": "revalidate_claim_count",
    "can_send_again": "can_resubmit",
    "judge": "revalidate",
    "unknown_id": "resolution_id",
}
COLUMNS = (
    ("becs_claim", "is_late_told"),
    ("becs_request", "is_late_told"),
    ("becs_what_if", "judge_decided"),
    ("becs_program_amend", "judge_again"),
    ("becs_program_amend", "again_lines"),
    ("becs_program_amend", "again_claims"),
)

# as they stand in what users wrote; not in their sentences
WORDS = {
    **{name: FIELDS[name] for name in FIELDS if name not in ("judge", "unknown_id")},
    "action_judge_anew": "action_revalidate",
    "action_send_again": "action_resubmit",
    "becs_told": "becs_flashed",
    r"becs_refused\.told": "becs_refused.reason",
}
# models too, where code names them: whole, and in quotes
NAMED = {
    rf"""(['"]|&quot;|&#39;|&#x27;){re.escape(old)}(?=\\?['"&])""": rf"\1{new}"
    for old, new in MODELS.items()
}
OF_MODEL = SQL("model_id IN (SELECT id FROM ir_model WHERE model LIKE 'becs.%%')")
OF_NAME = SQL("model LIKE 'becs.%%'")
SHOWN = SQL(
    """(parent_res_model LIKE 'becs.%%' OR action_id IN (
            SELECT id FROM ir_act_window WHERE res_model LIKE 'becs.%%'))"""
)
# table → its columns, and which rows are about the add-on by what they are; others are
# if they name something of it
WRITTEN = (
    ("ir_filters", ("domain", "context", "sort"), SQL("model_id LIKE 'becs.%%'")),
    ("ir_act_window", ("domain", "context"), SQL("res_model LIKE 'becs.%%'")),
    ("ir_act_server", ("code", "value", "update_path"), OF_MODEL),
    ("ir_embedded_actions", ("domain", "context", "python_method"), SHOWN),
    ("ir_rule", ("domain_force",), OF_MODEL),
    ("base_automation", ("filter_domain", "filter_pre_domain"), OF_MODEL),
    (
        "ir_exports_line",
        ("name",),
        SQL("export_id IN (SELECT id FROM ir_exports WHERE resource LIKE 'becs.%%')"),
    ),
    ("base_import_mapping", ("field_name",), SQL("res_model LIKE 'becs.%%'")),
    (
        "mail_template",
        "subject body_html email_from email_to email_cc partner_to reply_to "
        "scheduled_date lang".split(),
        OF_NAME,
    ),
    ("sms_template", ("body",), OF_NAME),
    (
        "mail_alias",
        ("alias_defaults",),
        SQL("alias_model_id IN (SELECT id FROM ir_model WHERE model LIKE 'becs.%%')"),
    ),
    ("ir_act_report_xml", ("attachment", "print_report_name"), OF_NAME),
    (
        "ir_model_fields",
        ("compute", "related", "depends"),
        SQL("state = 'manual' AND model LIKE 'becs.%%'"),
    ),
    (
        "ir_model_fields",
        ("domain",),
        SQL("state = 'manual' AND relation LIKE 'becs.%%'"),
    ),
    (
        "ir_ui_view",
        ("arch_db",),
        SQL("(model LIKE 'becs.%%' OR key LIKE 'becs\\_claims.%%')"),
    ),
    (
        "ir_ui_view_custom",
        ("arch",),
        SQL(
            """EXISTS (SELECT FROM ir_act_window act
                        WHERE act.res_model LIKE 'becs.%%'
                          AND arch ~ (' name=.' || act.id || '\\M'))"""
        ),
    ),
)

DIALOGS = (
    "becs_claim_becs_unknown_rel",
    "becs_claim_becs_unknown_list_rel",
    "becs_claim_line_becs_claim_line_resend_rel",
    "becs_unknown_choice",
    "becs_unknown",
    "becs_unknown_list",
    "becs_claim_line_resend",
)
TRIGGERS = ("becs_kept_update", "becs_kept_delete", "becs_kept_truncate")


def migrate(cr, version):
    _drop_dialogs(cr)
    for old, new in MODELS.items():
        _rename_model(cr, old, new)
    for old, new in FIELDS.items():
        _rename_field(cr, old, new)
    for table, old in COLUMNS:
        if sql.column_exists(cr, table, old):
            sql.rename_column(cr, table, old, FIELDS[old])
    for table, columns, where in WRITTEN:
        for column in columns:
            # of a module that is not installed
            if sql.column_exists(cr, table, column):
                _rename_words(cr, table, column, where)
    _drop_triggers(cr)


def _drop_dialogs(cr):
    # at once, because they refer to each other
    cr.execute(
        SQL(
            # what other add-ons hang on dialogs is made anew with them
            "DROP TABLE IF EXISTS %s CASCADE",
            SQL(", ").join(map(SQL.identifier, DIALOGS)),
        )
    )
    cr.execute(
        SQL(
            "DELETE FROM ir_model_constraint"
            " WHERE name ~ '(^|_)becs_(unknown|claim_line_resend)_'"
        )
    )
    cr.execute(SQL("DELETE FROM ir_model_relation WHERE name IN %s", DIALOGS))


def _rename_model(cr, old, new):
    for table, column in MODEL_COLUMNS:
        if not sql.column_exists(cr, table, column):
            continue
        cr.execute(
            SQL(
                "UPDATE %(table)s SET %(column)s = %(new)s WHERE %(column)s = %(old)s",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                old=old,
                new=new,
            )
        )
    # the rule of a company, which an update leaves alone
    cr.execute(
        SQL(
            "UPDATE ir_rule SET name = %(new)s || substr(name, length(%(old)s) + 1)"
            " WHERE name LIKE %(old)s || ':%%'",
            old=old,
            new=new,
        )
    )
    cr.execute(
        SQL(
            """
            UPDATE ir_model_data SET name = regexp_replace(name, %(old)s, %(new)s)
             WHERE model LIKE 'ir.model%%' AND name ~ %(old)s
            """,
            old=rf"^(model_|field_|selection__){old.replace('.', '_')}(__|$)",
            new=rf"\1{new.replace('.', '_')}\2",
        )
    )


def _rename_field(cr, old, new):
    cr.execute(
        SQL(
            """
            WITH field AS (
                UPDATE ir_model_fields SET name = %(new)s
                 WHERE name = %(old)s AND model LIKE 'becs.%%'
                RETURNING id
            )
            UPDATE ir_model_data data SET name = regexp_replace(name, %(end)s, %(by)s)
              FROM field
             WHERE data.model = 'ir.model.fields' AND data.res_id = field.id
            """,
            old=old,
            new=new,
            end=f"__{old}$",
            by=f"__{new}",
        )
    )


def _rename_words(cr, table, column, where):
    """Rename in the rows that are about the add-on, or name something of it."""
    kind = sql.table_columns(cr, table)[column]["udt_name"]
    words = {rf"\m{old}\M": new for old, new in WORDS.items()}
    for old, new in (words | NAMED).items():
        cr.execute(
            SQL(
                """
                UPDATE %(table)s
                   SET %(column)s = regexp_replace(
                           %(column)s::text, %(old)s, %(new)s, 'g')::%(kind)s
                 WHERE %(column)s::text ~ %(old)s
                   AND (%(where)s OR %(column)s::text ~ '\\mbecs[._]')
                """,
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                kind=SQL.identifier(kind),
                old=old,
                new=new,
                where=where,
            )
        )


def _drop_triggers(cr):
    """They come again under another name when their models are set up."""
    cr.execute(
        SQL(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname IN %s",
            TRIGGERS,
        )
    )
    for table, name in cr.fetchall():
        cr.execute(
            SQL("DROP TRIGGER %s ON %s", SQL.identifier(name), SQL.identifier(table))
        )
