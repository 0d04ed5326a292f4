"""Odoo's caches from one test to the next.

Odoo empties them all after each test and each class, and compiles the templates of
every page again in the next. What was done is undone by then, so what a cache holds
that nothing emptied meanwhile holds again: it stays.
"""

#: Of Odoo's caches, those that are dear to fill, and are emptied when what they are
#: made of changes: views, assets and routes.
DEAR = ("templates", "assets", "routing", "routing.rewrites")


class KeptCaches:
    """Keeps the caches that nothing emptied since the class of tests began."""

    def __init__(self):
        from odoo.orm import registry

        self.emptied_by = registry._CACHES_BY_KEY
        self.emptied = set()
        self._watch(registry.Registry)

    def begin(self):
        """Another class of tests begins."""
        self.emptied.clear()

    def kept(self):
        """The names of the caches that stay."""
        return set(DEAR) - self.emptied

    def _watch(self, registry):
        empty, empty_all = registry.clear_cache, registry.clear_all_caches
        set_up = registry._setup_models__

        def clear_cache(self_, *names):
            for name in names or ("default",):
                self.emptied.update(self.emptied_by[name])
            return empty(self_, *names)

        def setup_models(self_, *arguments, **options):
            self.emptied.update(DEAR)
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
