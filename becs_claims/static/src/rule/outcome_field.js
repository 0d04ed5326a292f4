import {Component} from "@odoo/owl";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const COLORS = {reject: "danger", adjust: "info", review: "warning", note: "secondary"};

/** What a check leads to: a badge that is changed where it stands, and saved. */
export class OutcomeField extends Component {
    static template = "becs_claims.OutcomeField";
    static components = {Dropdown, DropdownItem};
    static props = {...standardFieldProps};

    get options() {
        return this.props.record.fields[this.props.name].selection;
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get label() {
        return this.options.find(([value]) => value === this.value)?.[1];
    }

    color(value) {
        return COLORS[value];
    }

    async select(value) {
        if (value !== this.value) {
            await this.props.record.update({[this.props.name]: value}, {save: true});
        }
    }
}

registry.category("fields").add("becs_outcome", {
    component: OutcomeField,
    supportedTypes: ["selection"],
    listViewWidth: 110,
    extractProps: (_info, {readonly}) => ({readonly}),
});
