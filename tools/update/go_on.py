"""Goes on working with a database: one more claim, from its file to the credit note."""

from .more import People


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
    env.cr.commit()
    people.env["becs.job"]._cron_work()
    env.invalidate_all()
    if not claim.amount_approved or claim.amount_credited != claim.amount_approved:
        raise AssertionError(
            f"{claim.name}: approved {claim.amount_approved}, credited"
            f" {claim.amount_credited}"
        )
    env.cr.commit()
