"""What can be wrong with a line, each kind as often as any other.

Name → the trait the line's offer needs (:mod:`.programs`), and what is stated instead.
Values are SQL over the line as it would be in order (``l``).
"""

# one line in so many is defective, and one in so many of the others is a return
DEFECTIVE, RETURN = 10, 50
UNLISTED_RESELLER = "Unlisted reseller"

DEFECTS = {
    "missing_data": ("any", {"pos_document": "NULL"}),
    "negative_amount": ("any", {"unit_credit": "-l.unit", "amount_stated": "NULL"}),
    "product_unknown": (
        "any",
        {"product_ref": "'NO-' || l.key", "product_id": "NULL"},
    ),
    "uom_unknown": ("any", {"uom_ref": "'furlong'", "uom_id": "NULL"}),
    "authorization_unknown": ("any", {"authorization_ref": "'ZZ' || l.key"}),
    "authorization_missing": (
        "any",
        {"authorization_ref": "NULL", "product_id": "l.uncovered_id"},
    ),
    "authorization_not_active": ("draft", {}),
    "authorization_suspended": ("suspended", {}),
    "distributor_not_authorized": ("foreign", {}),
    "product_not_authorized": ("any", {"product_id": "l.uncovered_id"}),
    "ship_date_before_authorization": ("future", {}),
    "ship_date_after_authorization": ("ended", {}),
    "end_customer_not_authorized": (
        "bid",
        {"end_customer_id": "l.stranger_id", "end_customer_name": "l.stranger_name"},
    ),
    "below_minimum_quantity": (
        "minimum",
        {"quantity": "5", "uom_id": "NULL", "amount_stated": "round(5 * l.unit, 2)"},
    ),
    "ship_date_in_future": ("any", {"date_ship": "l.date_ship + 50"}),
    "filed_too_late": ("window", {"date_ship": "l.date_ship - 80"}),
    "duplicate_line": ("any", {}),
    "duplicate_of_last_month": ("any", {}),
    "serial_already_claimed": (
        "any",
        {"pos_document": "l.document || 'S'", "serial_numbers": "l.serial"},
    ),
    "possible_duplicate": ("any", {"quantity": "l.quantity + 1"}),
    "no_point_of_sale_record": ("any", {}),
    "point_of_sale_mismatch": ("any", {}),
    "book_price_unknown": ("no_book_price", {}),
    "authorized_price_unknown": ("no_authorized_price", {}),
    "book_price_mismatch": ("any", {"book_price": "round(l.unit / 0.09 * 0.95, 4)"}),
    "authorized_price_mismatch": (
        "priced",
        {"authorized_price": "round(l.unit / 0.09 * 0.45, 4)"},
    ),
    "no_credit_due": ("worthless", {}),
    "unit_credit_mismatch": (
        "any",
        {"unit_credit": "3 * l.unit", "amount_stated": "3 * l.amount"},
    ),
    "amount_mismatch": (
        "any",
        {"unit_credit": "l.unit", "amount_stated": "l.amount + 10"},
    ),
    "resale_price_above_authorized": (
        "resale",
        {"resale_price": "round(l.unit / 0.09 * 0.95, 4)"},
    ),
    "resale_price_below_authorized": (
        "resale",
        {"resale_price": "round(l.unit / 0.09 * 0.45, 4)"},
    ),
    "resale_price_below_guaranteed": (
        "margin",
        {"resale_price": "round(l.unit / 0.09 * 0.45, 4)"},
    ),
    "below_minimum_amount": (
        "small",
        {"quantity": "1", "uom_id": "NULL", "amount_stated": "round(l.unit, 2)"},
    ),
    "own_rule": ("any", {"reseller_name": f"'{UNLISTED_RESELLER}'"}),
    "over_review_amount": (
        "priced",
        {
            "quantity": "ceil(6000 / l.unit)",
            "uom_id": "NULL",
            "unit_credit": "l.unit",
            "amount_stated": "NULL",
        },
    ),
    "return_without_credit": (
        "any",
        {"transaction_type": "'return'", "origin_document": "'GONE-' || l.key"},
    ),
    "return_origin_assumed": (
        "any",
        {"transaction_type": "'return'", "origin_document": "NULL"},
    ),
}
# kinds that say again what an earlier line says
OF_EARLIER_LINE = ("duplicate_line", "possible_duplicate")
OF_LAST_MONTH = ("return", "return_origin_assumed", "duplicate_of_last_month")
