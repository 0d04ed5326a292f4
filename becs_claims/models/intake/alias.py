from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...lookup import similar
from ...validation.expr import text_key


class BecsAliasMixin(models.AbstractModel):
    """What a distributor writes for one of our records.

    Entries belong to the distributor's commercial partner and are compared trimmed and
    in small letters.
    """

    _name = "becs.alias.mixin"
    _description = "Distributor's Own Word"
    _inherit = ["becs.guarded.mixin", "becs.input.mixin"]
    # fields of the model: what the distributor writes, what it stands for
    _alias_text = None
    _alias_target = None
    # code of the check that finds what no entry is known for
    _alias_reason = None

    partner_id = fields.Many2one(
        "res.partner", "Distributor", required=True, index=True, ondelete="cascade"
    )

    def _writable_fields(self):
        names = super()._writable_fields()
        if self._user_is("analyst"):
            names |= {"partner_id", self._alias_text, self._alias_target}
        return names

    def _input_fields(self):
        return {"partner_id", self._alias_text, self._alias_target}

    def _input_scopes(self):
        return {("partner", self.partner_id.commercial_partner_id.id, None)}

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")  # what is refused below tells of others
        vals_list = [self._alias_values(vals) for vals in vals_list]
        wanted = {}
        for vals in vals_list:
            texts = wanted.setdefault(vals.get("partner_id"), [])
            texts.append(vals.get(self._alias_text))
        for partner_id, texts in wanted.items():
            self._check_free(self.env["res.partner"].browse(partner_id), texts)
        aliases = super().create(vals_list)
        aliases._revalidate_waiting()
        return aliases

    def write(self, vals):
        self.check_access("write")  # what is refused below tells of others
        vals = self._alias_values(vals)
        if {"partner_id", self._alias_text} & vals.keys():
            for alias in self:
                partner = alias.partner_id.browse(
                    vals.get("partner_id", alias.partner_id.id)
                )
                text = vals.get(self._alias_text, alias[self._alias_text])
                alias._check_free(partner, [text])
        result = super().write(vals)
        self._revalidate_waiting()
        return result

    def _revalidate_waiting(self):
        """Have claims validated again that wait for such an entry, in the background.

        Not where a person is asked about it: see the dialog becs.name.resolution.
        """
        if self and not self.env.context.get("becs_revalidate_when_asked"):
            claims = self.env["becs.claim"]
            claims._revalidate(self.partner_id, [self._alias_reason])

    def _check_free(self, partner, texts):
        """Refuse what the distributor's other entries say already, naming one."""
        for text, alias in self._known(partner, filter(None, texts)).items():
            if alias not in self:
                raise UserError(
                    self.env._(
                        "“%(text)s” of %(distributor)s is %(target)s already. Change "
                        "that entry instead.",
                        text=text,
                        distributor=partner.display_name,
                        target=alias[self._alias_target].display_name,
                    )
                )

    @api.model
    def _alias_values(self, vals):
        """Return values with the text trimmed and the company of a contact."""
        vals = dict(vals)
        if self._alias_text in vals:
            vals[self._alias_text] = (vals[self._alias_text] or "").strip(" ")
            if not vals[self._alias_text]:
                raise UserError(self.env._("Enter what the distributor writes."))
        if vals.get("partner_id"):
            partner = self.env["res.partner"].browse(vals["partner_id"])
            vals["partner_id"] = partner.commercial_partner_id.id
        return vals

    @api.model
    def _known(self, partner, texts):
        """Return {text: the entry of the distributor for it}."""
        self.flush_model()
        column = SQL.identifier("alias", self._alias_text)
        return {
            text: self.browse(alias_id)
            for text, alias_id in self.env.execute_query(
                SQL(
                    "SELECT asked.text, alias.id FROM unnest(%s::text[]) asked(text)"
                    " JOIN %s alias ON alias.partner_id = %s AND %s = %s",
                    list(texts),
                    SQL.identifier(self._table),
                    partner.commercial_partner_id.id or None,
                    text_key(column),
                    text_key(SQL("asked.text")),
                )
            )
        }

    @api.model
    def _remember(self, partner, targets):
        """Keep what texts of a distributor stand for; an entry there is, is changed.

        :param targets: {text: product or partner}
        """
        known = self._known(partner, targets)
        new = []
        for text, target in targets.items():
            alias = known.get(text)
            if not alias:
                new.append(
                    {
                        "partner_id": partner.id,
                        self._alias_text: text,
                        self._alias_target: target.id,
                    }
                )
            elif alias[self._alias_target] != target:
                alias[self._alias_target] = target
        return self.create(new)

    @api.model
    def _closest(self, company, texts, preferred):
        """Return {text: matches}, see :func:`...lookup.similar.closest`.

        :param company: of the claim; records of others are not offered
        :param preferred: {text: ids that are likely}
        """
        return similar.closest(texts, self._candidates(company), preferred)

    @api.model
    def _candidates(self, company):
        """Yield (id, kind, text) of what may be meant and the user may see."""
        target = self._fields[self._alias_target]
        Target = self.env[target.comodel_name]
        query = Target._search(self._candidate_domain(company), order="id")
        kinds = self._candidate_texts()
        columns = (
            Target._field_to_sql(query.table, name, query) for name in ("id", *kinds)
        )
        candidates = self.env.execute_query(query.select(*columns))
        for record_id, *texts in candidates:
            for kind, text in zip(kinds.values(), texts, strict=True):
                if text:
                    yield record_id, kind, text
        ids = {candidate[0] for candidate in candidates}
        for alias in self.search_fetch([], [self._alias_target, self._alias_text]):
            if alias[self._alias_target].id in ids:
                yield alias[self._alias_target].id, "alias", alias[self._alias_text]

    @api.model
    def _candidate_domain(self, company):
        raise NotImplementedError

    @api.model
    def _candidate_texts(self):
        """Return {field of the target: kind of text}."""
        raise NotImplementedError


class BecsProductAlias(models.Model):
    """A distributor's own code of one of our products."""

    _name = "becs.product.alias"
    _description = "Distributor's Product Code"
    _inherit = ["becs.alias.mixin"]
    _order = "partner_id, code"
    _rec_name = "code"
    _alias_text = "code"
    _alias_target = "product_id"
    _alias_reason = "product_unknown"

    code = fields.Char("Distributor's Code", required=True)
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="product_id.company_id")

    _code_unique = models.UniqueIndex(
        "(partner_id, lower(btrim(code)))",
        "This distributor's code is already assigned to a product. Change that entry.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        aliases = super().create(vals_list)
        self.env["becs.pos.line"]._find_products_of(aliases.partner_id)
        return aliases

    def write(self, vals):
        result = super().write(vals)
        self.env["becs.pos.line"]._find_products_of(self.partner_id)
        return result

    @api.model
    def _candidate_domain(self, company):
        return [
            ("becs_eligible", "=", True),
            ("company_id", "in", (False, *company.parent_ids.ids)),
        ]

    @api.model
    def _candidate_texts(self):
        return {"default_code": "code", "barcode": "barcode", "name": "name"}


class BecsCustomerAlias(models.Model):
    """A distributor's own name of an end customer."""

    _name = "becs.customer.alias"
    _description = "Distributor's Name of an End Customer"
    _inherit = ["becs.alias.mixin"]
    _order = "partner_id, name"
    _alias_text = "name"
    _alias_target = "customer_id"
    _alias_reason = "end_customer_not_authorized"

    name = fields.Char("Distributor's Name", required=True)
    customer_id = fields.Many2one(
        "res.partner", "End Customer", required=True, ondelete="cascade"
    )

    _name_unique = models.UniqueIndex(
        "(partner_id, lower(btrim(name)))",
        "This distributor's name is already assigned to an end customer. "
        "Change that entry.",
    )

    @api.model
    def _candidate_domain(self, company):
        return [
            "|",
            ("parent_id", "=", False),
            ("is_company", "=", True),
            ("company_id", "in", (False, company.id)),
        ]

    @api.model
    def _candidate_texts(self):
        return {"name": "name", "vat": "vat", "ref": "ref"}
