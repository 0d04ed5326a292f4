"""What rows are known by, and the little that may differ between two databases."""

from .compare import Expected

NAMES = {
    # Odoo's own
    "account_move": ("company_id", "journal_id", "name", "ref"),
    "account_move_line": ("move_id", "sequence", "account_id", "name", "balance"),
    "ir_attachment": ("res_model", "res_id", "res_field", "name"),
    "ir_sequence": ("company_id", "code", "name"),
    "mail_followers": ("res_model", "res_id", "partner_id"),
    "mail_mail": ("mail_message_id",),
    "mail_message": ("model", "res_id", "subtype_id", "author_id", "subject", "body"),
    "product_attribute": ("name",),
    "product_attribute_value": ("attribute_id", "name"),
    "product_category": ("complete_name",),
    "product_pricelist": ("company_id", "name"),
    "product_product": ("product_tmpl_id", "combination_indices", "default_code"),
    "product_template": ("name", "default_code"),
    "product_template_attribute_line": ("product_tmpl_id", "attribute_id"),
    "product_template_attribute_value": (
        "attribute_line_id",
        "product_attribute_value_id",
    ),
    "res_company": ("name",),
    "res_partner": ("parent_id", "name", "email"),
    "res_users": ("login",),
    "resource_calendar": ("company_id", "name"),
    # ours
    "becs_claim": ("company_id", "commercial_partner_id", "reference"),
    "becs_claim_line": ("claim_id", "sequence"),
    "becs_import": ("partner_id", "attachment_id"),
    "becs_import_sheet": ("wizard_id", "name"),
    "becs_intake": ("company_id", "partner_id", "name"),
    "becs_job": ("kind", "res_model", "res_id"),
    "becs_pos_line": ("report_id", "document", "line_ref", "product_ref"),
    "becs_pos_report": ("company_id", "commercial_partner_id", "name"),
    "becs_program": ("company_id", "code"),
    "becs_program_line": (
        "program_id",
        "sequence",
        "applied_on",
        "product_id",
        "product_tmpl_id",
        "categ_id",
        "min_quantity",
    ),
    "becs_program_version": ("program_id", "number"),
    "becs_request": ("name",),
    "becs_request_line": ("request_id", "sequence"),
    "becs_rule": ("company_id", "name"),
    "becs_run": ("company_id", "name"),
    "becs_run_line": ("run_id", "partner_id", "currency_id", "move_id"),
    "becs_stock_adjustment": (
        "company_id",
        "partner_id",
        "product_id",
        "kind",
        "date",
        "intake_id",
        "quantity",
    ),
}
# closed: whatever is not named here has to be equal
EXPECTED = Expected(
    names=NAMES,
    tables={
        "becs_input_change": "kept since 19.0.4.3.0, and until nobody needs it",
        "bus_bus": "what was told to browsers that were open",
        "ir_cron_trigger": "the update asks the server to tidy up once more",
        "orm_signaling_default": "counts how often something was looked up anew",
        "orm_signaling_registry": "counts how often the add-ons were loaded",
    },
    columns={
        ("*", "create_date"): "the moment a row was written",
        ("*", "write_date"): "the moment a row was written",
        ("*", "input_horizon"): "holds numbers of transactions",
        ("ir_attachment", "checksum"): "workbooks and PDF files hold their own time",
        ("ir_attachment", "file_size"): "as checksum",
        ("ir_attachment", "store_fname"): "as checksum",
        ("ir_module_module", "url"): "an update writes '' where nothing stood",
        ("ir_ui_view", "arch_prev"): "what stood there before the update",
        ("mail_mail", "references"): "holds message_id",
        ("mail_message", "message_id"): "holds a random number",
        ("product_attribute_value", "color"): "chosen at random",
        ("product_template_attribute_value", "color"): "chosen at random",
        ("res_users", "password"): "salted at random",
    },
    schema={
        ("sequence", "ir_sequence_[0-9]*"): "called after the id of a sequence",
    },
    # a button that opens an action
    ids={("ir_ui_view", "arch_db"): (r'name="(\d+)"', "ir_actions")},
)
