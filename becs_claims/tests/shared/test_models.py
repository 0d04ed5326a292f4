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

    def test_every_model_of_the_database_has_a_class(self):
        """What an update renamed, or took away, leaves no row behind."""
        data = self.env["ir.model.data"].search(
            [("module", "=", ADDON), ("model", "=", "ir.model")]
        )
        models = self.env["ir.model"].search([("model", "=like", "becs.%")])
        models |= models.browse(data.mapped("res_id")).exists()
        self.assertIn("becs.guarded.mixin", models.mapped("model"))
        self.assertEqual(set(models.mapped("model")) - set(self.env.registry), set())
        self.assertEqual(set(data.mapped("res_id")) - set(models.ids), set())

    def test_extensions_add_to_what_they_are_about(self):
        """Of two parts of a model the later one asks the other, none is hidden."""
        for model, method, first, last in (
            ("becs.claim", "_hands", "prices", "approval"),
            ("becs.claim", "_above_limits", "prices", "approval"),
            ("becs.claim", "_approve_small", "prices", "approval"),
            ("becs.claim.line", "_explain_layers", "layers", "prices"),
        ):
            parts = [
                one.__module__.rpartition(".")[2]
                for one in self.env.registry[model].__mro__
                if method in vars(one)
            ]
            with self.subTest(model=model, method=method):
                self.assertEqual(parts, [first, last])
