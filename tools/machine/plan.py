"""The steps that make a machine ready, done in order and only when needed."""

from . import databases, installed_by_root, odoo, peer, postgres, python, say


class _Postgres:
    """The private cluster as a step: started when it does not run."""

    @staticmethod
    def needed(home):
        return not (postgres.own_server() or postgres.Cluster(home).running())

    @staticmethod
    def make(home, step):
        postgres.Cluster(home).start()


class _Part:
    """A step given by two functions of a module."""

    def __init__(self, needed, make):
        self.needed = needed
        self.make = make


BY_ROOT = (installed_by_root.TITLE, installed_by_root)
PACKAGES = ("Python packages", python)
ODOO = ("Odoo 19", odoo)
POSTGRES = ("PostgreSQL", _Postgres)
TEMPLATE = (
    "Template database with accounting",
    _Part(databases.template_needed, databases.make_template),
)
READY = (
    "Database with the add-on",
    _Part(databases.ready_needed, databases.make_ready),
)

RUN = [PACKAGES, ODOO, POSTGRES]
DEMO = [*RUN, TEMPLATE, READY]
# what only root can do comes first, so that nobody waits for minutes to be told
TEST = [BY_ROOT, *DEMO]
BENCH = [*DEMO, ("What is compared with", peer)]


def prepare(home, steps):
    """Do the steps that are still needed, one command at a time."""
    with home.lock():
        for number, (title, part) in enumerate(steps, 1):
            if part.needed(home):
                step = say.Step(f"{number}/{len(steps)} {title}")
                part.make(home, step)
                step.done()
