"""What of the findings on a line a distributor is told, and what it can do.

What it can do about a finding of a check says the check (``Check.advice``). The texts
here are marked for extraction by ``_lt`` but not translated.
"""

from ..intake.messages import _lt

# how a distributor reads the number a line states: as one of its own, as one that was
# its own once, or, where it never was, as a number that does not exist
OWN, ONCE, NEVER = "own", "once", "never"
UNKNOWN = "authorization_unknown"
FOREIGN = "distributor_not_authorized"
# what is found on a line of which the authorization may not be known
NOT_ACTIVE = "authorization_not_active"
CLOSED = (FOREIGN, NOT_ACTIVE)
# always told like this, so that one number cannot be told from another
NUMBERED = {
    UNKNOWN: _lt("Authorization %(number)s does not exist."),
    FOREIGN: _lt("Authorization %(number)s is not for this distributor."),
}
APPROVED = _lt(
    "Nothing: it was approved. Leave the row out when you send others again."
)
WAITING = _lt("Nothing now: the line is not decided yet. Leave the row out.")
REST = _lt("State at most %(rest)s, the part that was not paid, as claimed amount.")


def disclosed(checks, codes, reading=OWN):
    """What of a line's findings a distributor is told.

    :param checks: :class:`..validation.checks.Checks`
    :param codes: of the findings, in their order
    :param reading: how the distributor reads the authorization's number
    :return: pairs of the place of a finding and the code it is told as
    """
    codes = list(codes)
    closed = [place for place, code in enumerate(codes) if code in CLOSED][:1]
    if reading == NEVER:
        of_sale = checks.of_sale()
        return [
            (place, UNKNOWN if place in closed else code)
            for place, code in enumerate(codes)
            if place in closed or code in of_sale
        ]
    if reading == ONCE or FOREIGN in codes:
        return [(place, FOREIGN) for place in closed]
    return list(enumerate(codes))


def is_reworded(checks, code):
    """Whether a distributor is told something else than the stored message."""
    return code in NUMBERED or checks.told(code) is not None


def message(checks, code, stored, number, translate):
    """How a finding is told to a distributor.

    :param checks: :class:`..validation.checks.Checks`
    :param code: the code it is told as
    :param stored: its message for the vendor's people
    :param number: the authorization's number as the distributor stated it
    :param translate: function that translates a text
    """
    told = checks.told(code)
    if told is not None:
        return translate(told)
    if code in NUMBERED:
        return translate(NUMBERED[code], number=(number or "").strip(" "))
    return stored
