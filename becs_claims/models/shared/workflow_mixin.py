from odoo import models
from odoo.exceptions import UserError


class BecsWorkflowMixin(models.AbstractModel):
    """Who may take a record from which status to the next."""

    _name = "becs.workflow.mixin"
    _description = "Steps of a Document"
    _inherit = ["becs.guarded.mixin"]

    def _check_role(self, group):
        """Refuse users without a role.

        :param group: name of a group of this add-on
        :raise UserError: naming the role
        """
        if not self.env.su and not self.env.user.has_group(f"becs_claims.{group}"):
            # its name may be read by who lacks it
            name = self.env.ref(f"becs_claims.{group}").sudo().name
            raise UserError(
                self.env._(
                    "This needs the role “%(role)s” of back-end credits. Ask somebody "
                    "who has it, or an administrator.",
                    role=name,
                )
            )

    def _expect_state(self, *states):
        """Refuse records in another status than these.

        :raise UserError: naming the first such record and what it should be
        """
        wrong = self.filtered(lambda record: record.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(record)s is %(state)s; this can be done when it is %(wanted)s.",
                    record=wrong[0].display_name,
                    state=labels[wrong[0].state],
                    wanted=", ".join(labels[state] for state in states),
                )
            )
