"""Odoo's caches stay from one test to the next unless something emptied them."""

import pytest

from tools.shards.caches import DEAR, KeptCaches


@pytest.fixture
def odoo(monkeypatch):
    """A registry with something in its caches, and what keeps them."""
    from odoo.orm import registry

    class Registry:
        def __init__(self):
            self._Registry__caches = {
                name: {"key": name} for name in registry._REGISTRY_CACHES
            }

        def clear_cache(self, *names):
            for name in names or ("default",):
                for cache in registry._CACHES_BY_KEY[name]:
                    self._Registry__caches[cache].clear()

        def clear_all_caches(self):
            for cache in self._Registry__caches.values():
                cache.clear()

        def _setup_models__(self):
            pass

        def filled(self):
            return {name for name, cache in self._Registry__caches.items() if cache}

    # what the class is given is given to this one alone
    monkeypatch.setattr(registry, "Registry", Registry)
    return Registry(), KeptCaches()


def test_what_nothing_emptied_stays(odoo):
    registry, _kept = odoo
    registry.clear_all_caches()
    assert registry.filled() == set(DEAR)


def test_what_was_emptied_goes_until_the_next_class(odoo):
    registry, kept = odoo
    registry.clear_cache("templates")
    registry._Registry__caches["templates"]["key"] = "of a view that is undone"
    registry.clear_all_caches()
    assert "templates" not in registry.filled()
    registry._Registry__caches["templates"]["key"] = "of the class"
    registry.clear_all_caches()
    assert registry.filled() == set(DEAR) - {"templates"}
    kept.begin()
    registry._Registry__caches["templates"]["key"] = "again"
    registry.clear_all_caches()
    assert "templates" in registry.filled()


def test_what_a_class_emptied_stays_between_its_tests(odoo):
    registry, kept = odoo
    registry.clear_cache("stable")
    registry._Registry__caches["stable"]["key"] = "of the class"
    with kept.test():
        registry.clear_all_caches()
    assert registry.filled() == set(DEAR)
    registry.clear_all_caches()
    assert registry.filled() == set(DEAR) - {"stable"}


def test_what_a_test_emptied_is_not_kept_for_the_next(odoo):
    registry, kept = odoo
    with kept.test():
        registry.clear_cache("stable")
        registry._Registry__caches["stable"]["key"] = "of a setting that is undone"
        registry.clear_all_caches()
    assert registry.filled() == set(DEAR) - {"stable"}
    with kept.test():
        registry._Registry__caches["stable"]["key"] = "again"
        registry.clear_all_caches()
    assert registry.filled() == set(DEAR)


def test_what_others_depend_on_is_emptied_with_them(odoo):
    registry, kept = odoo
    assert "default" not in DEAR
    with kept.test():
        registry.clear_cache("groups")
        registry._Registry__caches["templates"]["key"] = "of a group that is undone"
        registry.clear_all_caches()
    assert registry.filled() == set(DEAR) - {"groups", "templates"}


def test_groups_are_in_what_is_made_of_views(odoo):
    registry, _kept = odoo
    registry.clear_cache("groups")
    registry._Registry__caches["templates"]["key"] = "of a group that is undone"
    registry.clear_all_caches()
    assert "templates" not in registry.filled()


def test_nothing_stays_when_models_were_set_up_anew(odoo):
    registry, _kept = odoo
    registry._setup_models__()
    registry.clear_all_caches()
    assert registry.filled() == set()
