import {FormController} from "@web/views/form/form_controller";
import {_t} from "@web/core/l10n/translation";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

const KINDS = {product_id: "product", end_customer_id: "customer"};

/**
 * The form of a claim line: a person who resolved a code or a name by hand is offered
 * to have that remembered. Nothing is stored unless the person says so.
 */
export class ClaimLineFormController extends FormController {
    setup() {
        super.setup();
        this.action = useService("action");
        this.notification = useService("notification");
    }

    async onRecordSaved(record, changes) {
        await super.onRecordSaved(record, changes);
        for (const field of Object.keys(KINDS)) {
            if (changes[field]) {
                await this.offerToRemember(record, KINDS[field]);
            }
        }
    }

    async offerToRemember(record, kind) {
        const offer = await this.model.orm.call("becs.claim.line", "get_alias_offer", [
            record.resId,
            kind,
        ]);
        if (!offer) {
            return;
        }
        const close = this.notification.add(offer, {
            title: _t("Remember?"),
            type: "info",
            sticky: true,
            buttons: [
                {
                    name: _t("Remember…"),
                    primary: true,
                    onClick: async () => {
                        close();
                        await this.action.doActionButton({
                            type: "object",
                            name: "action_remember_name",
                            resModel: "becs.claim.line",
                            resId: record.resId,
                            resIds: [record.resId],
                            context: {becs_kind: kind},
                            onClose: () => this.model.load(),
                        });
                    },
                },
            ],
        });
    }
}

registry.category("views").add("becs_claim_line_form", {
    ...formView,
    Controller: ClaimLineFormController,
});
