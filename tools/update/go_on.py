"""Goes on working with a database: one more claim, from its file to the credit note."""

from .more import NAMING, People


def run(env):
    """Validate, decide, approve and credit the claim the demo left filed."""
    people = People(env)
    claim = people["analyst"]["becs.claim"].search(
        [("state", "=", "submitted"), ("company_id", "=", people.company.id)]
    )
    claim.ensure_one()
    claim.action_validate()
    in_review = claim.line_ids.filtered(lambda line: line.state == "review")
    if in_review:
        in_review.action_decide("accept", note="As proposed.")
    # the demo's approver and administrator changed since what its lines are paid by
    claim.with_env(people["admin"]).action_approve()
    run = people["accountant"]["becs.run"].create({})
    run.action_start()
    use_names(claim.with_env(people.env))
    env.cr.commit()
    people.env["becs.job"]._cron_work()
    env.invalidate_all()
    if not claim.amount_approved or claim.amount_credited != claim.amount_approved:
        raise AssertionError(
            f"{claim.name}: approved {claim.amount_approved}, credited"
            f" {claim.amount_credited}"
        )
    env.cr.commit()


def use_names(claim):
    """Use what people made, which names fields.

    :raise AssertionError: if something does not find what it is made for
    """
    env = claim.env
    for one in env["ir.filters"].search([("name", "=", NAMING)]):
        if not env[one.model_id].search(one._get_eval_domain(), limit=1):
            raise AssertionError(f"Nothing matches the filter {one.domain}.")
    if NAMING not in claim.line_ids.finding_ids.rule_id.mapped("name"):
        raise AssertionError("No line matches the own rule.")
    [export] = env["ir.exports"].search([("name", "=", NAMING)])
    [first, *_more] = claim.export_data(export.export_fields.mapped("name"))["datas"]
    line = claim.line_ids[0]
    expected = [claim.amount_claimed, line.amount_stated, line.amount_claimed]
    if first != expected:
        raise AssertionError(f"The export holds {first}, not {expected}.")
