"""What the screen asks the server for: a claim, a page of its lines, one reason's.

In the back end the calls are those of the web client, with the fields of the list it
shows; on the portal what its pages are made of.
"""

from lxml import etree

from odoo.addons.becs_claims.validation import engine

from .database import vacuum
from .process import rounds
from .world import one_claim

PAGE = 80
PORTAL_PAGE = 50
CALLS = ("open the claim", "page its lines", "filter by finding")


def open_claims(env, small, large, repeat):
    """Measure the calls on a claim of each size.

    :param small: lines of the one claim
    :param large: lines of the other
    :return: per size and call: seconds, and the number of queries
    """
    user = env["res.users"].create(
        {
            "name": "Analyst",
            "login": "bench",
            "group_ids": [(6, 0, [env.ref("becs_claims.group_analyst").id])],
        }
    )
    claims = {"small": one_claim(env, small), "large": one_claim(env, large)}
    for claim in claims.values():
        engine.run(env, claim)
        claim._set_validated()
    env.flush_all()
    env.cr.execute("ANALYZE becs_claim_line, becs_finding")
    env.cr.commit()
    vacuum(env, "becs_claim_line", "becs_finding")
    reason, found = _common_reason(claims.values())
    result = {}
    for name, claim in claims.items():
        as_user = claim.with_user(user).with_context(lang="en_US", tz="UTC")
        as_clerk = claim.with_user(_clerk(env, claim)).with_context(lang="en_US")
        result[name] = {
            "lines": claim.line_count,
            **_measured(_calls(as_user, reason, found), env, repeat),
            **{
                f"{call}, on the portal": seconds
                for call, seconds in _measured(
                    _portal_calls(as_clerk, reason, found), env, repeat
                ).items()
            },
        }
    env.cr.rollback()
    return result


def _common_reason(claims):
    """The check and outcome that loses most money of those found in every claim.

    :return: (check, outcome) and how many lines there are of it in the claim with least
    """
    found = [
        {(row["rule_id"], row["outcome"]): row["lines"] for row in claim.get_reasons()}
        for claim in claims
    ]
    reason = next(one for one in found[0] if all(one in own for own in found))
    return reason, min(own[reason] for own in found)


def _clerk(env, claim):
    """A portal user of the distributor."""
    contact = env["res.partner"].create(
        {"name": "Clerk", "parent_id": claim.commercial_partner_id.id}
    )
    return env["res.users"].create(
        {
            "login": f"bench_clerk_{claim.id}",
            "partner_id": contact.id,
            "group_ids": [(6, 0, [env.ref("base.group_portal").id])],
        }
    )


def _calls(claim, reason, found_lines):
    env = claim.env
    Line = env["becs.claim.line"].with_context(hide_claim=True)
    of_claim = [("claim_id", "=", claim.id)]
    rule_id, outcome = reason
    form = _specification(env["becs.claim"], "form")
    columns = _specification(Line, "list")
    found = [
        *of_claim,
        ("rule_id", "=", rule_id),
        ("outcome", "=", outcome),
    ]

    def page(domain, offset=0, limit=PAGE):
        return Line.web_search_read(
            domain, columns, offset=offset, limit=limit, count_limit=10_001
        )

    def open_claim():
        claim.web_read(form)
        page(of_claim)

    def turn_page():
        page(of_claim, offset=_middle(claim, PAGE))

    def filter_by_finding():
        claim.get_reasons()
        # as many lines of either claim, or it is showing them that is compared
        page([*of_claim, ("finding_ids", "any", found)], limit=min(PAGE, found_lines))

    return dict(zip(CALLS, (open_claim, turn_page, filter_by_finding), strict=True))


def _portal_calls(claim, reason, found_lines):
    Line = claim.env["becs.claim.line"].sudo()  # as the page does
    code = claim.env["becs.rule"].sudo().browse(reason[0]).code

    def page(offset=0, limit=PORTAL_PAGE, **filters):
        claim._portal_states()
        claim._portal_reasons()
        domain = claim._portal_line_domain(**filters)
        in_order = {"order": "sequence, id", "limit": limit}
        lines = Line.search(domain, **in_order)
        if filters and len(lines) == limit:
            Line.search_count(domain)
        if offset:
            lines = Line.search(domain, **in_order, offset=offset)
        lines.mapped("amount_claimed")
        lines._portal_findings()

    def open_claim():
        claim._portal_sentence()
        claim._portal_bar()
        claim._portal_states()
        claim._portal_reasons()
        claim._portal_history()

    def turn_page():
        page(offset=_middle(claim, PORTAL_PAGE))

    def filter_by_finding():
        page(limit=min(PORTAL_PAGE, found_lines), reason=code)

    return dict(zip(CALLS, (open_claim, turn_page, filter_by_finding), strict=True))


def _middle(claim, size):
    """Offset of a page in the middle, which is a full one in a small claim, too."""
    return max(min(claim.line_count // 2, claim.line_count - size), 0)


def _measured(calls, env, repeat):
    measured = {}
    for name, call in calls.items():
        env.invalidate_all()
        call()
        env.invalidate_all()
        before = env.cr.sql_log_count
        call()
        queries = env.cr.sql_log_count - before
        env.invalidate_all()
        measured[name] = rounds(call, repeat, env.invalidate_all) | {"queries": queries}
    return measured


def _specification(model, kind):
    """The fields of a view, as the web client asks for them."""
    view = model.get_view(view_type=kind)
    specification = {}
    for node in etree.fromstring(view["arch"]).iter("field"):
        if any(parent.tag == "field" for parent in node.iterancestors()):
            continue
        field = model._fields.get(node.get("name"))
        if field is None:
            continue
        specification[field.name] = (
            {"fields": {"display_name": {}}} if field.type == "many2one" else {}
        )
    return specification
