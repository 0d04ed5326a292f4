"""What a distributor can do about a finding, in a sentence, by the check's code.

The texts are marked for extraction by ``_lt`` but not translated here.
"""

from ..intake.messages import _lt

ADVICE = {
    "missing_data": _lt(
        "Complete product, quantity, ship date and document and send it again."
    ),
    "negative_amount": _lt(
        "Check whether two price columns were swapped, correct the amounts and send it "
        "again."
    ),
    "product_unknown": _lt(
        "Correct the product number, or tell us which of our products it is, and send "
        "it again."
    ),
    "uom_unknown": _lt(
        "State the quantity and prices in a unit we sell the product in and send it "
        "again."
    ),
    "authorization_unknown": _lt("Correct the authorization number and send it again."),
    "authorization_missing": _lt(
        "Enter the authorization number the sale was made under and send it again."
    ),
    "authorization_not_active": _lt(
        "The authorization is not approved. Ask us for one, or claim under another."
    ),
    "authorization_suspended": _lt("Nothing now: the authorization is being reviewed."),
    "distributor_not_authorized": _lt(
        "The authorization is not yours. Correct its number and send it again."
    ),
    "product_not_authorized": _lt(
        "The authorization does not cover the product. Name one that does and send it "
        "again."
    ),
    "ship_date_before_authorization": _lt(
        "The sale was shipped before the authorization began. Check the ship date, or "
        "name another authorization."
    ),
    "ship_date_after_authorization": _lt(
        "The sale was shipped after the authorization ended. Check the ship date, or "
        "name another authorization."
    ),
    "end_customer_not_authorized": _lt(
        "Check the name of the end customer: the authorization is for certain ones."
    ),
    "below_minimum_quantity": _lt(
        "The quantity is below the authorized minimum. Check it, or name another "
        "authorization."
    ),
    "ship_date_in_future": _lt("Check the ship date and send it again."),
    "filed_too_late": _lt(
        "It was filed after the claim window. Ask us if there was a reason for it."
    ),
    "duplicate_line": _lt(
        "The sale was claimed before. Leave it out, or correct document and line if it "
        "is another one."
    ),
    "serial_already_claimed": _lt(
        "A serial number was claimed before. Check the numbers and send it again."
    ),
    "possible_duplicate": _lt(
        "The document was claimed before with other figures. Tell us which of them are "
        "right."
    ),
    "no_point_of_sale_record": _lt(
        "Report the sale; the line is judged again when the report arrives."
    ),
    "point_of_sale_mismatch": _lt(
        "Correct the line to what you reported, or send a corrected report."
    ),
    "book_price_unknown": _lt(
        "Tell us which invoice of ours the goods came from, if you were asked."
    ),
    "authorized_price_unknown": _lt("State the resale price and send it again."),
    "book_price_mismatch": _lt(
        "The book price is above what you paid. Send the invoice if you paid more."
    ),
    "authorized_price_mismatch": _lt(
        "The authorized price is another one. Correct it in your system."
    ),
    "no_credit_due": _lt(
        "You bought at or below the authorized price, so nothing is due. Leave it out."
    ),
    "unit_credit_mismatch": _lt(
        "The credit per unit is more than was authorized. Correct it in your system."
    ),
    "amount_mismatch": _lt(
        "The amount is more than quantity times credit. Correct it in your system."
    ),
    "resale_price_above_authorized": _lt(
        "The resale price is above the authorized one. Check it; we decide the line."
    ),
    "resale_price_below_authorized": _lt(
        "The resale price is below the authorized one. Check it."
    ),
    "below_minimum_amount": _lt(
        "The line is worth less than is paid at least. Leave it out."
    ),
    "authorized_quantity_exceeded": _lt(
        "The authorized quantity is used up. Ask for more, then send the rest again."
    ),
    "budget_exceeded": _lt(
        "The authorized amount is used up. Ask for more, then send the rest again."
    ),
    "authorization_exhausted": _lt(
        "Nothing is left of the authorization. Ask for more before you send it again."
    ),
    "authorization_held": _lt("Nothing now: other lines have to be decided first."),
    "stock_exceeded": _lt(
        "More was sold than you can have had. Check quantity and ship date, or report "
        "the stock that is missing."
    ),
    "return_without_credit": _lt(
        "The sale was not paid, so there is nothing to take back. Check its document."
    ),
    "return_origin_assumed": _lt("Name the document of the sale on the return."),
    "over_review_amount": _lt("Nothing now: a large amount is looked at by a person."),
}
# how a distributor reads the number a line states: as one of its own, as one that was
# its own once, or, where it never was, as a number that does not exist
OWN, ONCE, NEVER = "own", "once", "never"
UNKNOWN = "authorization_unknown"
FOREIGN = "distributor_not_authorized"
# what is found on a line of which the authorization may not be known
NOT_ACTIVE = "authorization_not_active"
CLOSED = (FOREIGN, NOT_ACTIVE)
# what is found whether or not the number exists
OF_SALE = (
    "missing_data",
    "negative_amount",
    "product_unknown",
    "uom_unknown",
    "ship_date_in_future",
    "duplicate_line",
    "serial_already_claimed",
    "possible_duplicate",
    "no_point_of_sale_record",
    "point_of_sale_mismatch",
)
# always told like this, so that one number cannot be told from another
NUMBERED = {
    UNKNOWN: _lt("Authorization %(number)s does not exist."),
    FOREIGN: _lt("Authorization %(number)s is not for this distributor."),
}
# a limit of the vendor's: told where the line is, and listed nowhere
LIMIT = "over_review_amount"
# told to a distributor in place of messages that are for the vendor's people
REWORDED = {
    "over_review_amount": _lt(
        "The amount is large, so a person looks at it before it is paid."
    ),
    "authorization_held": _lt(
        "What is left of the authorization is held by lines that are not decided yet."
    ),
}
APPROVED = _lt(
    "Nothing: it was approved. Leave the row out when you send others again."
)
WAITING = _lt("Nothing now: the line is not decided yet. Leave the row out.")
REST = _lt("State at most %(rest)s, the part that was not paid, as claimed amount.")


def disclosed(codes, reading=OWN):
    """What of a line's findings a distributor is told.

    :param codes: of the findings, in their order
    :param reading: how the distributor reads the authorization's number
    :return: pairs of the place of a finding and the code it is told as
    """
    codes = list(codes)
    closed = [place for place, code in enumerate(codes) if code in CLOSED][:1]
    if reading == NEVER:
        return [
            (place, UNKNOWN if place in closed else code)
            for place, code in enumerate(codes)
            if place in closed or code in OF_SALE
        ]
    if reading == ONCE or FOREIGN in codes:
        return [(place, FOREIGN) for place in closed]
    return list(enumerate(codes))


def message(code, stored, number, translate):
    """How a finding is told to a distributor.

    :param code: the code it is told as
    :param stored: its message for the vendor's people
    :param number: the authorization's number as the distributor stated it
    :param translate: function that translates a text
    """
    if code in REWORDED:
        return translate(REWORDED[code])
    if code in NUMBERED:
        return translate(NUMBERED[code], number=(number or "").strip(" "))
    return stored
