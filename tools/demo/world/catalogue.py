"""The vendor's products: invented electronic components in nested categories."""

import random
from decimal import Decimal

from .spec import Product, money

ROOT = "Components"
# family → its groups: name, prefix of the codes, lowest and highest list price, and
# what the names are made of
FAMILIES = {
    "Passives": (
        ("Ceramic Capacitors", "CC", "0.80", "6", "Ceramic capacitor {} nF"),
        ("Film Capacitors", "FC", "1.20", "14", "Film capacitor {} µF"),
        ("Chip Resistors", "CR", "0.60", "3", "Chip resistor {} kΩ, reel section"),
        ("Power Inductors", "PI", "1.50", "18", "Power inductor {} µH"),
    ),
    "Semiconductors": (
        ("Voltage Regulators", "VR", "2", "22", "Voltage regulator {} mA"),
        ("Switching Transistors", "ST", "1.80", "30", "Switching transistor {} V"),
        ("Optocouplers", "OC", "1.10", "9", "Optocoupler, {} kV insulation"),
        ("Microcontrollers", "MC", "6", "48", "Microcontroller, {} kB"),
    ),
    "Connectors": (
        ("Board Connectors", "BC", "1", "12", "Board connector, {} contacts"),
        ("Circular Connectors", "CI", "8", "75", "Circular connector, {} contacts"),
        ("Terminal Blocks", "TB", "3", "26", "Terminal block {} mm²"),
        ("Ribbon Cables", "RC", "4", "40", "Ribbon cable, {} ways, per metre"),
    ),
    "Electromechanical": (
        ("Relays", "RE", "5", "58", "Relay {} A"),
        ("Switches", "SW", "3", "35", "Rotary switch, {} positions"),
        ("Fans", "FA", "9", "88", "Axial fan {} mm"),
        ("Encoders", "EN", "18", "160", "Rotary encoder, {} pulses"),
    ),
    "Power": (
        ("Converter Modules", "CM", "24", "310", "Converter module {} W"),
        ("Power Supplies", "PS", "30", "480", "DIN rail power supply {} W"),
        ("Transformers", "TR", "14", "140", "Toroidal transformer {} VA"),
        ("Battery Packs", "BP", "20", "190", "Battery pack {} Wh"),
    ),
    "Sensors": (
        ("Temperature Sensors", "TS", "4", "44", "Temperature probe {} mm"),
        ("Pressure Sensors", "PR", "22", "260", "Pressure transmitter {} bar"),
        ("Proximity Sensors", "PX", "12", "95", "Proximity switch {} mm"),
        ("Current Sensors", "CS", "7", "70", "Current transducer {} A"),
    ),
}
PER_GROUP = 12
VARIANT_GROUP = "Terminal Blocks"
VARIANTS = ("2-pole", "4-pole", "6-pole")
VARIANT_ATTRIBUTE = "Poles"
AMBIGUOUS_CODE = "XX-0001"


def category_of(group: str) -> str:
    """The full path of a group's category, as Odoo writes it."""
    for family, groups in FAMILIES.items():
        if any(name == group for name, *_rest in groups):
            return f"{ROOT} / {family} / {group}"
    return f"{ROOT} / {group}"


def build(rng: random.Random) -> list[Product]:
    """All products, the same ones for the same random state."""
    products = []
    for groups in FAMILIES.values():
        for group in groups:
            products += _group(rng, *group)
    return [*products, *_oddities()]


def _group(rng, name, prefix, low, high, pattern):
    sizes = rng.sample(range(2, 99), PER_GROUP)
    for number, size in enumerate(sorted(sizes), 1):
        share = Decimal(rng.randint(0, 1000)) / 1000
        price = Decimal(low) + (Decimal(high) - Decimal(low)) * share
        # steps of 20 cents: percentages of it stay exact
        price = money(price * 5) // 1 / 5 + Decimal("0.20")
        title, code = pattern.format(size), f"{prefix}-{number:04d}"
        barcode = f"29{ord(prefix[0])}{ord(prefix[1])}{number:06d}"
        if name == VARIANT_GROUP:
            for index, variant in enumerate(VARIANTS):
                yield Product(
                    f"{code}-{variant[0]}",
                    title,
                    category_of(name),
                    money(price),
                    f"{barcode}{index}",
                    code,
                    variant,
                )
        else:
            yield Product(code, title, category_of(name), money(price), barcode)


def _oddities():
    """Products a claim cannot be paid on."""
    category, price = category_of("Samples"), Decimal("10.00")
    for number in (1, 2):
        name = f"Engineering sample {number}"
        yield Product(f"SA-{number:04d}", name, category, price, eligible=False)
    for number in (1, 2):
        name = f"Cable gland, edition {number}"  # two products under one code
        yield Product(AMBIGUOUS_CODE, name, category_of("Board Connectors"), price)
