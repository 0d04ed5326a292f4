"""From what a distributor calls a unit to one of ours."""

from odoo.tools import SQL

from . import texts

# usual words for the one unit every product can be counted in
# (``uom.product_uom_unit``) and for a dozen; names of units are found in every language
# by themselves
UNIT_WORDS = {
    "product_uom_unit": (
        "unit units ea each pc pcs pce piece pieces st stk stck stück c62 h87"
    ).split(),
    "product_uom_dozen": ["dz", "dzn", "doz", "dozen", "dozens"],
}


def mapping(asked):
    """SQL of ``ref`` → ``uom_id``: a unit of that name in any language.

    :param asked: SQL of the column ref (lower case, trimmed)
    """
    words = [(word, xmlid) for xmlid, listed in UNIT_WORDS.items() for word in listed]
    return SQL(
        """
        WITH word AS (
            SELECT lower(btrim(name.value)) AS ref, 1 AS level, unit.id
              FROM uom_uom unit CROSS JOIN LATERAL jsonb_each_text(unit.name) name
             WHERE unit.active
             UNION
            SELECT word.ref, 2, unit.id
              FROM unnest(%(words)s::text[], %(xmlids)s::text[]) AS word(ref, xmlid)
              JOIN ir_model_data data
                ON data.module = 'uom' AND data.name = word.xmlid
              JOIN uom_uom unit ON unit.id = data.res_id AND unit.active
        )
        SELECT DISTINCT ON (a.ref) a.ref, word.id AS uom_id
          FROM (%(asked)s) a
          JOIN word USING (ref)
         ORDER BY a.ref, word.level, word.id
        """,
        asked=asked,
        words=[word for word, _xmlid in words],
        xmlids=[xmlid for _word, xmlid in words],
    )


def find(env, refs):
    """Return {unit as stated: unit id} of those that are known."""
    stated = texts.stated(refs)
    found = mapping(SQL("SELECT DISTINCT ref FROM (%s) s", stated))
    return texts.answers(env, stated, found, SQL("m.ref = s.ref"), SQL("uom_id"))
