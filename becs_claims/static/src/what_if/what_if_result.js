import {Component, useState} from "@odoo/owl";
import {formatMonetary} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";
import {_t} from "@web/core/l10n/translation";

const FIGURES = [
    "amount_before",
    "amount_after",
    "amount_difference",
    "proposed_before",
    "proposed_after",
];
const STATES = ["pending", "approved", "adjusted", "review", "rejected"];

/** What a what-if came to: the money, the verdicts before and after, the reasons. */
export class WhatIfResult extends Component {
    static template = "becs_claims.WhatIfResult";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.actionService = useService("action");
        this.state = useState({reasons: []});
        useRecordObserver(async ({resModel, resId, data}) => {
            // read here so that a new result brings its reasons along
            if (resId && data.run_on && data.changed_count >= 0) {
                this.state.reasons = await this.orm.call(resModel, "get_reasons", [
                    [resId],
                ]);
            }
        });
        this.labels = {
            pending: _t("Not decided"),
            approved: _t("Approved"),
            adjusted: _t("Adjusted"),
            review: _t("In review"),
            rejected: _t("Rejected"),
        };
        this.groups = [
            {field: "reason_id", label: _t("Reason")},
            {field: "program_after_id", label: _t("Program")},
            {field: "commercial_partner_id", label: _t("Distributor")},
            {field: "product_id", label: _t("Product")},
            {field: "claim_id", label: _t("Claim")},
        ];
    }

    get data() {
        return this.props.record.data;
    }

    get matrix() {
        return this.data.matrix || [];
    }

    /** Verdicts that occur before, and those that occur after. */
    used(side) {
        const used = new Set(this.matrix.map((cell) => cell[side]));
        return STATES.filter((state) => used.has(state));
    }

    cell(before, after) {
        return this.matrix.find(
            (cell) => cell.before === before && cell.after === after
        );
    }

    format(amount) {
        return formatMonetary(amount, {currencyId: this.data.currency_id?.id});
    }

    signed(amount) {
        return amount > 0 ? `+${this.format(amount)}` : this.format(amount);
    }

    color(amount) {
        return {"text-danger": amount > 0, "text-success": amount < 0};
    }

    openCell(cell) {
        return this.open([
            ["state_before", "=", cell.before],
            ["state_after", "=", cell.after],
        ]);
    }

    openReason(row) {
        return this.open([["reason_id", "=", row.reason_id || false]]);
    }

    async open(domain, group) {
        const {resId, resIds, resModel, context} = this.props.record;
        await this.actionService.doActionButton({
            type: "object",
            name: "action_open_lines",
            resModel,
            resId,
            resIds,
            context: {
                ...context,
                becs_what_if_domain: domain,
                becs_what_if_group: group || false,
            },
        });
    }
}

registry.category("view_widgets").add("becs_what_if_result", {
    component: WhatIfResult,
    fieldDependencies: [
        {name: "currency_id", type: "many2one"},
        {name: "run_on", type: "datetime"},
        {name: "claim_count", type: "integer"},
        {name: "line_count", type: "integer"},
        {name: "changed_count", type: "integer"},
        {name: "matrix", type: "json"},
        ...FIGURES.map((name) => ({name, type: "monetary"})),
    ],
});
