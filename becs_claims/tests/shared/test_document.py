from odoo.tests import TransactionCase, tagged

MIXINS = ("becs.document.mixin",)
OF_DISTRIBUTORS = ["becs.distributor.document.mixin"]


@tagged("post_install", "-at_install")
class TestDocument(TransactionCase):
    """What holds for every document with a number, whichever it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other Books"})
        cls.distributor = cls.env["res.partner"].create(
            {"name": "Distributor", "is_company": True, "is_becs_distributor": True}
        )

    def heirs(self, mixins=MIXINS):
        """The models of documents."""
        registry = self.env.registry
        return [
            self.env[name]
            for name in sorted(registry.descendants(mixins, "_inherit"))
            if not registry[name]._abstract
        ]

    def next_of(self, sequence):
        """What a sequence gives next."""
        sequence.invalidate_recordset(["number_next_actual"])
        return sequence.number_next_actual

    def values(self, model, **vals):
        """What a document needs beside its number."""
        needed = {"name": "Title"} if model._number_field != "name" else {}
        if "partner_id" in model._fields:
            needed["partner_id"] = self.distributor.id
        return needed | vals

    def test_heirs(self):
        self.assertLessEqual(
            {"becs.claim", "becs.program", "becs.request", "becs.run"},
            {model._name for model in self.heirs()},
        )

    def test_number_of_the_company(self):
        """One number per document, of its company's sequence; a copy has its own."""
        for model in self.heirs():
            with self.subTest(model=model._name):
                sequence = self.env["ir.sequence"].create(
                    {
                        "name": "Other numbers",
                        "code": model._name,
                        "prefix": "OTHER-",
                        "company_id": self.other.id,
                    }
                )
                vals = self.values(model, company_id=self.other.id)
                documents = model.create([dict(vals), dict(vals)])
                documents += documents[0].copy()
                self.assertEqual(
                    documents.mapped(model._number_field),
                    ["OTHER-1", "OTHER-2", "OTHER-3"],
                )
                self.assertEqual(self.next_of(sequence), 4)
                own = model.create(self.values(model))
                self.assertEqual(own.company_id, self.env.company)
                self.assertNotIn("OTHER", own[model._number_field])
                self.assertEqual(self.next_of(sequence), 4)

    def test_given_number(self):
        """A number that comes with the document stays; “/” and nothing are none."""
        for model in self.heirs():
            with self.subTest(model=model._name):
                field = model._number_field
                sequence = self.env["ir.sequence"].search([("code", "=", model._name)])
                first = self.next_of(sequence)
                numbers = [
                    document[field]
                    for document in model.create(
                        [
                            self.values(model, **{field: number})
                            for number in ("GIVEN-7", "/", "")
                        ]
                    )
                ]
                self.assertEqual(numbers[0], "GIVEN-7")
                self.assertEqual(self.next_of(sequence), first + 2)
                self.assertEqual(len(set(numbers)), 3)
                self.assertFalse({"/", "", False} & set(numbers))

    def test_currency_of_the_price_list(self):
        """The distributor's price list in the document's company decides."""
        currencies = self.env["res.currency"].with_context(active_test=False)
        currency, foreign = currencies.search(
            [("id", "not in", (self.env.company + self.other).currency_id.ids)], limit=2
        )
        (currency | foreign).active = True
        for company, one in ((self.env.company, foreign), (self.other, currency)):
            self.distributor.with_company(
                company
            ).specific_property_product_pricelist = self.env[
                "product.pricelist"
            ].create(
                {"name": one.name, "currency_id": one.id, "company_id": company.id}
            )
        for model in self.heirs(OF_DISTRIBUTORS):
            with self.subTest(model=model._name):
                vals = self.values(model, company_id=self.other.id)
                self.assertEqual(model.create(vals).currency_id, currency)
                self.assertEqual(model.create(self.values(model)).currency_id, foreign)
                given = self.env.company.currency_id
                vals = self.values(model, currency_id=given.id)
                self.assertEqual(model.create(vals).currency_id, given)
        wizard = self.env["becs.import"].new(
            {"partner_id": self.distributor.id, "company_id": self.other.id}
        )
        self.assertEqual(wizard.currency_id, currency)

    def test_currency_of_the_company(self):
        """Without a price list of the distributor's own it is the company's."""
        self.other.currency_id = self.env["res.currency"].search(
            [("id", "!=", self.env.company.currency_id.id)], limit=1
        )
        for model in self.heirs(OF_DISTRIBUTORS):
            with self.subTest(model=model._name):
                vals = self.values(model, company_id=self.other.id)
                self.assertEqual(model.create(vals).currency_id, self.other.currency_id)
