import {_t} from "@web/core/l10n/translation";
import {ListController} from "@web/views/list/list_controller";
import {ListRenderer} from "@web/views/list/list_renderer";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {toDecide, TodoController} from "./todo_controller";

/** The review queue: a whole group is decided from its row, open or not. */
export class TodoListRenderer extends ListRenderer {
    static groupRowTemplate = "becs_claims.TodoList.GroupRow";
    static props = [...ListRenderer.props, "askDecision?"];

    toDecide(group) {
        return toDecide(group);
    }

    groupName(group) {
        const isCause = group.groupByField.name === "rule_id";
        return isCause && !group.value
            ? _t("Disputed, on hold, or open without a cause")
            : group.displayName;
    }
}

export class TodoListController extends TodoController(ListController) {
    static template = "becs_claims.TodoList";

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
    buttonTemplate: "becs_claims.Todo.Buttons",
});
