"""What stands beside the add-on for people who change it is complete, and is true."""

import ast
import inspect
import re
from pathlib import Path

from odoo.models import MAGIC_COLUMNS
from odoo.modules.module import get_module_path
from odoo.tests import TransactionCase, tagged

from ...intake import KINDS

ADDON = "becs_claims"
#: What one paragraph of the reference begins with: its name.
PARAGRAPH = re.compile(r"^\*\*`([\w.]+)`\*\* ((?:.+\n)+)", re.M)
FENCED = re.compile(r"^( *)```.*?^\1```$", re.M | re.S)
QUOTED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)]+)\)")
#: Fields that Odoo adds to what has a chatter, activities or a portal page.
ADDED_BY_ODOO = {*MAGIC_COLUMNS, "id", "display_name"}
#: Names of SQL and of Odoo that are no word of ours.
OTHER = {"ROLLBACK", "_auto = False", "session_replication_role"}
#: What is typed: commands, and settings of make.
COMMAND = re.compile(r"(make|\\copy|-u) |(LONG|SEED|T|TIMES)=")
PAGES = (
    "architecture",
    "fields",
    "glossary",
    "how-to",
    "reference",
    "repair",
    "testing",
    "worth",
)


@tagged("post_install", "-at_install")
class TestDocs(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the add-ons path may hold a link to the checkout
        cls.root = Path(get_module_path(ADDON)).resolve().parent
        names = ["README.md", "CONTRIBUTING.md"]
        names += sorted(f"docs/{path.name}" for path in cls.root.glob("docs/*.md"))
        cls.texts = {name: (cls.root / name).read_text("utf-8") for name in names}
        cls.words = cls.words_of_the_code()
        cls.models = {
            name: model
            for name, model in cls.env.registry.items()
            if name.startswith("becs.") and model._original_module == ADDON
        }

    def paragraphs(self):
        found = PARAGRAPH.findall(self.texts["docs/reference.md"])
        self.assertEqual(len(found), len(dict(found)), "a name has two paragraphs")
        return dict(found)

    def things(self):
        """Names of all that has a paragraph, by what they are."""
        env = self.env
        rules = env["becs.rule"].with_context(active_test=False)
        shipped = env["ir.model.data"].search(
            [("module", "=", ADDON), ("model", "=", "becs.rule")]
        )
        methods = env["becs.program.line"]._fields["credit_method"]
        kinds = env["becs.intake"]._fields["kind"]
        settings = env["res.config.settings"]._fields
        return {
            "checks": set(rules.browse(shipped.mapped("res_id")).mapped("code")),
            "credit methods": set(methods.get_values(env)),
            "kinds of file": set(kinds.get_values(env)) | KINDS.keys(),
            "jobs": set(env["becs.job"]._kinds()),
            "settings": {name for name in settings if name.startswith("becs_")},
            "public methods": {
                f"{name}.{method}"
                for name, model in self.models.items()
                for method in self.public_methods(model)
            },
        }

    def public_methods(self, model):
        """Names of the methods of ours that people may call from outside."""
        for name, method in inspect.getmembers(model, inspect.isfunction):
            if name.startswith("_") or getattr(method, "_api_private", False):
                continue
            first = [base for base in model.__mro__ if name in vars(base)][-1]
            if first.__module__.startswith(f"odoo.addons.{ADDON}."):
                yield name

    def test_everything_has_its_paragraph(self):
        paragraphs = self.paragraphs()
        things = self.things()
        for what, names in things.items():
            with self.subTest(what=what):
                self.assertTrue(names)
                self.assertFalse(names - paragraphs.keys(), "without a paragraph")
        known = set().union(*things.values())
        self.assertFalse(paragraphs.keys() - known, "nothing has this name")

    def test_a_paragraph_says_what_when_and_an_example(self):
        for name, text in self.paragraphs().items():
            with self.subTest(name=name):
                what, when, example = re.split(
                    r"\*(?:When|Example):\*", " ".join(text.split())
                )
                for part in (what, when, example):
                    self.assertRegex(part.strip(), r"^\S.{2,}\S$")

    def test_every_stored_field_is_listed(self):
        sections = re.split(
            r"^## `([\w.]+)`\n", self.texts["docs/fields.md"], flags=re.M
        )
        listed = {
            name: re.findall(r"^- `(\w+)`: ", text, re.M)
            for name, text in zip(sections[1::2], sections[2::2], strict=True)
        }
        tables = {name for name, model in self.models.items() if not model._abstract}
        self.assertEqual(set(listed), tables)
        for name, fields in listed.items():
            with self.subTest(model=name):
                ours = {
                    field.name
                    for field in self.env[name]._fields.values()
                    if field.store
                    and not field.inherited
                    and field.name not in ADDED_BY_ODOO
                    and not field.name.startswith(
                        ("message_", "website_message_", "activity_", "access_")
                    )
                }
                self.assertEqual(len(fields), len(set(fields)))
                self.assertFalse(ours - set(fields), "not listed")
                unknown = set(fields) - self.env[name]._fields.keys()
                self.assertFalse(unknown, "no such field")

    def test_names_exist(self):
        """A file, a model, one of its fields or methods, or a name of our own code."""
        self.assertGreater(len(self.words), 1000)
        for page, text in self.texts.items():
            # README.md also names what belongs to the machine, and one page is written
            # from the code itself
            if page in ("README.md", "docs/engine.md"):
                continue
            for quoted in QUOTED.findall(FENCED.sub("", text)):
                with self.subTest(page=page, name=quoted):
                    self.assertTrue(self.exists(quoted), "nothing has this name")

    def test_names_that_nothing_has_are_found(self):
        for name in (
            "becs.nothing",
            "becs.claim.action_nothing",
            "claim.action_nothing()",
            "nothing_at_all",
            "validation/nothing.py",
            "make test T=becs_claims/tests/nothing.py",
        ):
            with self.subTest(name=name):
                self.assertFalse(self.exists(name))

    def exists(self, quoted):
        if COMMAND.match(quoted):
            paths = re.findall(r"[\w.]*/[\w./]*", quoted)
            return all(self.exists(path) for path in paths)
        if "/" in quoted or re.fullmatch(r"[\w.-]+\.(py|md|xml|csv|toml)", quoted):
            places = [self.root / quoted, self.root / ADDON / quoted]
            found = any(place.exists() for place in places)
            return found or any(self.root.glob(f"{ADDON}/**/{quoted}"))
        if called := re.findall(r"(\w+)\(", quoted):
            return all(name in self.words for name in called)
        if re.fullmatch(r"[a-z]\w*(\.\w+)+", quoted):
            model, _dot, name = quoted.rpartition(".")
            return (
                quoted in self.registry
                or (model in self.registry and hasattr(self.env[model], name))
                or quoted.startswith("odoo.")
            )
        return quoted in self.words or quoted in OTHER

    @classmethod
    def words_of_the_code(cls):
        """What our code defines, and the codes it writes as texts."""
        words = {name for model in cls.env.registry.values() for name in model._fields}
        for path in (cls.root / ADDON).rglob("*.py"):
            if path.name == Path(__file__).name:
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                match node:
                    case ast.FunctionDef() | ast.ClassDef():
                        words.add(node.name)
                    case ast.Name() | ast.alias():
                        words.add(getattr(node, "id", None) or node.name)
                    case ast.arg():
                        words.add(node.arg)
                    case ast.Attribute():
                        words.add(node.attr)
                    case ast.Constant(value=str(text)) if re.fullmatch(r"\w+", text):
                        words.add(text)
        return words

    def test_links_work(self):
        for page, text in self.texts.items():
            for link in LINK.findall(text):
                with self.subTest(page=page, link=link):
                    if not link.startswith(("https:", "#")):
                        path = (self.root / page).parent / link.partition("#")[0]
                        self.assertTrue(path.exists())

    def test_every_page_is_found(self):
        """README.md leads to CONTRIBUTING.md, and that to each page."""
        pages = {path.stem for path in (self.root / "docs").glob("*.md")}
        self.assertFalse(set(PAGES) - pages)
        links = LINK.findall(self.texts["CONTRIBUTING.md"])
        for page in pages:
            self.assertIn(f"docs/{page}.md", links)
        self.assertIn("CONTRIBUTING.md", LINK.findall(self.texts["README.md"]))
