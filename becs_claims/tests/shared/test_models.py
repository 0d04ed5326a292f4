from odoo.tests import TransactionCase, tagged

ADDON = "becs_claims"


@tagged("post_install", "-at_install")
class TestModels(TransactionCase):
    def test_abstract_models_are_shared(self):
        """What only one model inherits is a part of that model."""
        registry = self.env.registry
        abstract = {
            name
            for name, model in registry.items()
            if model._abstract and model._original_module == ADDON
        }
        self.assertIn("becs.guarded.mixin", abstract)
        for name in sorted(abstract):
            with self.subTest(model=name):
                self.assertNotEqual(len(registry[name]._inherit_children), 1)
