"""Reading the machine's apt configuration."""

import pytest

from tools.machine import apt
from tools.machine.say import Problem

ONE_LINE = """
# deb http://old.example/debian bookworm main
deb http://mirror.example/debian bookworm main contrib # the usual
deb-src http://mirror.example/debian bookworm main
deb [arch=amd64,arm64 signed-by=/k.gpg] http://vendor.example/apt stable-x main
not a source
"""

DEB822 = """
# a comment
Types: deb deb-src
URIs: http://mirror.example/debian
# a comment inside
Suites: bookworm bookworm-updates
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
Enabled: no
"""


def test_one_line_sources():
    usual, source, vendor = apt.parse_one_line(ONE_LINE)
    assert (usual.types, usual.uris) == (["deb"], ["http://mirror.example/debian"])
    assert (usual.suites, usual.components) == (["bookworm"], ["main", "contrib"])
    assert source.types == ["deb-src"]
    assert vendor.options == {"Architectures": "amd64 arm64", "Signed-By": "/k.gpg"}


def test_deb822_sources():
    usual, security = apt.parse_deb822(DEB822)
    assert usual.types == ["deb", "deb-src"]
    assert usual.suites == ["bookworm", "bookworm-updates"]
    assert usual.enabled and not security.enabled
    assert usual.options["Signed-By"].splitlines()[-1] == " abc"


def test_stanza_names_another_suite_and_keeps_the_key():
    stanza = apt.parse_deb822(DEB822)[0].stanza("sid")
    again = apt.parse_deb822(stanza)[0]
    assert again.suites == ["sid"]
    assert again.uris == ["http://mirror.example/debian"]
    assert again.options["Signed-By"].endswith(" abc")


def test_mirror_is_debians_own():
    text = "deb http://vendor.example/apt bookworm tools\n" + ONE_LINE
    mirror = apt.debian_mirror(apt.parse_one_line(text), "bookworm")
    assert mirror.uris == ["http://mirror.example/debian"]


@pytest.mark.parametrize(
    "text",
    ["", "deb-src http://mirror.example/debian bookworm main", "deb http://x y main"],
)
def test_no_mirror_is_said(text):
    with pytest.raises(Problem, match="ODOO_SRC"):
        apt.debian_mirror(apt.parse_one_line(text), "bookworm")


def test_sources_come_from_both_kinds_of_file(tmp_path):
    parts = tmp_path / "parts"
    parts.mkdir()
    (tmp_path / "sources.list").write_text("deb http://a.example/d bookworm main\n")
    (parts / "b.sources").write_text(DEB822)
    (parts / "c.list.save").write_text("deb http://c.example/d bookworm main\n")
    found = apt.configured_sources(
        {"MAIN": str(tmp_path / "sources.list"), "PARTS": str(parts)}
    )
    assert [source.uris[0] for source in found] == [
        "http://a.example/d",
        "http://mirror.example/debian",
        "http://mirror.example/debian-security",
    ]
