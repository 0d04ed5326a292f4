"""What was measured, as ``results.md`` and ``growth.svg``."""

from . import machine, picture

PICTURE = "growth.svg"


def write(folder, measured):
    """Write both files into ``folder``."""
    growth = measured["growth"]
    series = {
        "engine": {
            lines: found["engine"]["seconds"] for lines, found in growth.items()
        },
        "hand-written SQL": {
            lines: found["floor"]["seconds"] for lines, found in growth.items()
        },
    }
    (folder / PICTURE).write_text(picture.growth(series, "Validation, all checks on"))
    parts = [
        "# Measurements",
        "Written by `make bench`. Every ratio is of two measurements of this one run; "
        "the code of each reference is beside this file.",
        "## Machine",
        *(f"- {line}" for line in machine.describe()),
        f"- the whole run took {measured['minutes']:.0f} minutes",
        "## Results",
        _table(
            ("work", "measured", "against", "ratio", "to reach", ""), _rows(measured)
        ),
        "## Growth",
        f"![Seconds over lines]({PICTURE})",
        _table(
            (
                "lines",
                "engine, s",
                "µs a line",
                "hand-written SQL, s",
                "ratio",
                "updates in place",
                "MB above idle",
            ),
            [_growth_row(lines, found) for lines, found in growth.items()],
        ),
        "## Screens",
        _table(
            ("call", "lines of the claim", "ms", "queries"),
            _screen_rows(measured["screens"]),
        ),
        "## What the lines are",
        _shares(growth[max(growth)]["engine"]),
        "## How it is measured",
        HOW.format(lines=measured["lines"]),
    ]
    text = "\n\n".join(parts).replace("\n\n- ", "\n- ").replace("\n- ", "\n\n- ", 1)
    (folder / "results.md").write_text(text + "\n")


HOW = """\
- `make bench` does all of it; `make bench BENCH_LINES=20000` a small run of its own.
- The vendor has 3,000 products, 500 programs with 6,000 lines and 100 distributors,
  which bought monthly for a year (360,000 invoice lines). A month of claims has
  {lines:,} lines in 100 claims, one in ten defective, of 37 kinds in equal shares;
  2 % are returns. One distributor in five reports its sales, one in ten claims in
  another currency, one line in five states no authorization. All claims are validated
  in one run (`world/`).
- Times are medians: of 5, 3 and 1 runs for the three sizes, after one that is not
  counted (for the largest: one of last month's lines, a twentieth). Each is taken back
  and its row versions cleared away before the next.
- The hand-written SQL (`floor.py`) does each join and window once and writes the same
  columns of the same table once, as well as a row per finding and per use of a
  purchase layer. It builds no messages and knows what the engine has to find out.
- `base_exception` (`peer.py`) evaluates ten Python rules once per line, without
  prices, caps, layers and findings with numbers.
- The plain intake (`plain_intake.py`) reads the workbook with python-calamine and
  copies its cells as they are; the add-on also checks every cell, looks up products,
  customers and units and sums up the claim.
- Credit notes by hand (`credit.py`) are created and posted by Odoo from sums that
  somebody else made; the add-on also finds out what is due, puts every claim line on
  its credit note line, counts, and reports the run.
- Memory is the most the process held while it worked, less what it held just before.
- Calls of the screen are those of the web client with its fields, as an analyst, once
  the claims' tables were vacuumed. The filter shows as many lines of the large claim as
  the small one has of the same finding."""


def _rows(measured):
    few, some, many = sorted(measured["growth"])
    growth = measured["growth"]
    engine = {lines: found["engine"]["seconds"] for lines, found in growth.items()}
    floor = growth[many]["floor"]["seconds"]
    intake, large = measured["intake"], measured["large_file"]
    rows = [
        row(
            f"validate {many:,} lines",
            engine[many],
            ("hand-written SQL", floor),
            engine[many] / floor,
            2,
        ),
        row(
            f"the same, µs a line ({engine[many] / many * 1e6:.0f})",
            engine[many],
            (f"{some:,} lines ({engine[some] / some * 1e6:.0f} µs)", engine[some]),
            engine[many] / many / (engine[some] / some),
            1.2,
        ),
    ]
    one = measured["one_line"]
    rows.append(
        (
            f"validate a claim of 1 line ({one['statements']} statements)",
            _seconds(one["seconds"]),
            "statements",
            "",
            "≤ 90",
            "✓" if one["statements"] <= 90 else "not reached",
        )
    )
    if "peer" in measured:
        peer = measured["peer"]["seconds"]
        rows.append(
            row(
                f"validate {few:,} lines",
                engine[few],
                ("base_exception, ten Python rules", peer),
                peer / engine[few],
                20,
                faster=True,
            )
        )
    own, plain = intake["own"]["seconds"], intake["plain"]["seconds"]
    rows += [
        row(
            f"read and store an xlsx of {intake['file']['rows']:,} rows",
            own,
            ("calamine + COPY", plain),
            own / plain,
            2,
        ),
        _memory(f"memory: validate {many:,} lines", growth[many]["engine"]["memory"]),
        _memory(
            f"memory: read and store {intake['file']['rows']:,} rows",
            intake["own"]["memory"],
        ),
        _memory(
            f"memory: read and store {large['file']['rows']:,} rows "
            f"({large['seconds']:.0f} s)",
            large["memory"],
            reach=None,
        ),
    ]
    credit = measured["credit"]
    rows.append(
        row(
            f"credit {credit['lines']:,} lines on {credit['notes']:,} notes with "
            f"{credit['items']:,} items",
            credit["own"],
            ("the notes by create + _post", credit["by_hand"]),
            credit["own"] / credit["by_hand"],
            1.5,
        )
    )
    small, big = measured["screens"]["small"], measured["screens"]["large"]
    for call in (name for name in small if name != "lines"):
        of_small, of_big = small[call], big[call]
        ratio = of_big["seconds"] / of_small["seconds"]
        rows.append(
            row(
                f"claim of {big['lines']:,} lines: {call} "
                f"({of_big['queries']} queries)",
                of_big["seconds"],
                (
                    f"{small['lines']:,} lines ({of_small['queries']} queries)",
                    of_small["seconds"],
                ),
                ratio,
                2,
                # one more counts what does not fit on a full page
                also=of_big["queries"] <= of_small["queries"] + 1,
            )
        )
    return rows


def row(work, seconds, reference, ratio, reach, faster=False, also=True):
    name, reference_seconds = reference
    reached = (ratio >= reach if faster else ratio <= reach) and also
    return (
        work,
        _seconds(seconds),
        f"{name}: {_seconds(reference_seconds)}",
        f"{ratio:.1f} × faster" if faster else f"{ratio:.2f} ×",
        f"≥ {reach} × faster" if faster else f"≤ {reach} ×",
        "✓" if reached else "not reached",
    )


def _memory(work, megabytes, reach=500):
    return (
        work,
        f"{megabytes:.0f} MB",
        "an idle Odoo",
        "",
        f"≤ {reach} MB" if reach else "",
        ("✓" if megabytes <= reach else "not reached") if reach else "",
    )


def _seconds(seconds):
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def _growth_row(lines, found):
    engine, floor = found["engine"], found["floor"]
    return (
        f"{lines:,}",
        f"{engine['seconds']:.2f}",
        f"{engine['seconds'] / lines * 1e6:.0f}",
        f"{floor['seconds']:.2f}",
        f"{engine['seconds'] / floor['seconds']:.2f}",
        f"{engine['in_place'] * 100:.0f} %",
        f"{engine['memory']:.0f}",
    )


def _screen_rows(screens):
    return [
        (
            call,
            f"{of_size['lines']:,}",
            f"{of_size[call]['seconds'] * 1000:.0f}",
            of_size[call]["queries"],
        )
        for call in screens["small"]
        if call != "lines"
        for of_size in screens.values()
    ]


def _shares(engine):
    """Which share of the lines is how, and has which finding."""
    lines = sum(engine["states"].values())

    def listed(counts):
        return ", ".join(
            f"{name} {count / lines * 100:.2g} %"
            for name, count in sorted(counts.items(), key=lambda item: -item[1])
        )

    return (
        f"Of {lines:,} lines: {listed(engine['states'])}.\n\n"
        f"With a finding: {listed(engine['codes'])}.\n\n"
        f"Uses of purchase layers: {engine['uses']:,}."
    )


def _table(headings, rows):
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
