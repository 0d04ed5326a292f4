import {Component, useSubEnv} from "@odoo/owl";
import {View, getDefaultConfig} from "@web/views/view";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

const MODEL = "becs.event";

/**
 * What happened to a claim, as a list of its own with pages, search and export.
 *
 * Not a one2many: verdicts on many lines are many events.
 */
export class Events extends Component {
    static template = "becs_claims.Events";
    static components = {View};
    static props = {...standardWidgetProps};

    setup() {
        this.actionService = useService("action");
        this.orm = useService("orm");
        // its own, or its pager and buttons would be taken for those of the form
        useSubEnv({config: {...getDefaultConfig(), disableSearchBarAutofocus: true}});
        this.views = {};
    }

    get viewKey() {
        const {resId, data} = this.props.record;
        return `${resId}-${data.last_event}`;
    }

    /** The same object as long as nothing happens, or the list would load again. */
    get viewProps() {
        if (this.views.key !== this.viewKey) {
            this.views = {key: this.viewKey, props: this.makeViewProps()};
        }
        return this.views.props;
    }

    makeViewProps() {
        return {
            resModel: MODEL,
            type: "list",
            views: [
                [false, "list"],
                [false, "search"],
            ],
            searchViewId: false,
            domain: [["claim_id", "=", this.props.record.resId]],
            context: {hide_claim: true},
            display: {searchPanel: false},
            noBreadcrumbs: true,
            loadActionMenus: true,
            allowSelectors: true,
            limit: 20,
            selectRecord: (resId) => this.open(resId),
        };
    }

    async open(resId) {
        const action = await this.orm.call(MODEL, "action_open_record", [[resId]]);
        await this.actionService.doAction(action);
    }
}

registry.category("view_widgets").add("becs_events", {
    component: Events,
    fieldDependencies: [{name: "last_event", type: "integer"}],
});
