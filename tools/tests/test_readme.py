"""README.rst and the add-on's page say what the fragments say.

Both are written by oca-gen-addon-readme, see .pre-commit-config.yaml, which is run
again when a fragment changes.
"""

import ast
import html
import re

import pytest

from tools.machine.home import CHECKOUT

ADDONS = sorted(path.parent for path in CHECKOUT.glob("*/readme"))
FILES = ("README.rst", "static/description/index.html")
ADVICE = "run: pre-commit run oca-gen-addon-readme --all-files"


def words(text):
    """A text without its layout."""
    return re.findall(r"\w+", text)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("addon", ADDONS, ids=lambda addon: addon.name)
def test_it_says_what_the_fragments_say(addon, name):
    text = (addon / name).read_text()
    if name.endswith(".html"):
        text = html.unescape(re.sub(r"<[^>]*>", "", text))
    said = " ".join(words(text))
    fragments = sorted(addon.glob("readme/*.md"))
    assert fragments
    for fragment in fragments:
        # numbers of a list are left to the browser
        text = re.sub(r"^\d+\. ", "", fragment.read_text(), flags=re.M)
        wanted = re.split(r"\n(?=[#\-*]|\d+\. )|\n\n", text)
        for part in filter(None, map(words, wanted)):
            assert " ".join(part) in said, f"{fragment.name} changed; {ADVICE}"


@pytest.mark.parametrize("addon", ADDONS, ids=lambda addon: addon.name)
def test_it_says_what_the_manifest_says(addon):
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text())
    readme = (addon / "README.rst").read_text()
    for line in (
        manifest["name"],
        f":Maturity: {manifest['development_status']}",
        f":License: {manifest['license']}",
        f"* {manifest['author']}",
    ):
        assert line in readme.splitlines(), ADVICE
