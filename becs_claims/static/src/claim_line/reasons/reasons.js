import {Component, useState} from "@odoo/owl";
import {formatMonetary} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

const COLORS = {reject: "danger", adjust: "info", review: "warning", note: "secondary"};

/** The findings of a claim grouped by reason, each with its money and its lines. */
export class Reasons extends Component {
    static template = "becs_claims.Reasons";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.actionService = useService("action");
        this.state = useState({rows: []});
        useRecordObserver(async ({resModel, resId, data}) => {
            // read here so that a change of the figures brings the reasons along
            if (resId && data.line_count >= 0 && data.amount_approved !== undefined) {
                this.state.rows = await this.orm.call(resModel, "get_reasons", [
                    [resId],
                ]);
            }
        });
    }

    color(row) {
        return COLORS[row.outcome];
    }

    format(amount) {
        return formatMonetary(amount, {
            currencyId: this.props.record.data.currency_id.id,
        });
    }

    async open(row) {
        const action = await this.orm.call(
            this.props.record.resModel,
            "action_open_lines_of_reason",
            [[this.props.record.resId], row.rule_id, row.outcome]
        );
        await this.actionService.doAction(action);
    }
}

registry.category("view_widgets").add("becs_reasons", {
    component: Reasons,
    fieldDependencies: [
        {name: "currency_id", type: "many2one"},
        {name: "line_count", type: "integer"},
        {name: "amount_approved", type: "monetary"},
    ],
});
