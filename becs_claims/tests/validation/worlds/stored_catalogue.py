"""The catalogue of random worlds in the database."""

from datetime import datetime, time

from odoo.fields import Command

from .stored_goods import StoredGoods


def number(value):
    return float(value)


class StoredCatalogue:
    """The records of a catalogue; ``ids`` finds the one of a thing."""

    def __init__(self, env, catalogue):
        self.env, self.catalogue = env, catalogue
        self.records = {}
        group = env.ref("product.group_product_pricelist")
        env.ref("base.group_user").write({"implied_ids": [Command.link(group.id)]})
        self._currencies()
        self._products()
        self._price_lists()
        self._partners()
        self.goods = StoredGoods(env, self)

    def __getitem__(self, thing):
        return self.records[thing]

    def id_of(self, thing):
        return self.records[thing].id if thing is not None else False

    def ids(self, things):
        return [self.records[thing].id for thing in things]

    def _currencies(self):
        env, catalogue = self.env, self.catalogue
        for currency in catalogue.currencies:
            self.records[currency] = env["res.currency"].create(
                {
                    "name": currency.name,
                    "symbol": currency.name,
                    "rounding": number(currency.rounding),
                }
            )
        for company in catalogue.companies:
            self.records[company] = env["res.company"].create(
                {
                    "name": f"RW Vendor {company.id}",
                    "currency_id": self[company.currency].id,
                }
            )
        for (company_id, name), rates in catalogue.rates.table.items():
            company = next(
                company for company in catalogue.companies if company.id == company_id
            )
            currency = next(
                currency for currency in catalogue.currencies if currency.name == name
            )
            env["res.currency.rate"].create(
                [
                    {
                        "company_id": self[company].id,
                        "currency_id": self[currency].id,
                        "name": day,
                        "rate": number(rate),
                    }
                    for day, rate in rates
                ]
            )

    def _products(self):
        env, catalogue = self.env, self.catalogue
        units = {
            "piece": "uom.product_uom_unit",
            "dozen": "uom.product_uom_dozen",
            "kilo": "uom.product_uom_kgm",
        }
        for name, uom in catalogue.uoms.items():
            self.records[uom] = env.ref(units[name])
            self.records[uom].active = True
        for category in catalogue.categories:
            self.records[category] = env["product.category"].create(
                {
                    "name": f"RW category {category.id}",
                    "parent_id": self.id_of(category.parent),
                }
            )
        attribute = env["product.attribute"].create(
            {
                "name": "RW version",
                "value_ids": [
                    Command.create({"name": "A"}),
                    Command.create({"name": "B"}),
                ],
            }
        )
        self.templates = {}
        for product in catalogue.products:
            variants = [
                other
                for other in catalogue.products
                if other.template == product.template
            ]
            if product.template not in self.templates:
                values = {
                    "name": f"RW product {product.template}",
                    "categ_id": self[product.category].id,
                    "uom_id": self[product.uom].id,
                    "list_price": number(product.list_price),
                    "becs_eligible": product.eligible,
                    "company_id": False,
                }
                if len(variants) > 1:
                    line = {
                        "attribute_id": attribute.id,
                        "value_ids": [Command.set(attribute.value_ids.ids)],
                    }
                    values["attribute_line_ids"] = [Command.create(line)]
                self.templates[product.template] = env["product.template"].create(
                    values
                )
            template = self.templates[product.template]
            record = template.product_variant_ids.sorted("id")[variants.index(product)]
            record.write(
                {"default_code": product.code, "barcode": product.barcode or False}
            )
            self.records[product] = record
        for product in catalogue.products:
            if not product.active:
                self[product].active = False

    def _price_lists(self):
        for price_list in [*self.catalogue.book_lists, *self.catalogue.net_lists]:
            self.records[price_list] = self.env["product.pricelist"].create(
                {
                    "name": f"RW price list {price_list.id}",
                    "currency_id": self[price_list.currency].id,
                    "company_id": False,
                    "item_ids": [
                        Command.create(self._item(item)) for item in price_list.items
                    ],
                }
            )

    def _item(self, item):
        scopes = {
            "product": "0_product_variant",
            "template": "1_product",
            "category": "2_product_category",
            "all": "3_global",
        }
        values = {
            "applied_on": scopes[item.applied_on],
            "compute_price": "fixed",
            "fixed_price": number(item.price),
            "min_quantity": number(item.min_quantity),
            "date_start": item.date_start
            and datetime.combine(item.date_start, time.min),
            "date_end": item.date_end
            and datetime.combine(item.date_end, time(23, 59, 59)),
        }
        if item.applied_on == "product":
            product = self.product(item.target)
            values |= {
                "product_id": product.id,
                "product_tmpl_id": product.product_tmpl_id.id,
            }
        elif item.applied_on == "template":
            values["product_tmpl_id"] = self.templates[item.target].id
        elif item.applied_on == "category":
            values["categ_id"] = self.category(item.target).id
        return values

    def product(self, number_):
        return self[
            next(
                product for product in self.catalogue.products if product.id == number_
            )
        ]

    def category(self, number_):
        return self[
            next(
                category
                for category in self.catalogue.categories
                if category.id == number_
            )
        ]

    def _partners(self):
        env, catalogue = self.env, self.catalogue
        for partner in [*catalogue.distributors, *catalogue.customers]:
            self.records[partner] = env["res.partner"].create(
                {
                    "name": partner.name,
                    "vat": partner.vat or False,
                    "ref": partner.ref or False,
                    "is_company": partner.parent is None,
                    "parent_id": self.id_of(partner.parent),
                    "is_becs_distributor": partner in catalogue.distributors,
                }
            )
            if partner.price_list:
                for company in catalogue.companies:
                    record = self[partner].with_company(self[company])
                    record.specific_property_product_pricelist = self[
                        partner.price_list
                    ]
        partners = {
            partner.id: partner
            for partner in [*catalogue.distributors, *catalogue.customers]
        }
        for (partner, text), product in catalogue.product_aliases.items():
            env["becs.product.alias"].create(
                {
                    "partner_id": self[partners[partner]].id,
                    "code": text.upper(),
                    "product_id": self[product].id,
                }
            )
        for (partner, text), customer in catalogue.customer_aliases.items():
            env["becs.customer.alias"].create(
                {
                    "partner_id": self[partners[partner]].id,
                    "name": f" {text}",
                    "customer_id": self[customer].id,
                }
            )
