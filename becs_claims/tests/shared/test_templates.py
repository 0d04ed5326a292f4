from pathlib import Path

from lxml import etree

from odoo.tests import BaseCase, tagged
from odoo.tools import file_path

FOLDERS = ("data", "report", "views", "wizards")


@tagged("post_install", "-at_install")
class TestTemplates(BaseCase):
    """What is easily written wrong in templates, and seen by nobody."""

    def test_cells_without_a_value_are_cells(self):
        """QWeb leaves out the element whose ``t-out`` gives nothing: the cells after
        it would move to the left. An element inside the cell may go.
        """
        home = Path(file_path("becs_claims"))
        for folder in FOLDERS:
            for path in sorted((home / folder).glob("*.xml")):
                for cell in etree.parse(path).iter("td", "th"):
                    with self.subTest(file=path.name, line=cell.sourceline):
                        self.assertFalse({"t-out", "t-field"} & set(cell.attrib))
