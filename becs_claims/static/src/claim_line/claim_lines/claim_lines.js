import {Component, useState, useSubEnv} from "@odoo/owl";
import {View, getDefaultConfig} from "@web/views/view";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

const MODEL = "becs.claim.line";
const COUNTS = ["pending", "approved", "adjusted", "review", "rejected"];

/**
 * The lines of a claim as a list of their own, with search, groups and pages.
 *
 * Not a one2many: that would load the ids of all lines, however many there are.
 * Draft claims get the list to type in, others the one that shows verdicts.
 */
export class ClaimLines extends Component {
    static template = "becs_claims.ClaimLines";
    static components = {Dropdown, DropdownItem, View};
    static props = {
        ...standardWidgetProps,
        entryView: String,
        resultView: String,
    };

    setup() {
        this.actionService = useService("action");
        this.orm = useService("orm");
        // its own, or its pager and buttons would be taken for those of the form
        useSubEnv({config: {...getDefaultConfig(), disableSearchBarAutofocus: true}});
        this.state = useState({chip: null, reason: null, reasons: [], version: 0});
        this.ownChange = false;
        this.figures = null;
        this.views = {};
        useRecordObserver((record) => {
            const figures = COUNTS.map((name) => record.data[`${name}_count`]).join();
            const changed = this.figures !== null && this.figures !== figures;
            this.figures = figures;
            if (changed && !this.ownChange) {
                this.state.version++;
            }
        });
    }

    get data() {
        return this.props.record.data;
    }

    get isEntry() {
        return this.data.state === "draft" && !this.props.readonly;
    }

    get chips() {
        const labels = {
            pending: _t("Not decided"),
            approved: _t("Approved"),
            adjusted: _t("Adjusted"),
            review: _t("In review"),
            rejected: _t("Rejected"),
        };
        const colors = {
            pending: "secondary",
            approved: "success",
            adjusted: "info",
            review: "warning",
            rejected: "danger",
        };
        if (!this.data.line_count || this.data.pending_count === this.data.line_count) {
            return [];
        }
        return [
            {
                name: null,
                label: _t("All"),
                count: this.data.line_count,
                color: "secondary",
            },
            ...COUNTS.map((name) => ({
                name,
                label: labels[name],
                count: this.data[`${name}_count`],
                color: colors[name],
            })).filter((chip) => chip.count || chip.name === this.state.chip),
        ];
    }

    get viewKey() {
        const {resId} = this.props.record;
        return [resId, this.data.state, this.isEntry, this.state.version].join("-");
    }

    /** The same object as long as nothing changes, or the list would load again. */
    get viewProps() {
        const {chip, reason} = this.state;
        const key = [this.viewKey, chip, reason?.rule_id, reason?.outcome].join("-");
        if (this.views.key !== key) {
            this.views = {key, props: this.makeViewProps()};
        }
        return this.views.props;
    }

    makeViewProps() {
        const claimId = this.props.record.resId;
        const domain = [["claim_id", "=", claimId]];
        if (this.state.chip) {
            domain.push(["state", "=", this.state.chip]);
        }
        const {reason} = this.state;
        if (reason) {
            const found = [
                ["claim_id", "=", claimId],
                ["rule_id", "=", reason.rule_id],
                ["outcome", "=", reason.outcome],
            ];
            domain.push(["finding_ids", "any", found]);
        }
        const isKanban = this.env.isSmall && !this.isEntry;
        return {
            resModel: MODEL,
            type: isKanban ? "kanban" : "list",
            views: [
                [false, isKanban ? "kanban" : "list"],
                [false, "search"],
            ],
            searchViewId: false,
            domain,
            context: {
                default_claim_id: claimId,
                hide_claim: true,
                list_view_ref: this.isEntry
                    ? this.props.entryView
                    : this.props.resultView,
            },
            display: {searchPanel: false},
            noBreadcrumbs: true,
            loadIrFilters: true,
            loadActionMenus: true,
            selectRecord: (resId, {activeIds}) => this.openLine(resId, activeIds),
            createRecord: () => this.createLine(),
            __beforeLeave__: this.env.__beforeLeave__,
            ...(isKanban ? {} : {onChanged: () => this.reloadClaim()}),
        };
    }

    selectChip(chip) {
        this.state.chip = chip.name;
    }

    /** Read when asked for: on a large claim the sums take a moment. */
    async loadReasons() {
        const {resModel, resId} = this.props.record;
        this.state.reasons = await this.orm.call(resModel, "get_reasons", [[resId]]);
    }

    selectReason(reason) {
        this.state.reason = reason;
    }

    openLine(resId, activeIds) {
        return this.actionService.doAction(
            {
                type: "ir.actions.act_window",
                res_model: MODEL,
                res_id: resId,
                views: [[false, "form"]],
            },
            {props: {resIds: activeIds}}
        );
    }

    createLine() {
        return this.actionService.doAction(
            {
                type: "ir.actions.act_window",
                res_model: MODEL,
                views: [[false, "form"]],
                target: "new",
                context: {default_claim_id: this.props.record.resId},
            },
            {onClose: () => this.state.version++}
        );
    }

    /** Save a new claim so that lines can be entered. */
    async startEntry() {
        await this.props.record.save();
    }

    async reloadClaim() {
        const {record} = this.props;
        this.ownChange = true;
        try {
            if (await record.isDirty()) {
                await record.save();
            } else {
                await record.load();
            }
        } finally {
            // the observer runs in the next animation frame
            setTimeout(() => (this.ownChange = false), 300);
        }
    }
}

registry.category("view_widgets").add("becs_claim_lines", {
    component: ClaimLines,
    extractProps: ({attrs}) => ({
        entryView: attrs.entry_view,
        resultView: attrs.result_view,
    }),
    fieldDependencies: [
        {name: "state", type: "selection"},
        {name: "line_count", type: "integer"},
        ...COUNTS.map((name) => ({name: `${name}_count`, type: "integer"})),
    ],
});
