"""A little work in the vendor's second company, whose currency is the euro."""

from odoo.fields import Command

from . import intake

HEADINGS = {
    "Part": "product_ref",
    "Qty": "quantity",
    "Invoice": "pos_document",
    "Ship Date": "date_ship",
    "Authorization": "authorization_ref",
    "Claim Amount": "amount_claimed",
}
CODE, CREDIT = "EU-1001", 0.5


def set_up(vendor, world):
    """A program and a validated claim; they are only seen from that company.

    :return: the claim
    """
    analyst = vendor.as_user("analyst", second=True)
    approver = vendor.as_user("approver", second=True)
    program = analyst["becs.program"].create(
        {
            "name": "Relays for Europe",
            "code": CODE,
            "program_type": "promotion",
            "date_start": world.calendar.month(6).start,
            "distributor_ids": [Command.set(vendor.records.distributors["kies"].ids)],
            "line_ids": [
                Command.create(
                    {
                        "applied_on": "category",
                        "categ_id": _relays(vendor, world).id,
                        "credit_method": "fixed",
                        "unit_credit": CREDIT,
                    }
                )
            ],
        }
    )
    program.action_request()
    program.with_env(approver).action_approve()
    imported = intake.import_file(
        analyst,
        vendor.records.distributors["kies"],
        "europe.csv",
        _file(world).encode(),
        HEADINGS,
        reference=f"EU-{world.calendar.month(1).start:%y%m}",
    )
    imported.claim.action_submit()
    imported.claim.action_validate()
    return imported.claim


def _relays(vendor, world):
    return vendor.records.categories[world.shelf.group("Relays")[0].category]


def _file(world):
    month = world.calendar.month(1)
    rows = [",".join(HEADINGS)]
    for number, product in enumerate(world.shelf.group("Relays"), 1):
        quantity = number * 5
        amount = quantity * CREDIT
        ship = f"{month.day(number):%Y-%m-%d}"
        rows.append(
            f"{product.code},{quantity},EU/{number:03d},{ship},{CODE},{amount:.2f}"
        )
    return "\n".join(rows) + "\n"
