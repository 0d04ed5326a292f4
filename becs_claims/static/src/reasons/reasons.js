import {Component} from "@odoo/owl";
import {formatMonetary} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

const COLORS = {reject: "danger", adjust: "info", review: "warning", note: "secondary"};

/** The findings of a claim grouped by reason, each with its money and its lines. */
export class Reasons extends Component {
    static template = "becs_claims.Reasons";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.actionService = useService("action");
    }

    get rows() {
        return this.props.record.data[this.props.name]?.rows || [];
    }

    color(row) {
        return COLORS[row.outcome];
    }

    format(amount) {
        const currencyId = this.props.record.data[this.props.name].currency_id;
        return formatMonetary(amount, {currencyId});
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

registry.category("fields").add("becs_reasons", {
    component: Reasons,
    supportedTypes: ["json"],
    isEmpty: () => false,
});
