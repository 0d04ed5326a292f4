import {ListController} from "@web/views/list/list_controller";
import {ListRenderer} from "@web/views/list/list_renderer";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {session} from "@web/session";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";
import {onWillStart} from "@odoo/owl";

/** The review queue: a whole group is decided from its row, open or not. */
export class TodoListRenderer extends ListRenderer {
    static groupRowTemplate = "becs_claims.TodoList.GroupRow";

    setup() {
        super.setup();
        this.actionService = useService("action");
        this.ormService = useService("orm");
        onWillStart(async () => {
            this.mayDecide = await user.hasGroup("becs_claims.group_analyst");
        });
    }

    async decideGroup(group) {
        const {resModel} = this.props.list;
        const ids = await this.ormService.search(resModel, group.list.domain, {
            limit: session.active_ids_limit || 20000,
        });
        await this.actionService.doAction("becs_claims.action_becs_claim_line_decide", {
            additionalContext: {active_model: resModel, active_ids: ids},
            onClose: () => this.props.list.model.load(),
        });
    }
}

export class TodoListController extends ListController {
    setup() {
        super.setup();
        // called without parameters after a decision: groups that were emptied go, and
        // the search panel counts again
        const load = this.model.load.bind(this.model);
        this.model.load = async (params) => {
            if (params) {
                return load(params);
            }
            delete this.model.root.config.currentGroups;
            this.env.searchModel.searchPanelInfo.shouldReload = true;
            await this.env.searchModel._notify();
        };
    }

    /** Fold the open group and open the one after it. */
    async openNextGroup() {
        const {root} = this.model;
        if (root.isGrouped && !(await this.advance(root))) {
            await this.advance(root); // after the last comes the first
        }
    }

    async advance(list) {
        const open = list.groups.findIndex((group) => !group.isFolded);
        if (open >= 0) {
            const {list: inner} = list.groups[open];
            if (inner.isGrouped && (await this.advance(inner))) {
                return true;
            }
            await list.groups[open].toggle();
        }
        const next = list.groups[open + 1];
        if (!next) {
            return false;
        }
        await next.toggle();
        if (next.list.isGrouped && next.list.groups.every((group) => group.isFolded)) {
            await this.advance(next.list);
        }
        return true;
    }
}

registry.category("views").add("becs_todo_list", {
    ...listView,
    Controller: TodoListController,
    Renderer: TodoListRenderer,
    buttonTemplate: "becs_claims.TodoList.Buttons",
});
