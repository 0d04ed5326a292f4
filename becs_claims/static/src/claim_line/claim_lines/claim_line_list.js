import {registry} from "@web/core/registry";
import {listView} from "@web/views/list/list_view";
import {ListController} from "@web/views/list/list_controller";

/**
 * The list of a claim's lines inside the claim's form: tells the form (`onChanged`)
 * when what was done here changes the claim's figures.
 */
export class ClaimLineListController extends ListController {
    static props = {
        ...ListController.props,
        onChanged: {type: Function, optional: true},
    };
    static defaultProps = {...ListController.defaultProps, onChanged: () => {}};

    setup() {
        super.setup();
        // called without parameters after a button or a menu action did its work
        const load = this.model.load.bind(this.model);
        this.model.load = async (params) => {
            await load(params);
            if (!params) {
                await this.props.onChanged();
            }
        };
    }

    async onRecordSaved(record) {
        await super.onRecordSaved(record);
        this.props.onChanged();
    }

    get deleteConfirmationDialogProps() {
        return {
            ...super.deleteConfirmationDialogProps,
            confirm: async () => {
                await this.model.root.deleteRecords();
                await this.props.onChanged();
            },
        };
    }
}

registry.category("views").add("becs_claim_line_list", {
    ...listView,
    Controller: ClaimLineListController,
});
