"""Odoo's caches from one test to the next.

Odoo empties them all after each test and each class, and compiles the templates of
every page again in the next. What was done is undone by then, so what a cache holds
that nothing emptied meanwhile holds again: it stays.
"""

import contextlib

#: Of Odoo's caches, those that are dear to fill, and are emptied when what they are
#: made of changes: views, assets and routes, groups, and the names of models, settings
#: and languages.
DEAR = ("templates", "assets", "routing", "routing.rewrites", "groups", "stable")


class KeptCaches:
    """Keeps the caches that nothing emptied since the test, or the class, began.

    A test is taken back to where its class stood, the class to where the database
    stood.
    """

    def __init__(self):
        from odoo.orm import registry

        self.emptied_by = registry._CACHES_BY_KEY
        self.emptied = set()
        self.emptied_in_test = None
        self._watch(registry.Registry)

    def begin(self):
        """Another class of tests begins."""
        self.emptied.clear()

    @contextlib.contextmanager
    def test(self):
        """In here a test of the class runs, and is taken back."""
        self.emptied_in_test = set()
        try:
            yield
        finally:
            self.emptied_in_test = None

    def kept(self):
        """The names of the caches that stay."""
        inside = self.emptied_in_test
        return set(DEAR) - (self.emptied if inside is None else inside)

    def _note(self, names):
        self.emptied.update(names)
        if self.emptied_in_test is not None:
            self.emptied_in_test.update(names)

    def _watch(self, registry):
        empty, empty_all = registry.clear_cache, registry.clear_all_caches
        set_up = registry._setup_models__

        def clear_cache(self_, *names):
            for name in names or ("default",):
                self._note(self.emptied_by[name])
            return empty(self_, *names)

        def setup_models(self_, *arguments, **options):
            self._note(DEAR)
            return set_up(self_, *arguments, **options)

        def clear_all_caches(self_):
            # only tests ask for this
            caches = self_._Registry__caches
            kept = {name: list(caches[name].items()) for name in self.kept()}
            empty_all(self_)
            for name, content in kept.items():
                caches[name].update(content)

        registry.clear_cache = clear_cache
        registry.clear_all_caches = clear_all_caches
        registry._setup_models__ = setup_models
