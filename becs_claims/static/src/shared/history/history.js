import {Component} from "@odoo/owl";
import {Chatter} from "@mail/chatter/web_portal/chatter";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/** The chatter in a tab of its own, so that wide lists keep the width of the screen. */
export class History extends Component {
    static template = "becs_claims.History";
    static components = {Chatter};
    static props = {...standardWidgetProps};
}

registry.category("view_widgets").add("becs_history", {component: History});
