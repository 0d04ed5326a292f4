import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {formatMonetary} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

/**
 * Shows a total and what became of it, as amounts and as one coloured bar.
 *
 * The value is `{currency_id, total, parts}`; a part has `label`, `amount`, `color`,
 * `lines`, `note`, `inside` (told, but no piece of the bar) and the `action` with its
 * `context` that opens the records behind it.
 */
export class MoneyBar extends Component {
    static template = "becs_claims.MoneyBar";
    static props = {...standardFieldProps, compact: {type: Boolean, optional: true}};

    setup() {
        this.actionService = useService("action");
    }

    get bar() {
        return this.props.record.data[this.props.name] || {total: null, parts: []};
    }

    get figures() {
        return [this.bar.total, ...this.bar.parts].filter(Boolean);
    }

    /** Pieces of the bar with their width in percent; negative amounts take no room. */
    get pieces() {
        const parts = this.bar.parts.filter((part) => !part.inside);
        const sum = parts.reduce((total, part) => total + Math.max(part.amount, 0), 0);
        return parts
            .filter((part) => part.amount > 0)
            .map((part) => ({...part, width: (100 * part.amount) / (sum || 1)}));
    }

    /** What a screen reader says instead of the colours. */
    get description() {
        return this.figures
            .map((part) => `${part.label} ${this.format(part.amount)}`)
            .join(", ");
    }

    format(amount) {
        return formatMonetary(amount, {currencyId: this.bar.currency_id});
    }

    tooltip(part) {
        const share = _t("%s%% of it", Math.round(part.width));
        return `${part.label}: ${this.format(part.amount)} (${share})`;
    }

    async open(part) {
        const {record} = this.props;
        if (!part.action || !record.resId) {
            return;
        }
        await this.actionService.doActionButton({
            type: "object",
            name: part.action,
            resModel: record.resModel,
            resId: record.resId,
            resIds: record.resIds,
            context: {...record.context, ...part.context},
        });
    }
}

export const moneyBar = {
    component: MoneyBar,
    supportedTypes: ["json"],
    isEmpty: () => false,
    extractProps: ({options}) => ({compact: options.compact}),
};

registry.category("fields").add("becs_money_bar", moneyBar);
