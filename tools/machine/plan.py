"""The steps that make a machine ready, done in order and only when needed."""

from functools import partial

from . import addons, databases, installed_by_root, odoo, peer, postgres, python, say


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


def ready(group):
    """The steps to a ready database of a group of add-ons."""
    core = addons.group(addons.CORE)
    steps = [_with_addons(core)]
    if group != core:
        steps += [_packages(group)] if group.requirements else []
        steps += [_with_addons(group)]
    return steps


def _of(group, needed, make):
    """A step given by two functions that want to know the group."""
    return _Part(partial(needed, group=group), partial(make, group=group))


def _with_addons(group):
    what = "the add-on" if group.name == addons.CORE else group.name
    step = _of(group, databases.ready_needed, databases.make_ready)
    return f"Database with {what}", step


def _packages(group):
    step = _of(group, python.extra_needed, python.make_extra)
    return f"Python packages of {group.name}", step


def _world(group):
    step = _of(group, databases.world_needed, databases.make_world)
    return f"What all tests of {group.name} share", step


RUN = [PACKAGES, ODOO, POSTGRES]
MADE = [*RUN, TEMPLATE]


def demo():
    """The steps to the database the demo is made from."""
    return [*MADE, *ready(addons.shown())]


def tests(groups):
    """The steps to the databases the tests of some groups run on."""
    # what only root can do comes first, so that nobody waits for minutes to be told
    steps = [BY_ROOT, *MADE]
    for group in groups:
        steps += [step for step in ready(group) if step[0] not in dict(steps)]
        steps += [_world(group)]
    return steps


def bench():
    """The steps to what is measured and to what it is compared with."""
    core = addons.group(addons.CORE)
    return [*MADE, *ready(core), ("What is compared with", peer)]


def prepare(home, steps):
    """Do the steps that are still needed, one command at a time."""
    with home.lock():
        for number, (title, part) in enumerate(steps, 1):
            if part.needed(home):
                step = say.Step(f"{number}/{len(steps)} {title}")
                part.make(home, step)
                step.done()
