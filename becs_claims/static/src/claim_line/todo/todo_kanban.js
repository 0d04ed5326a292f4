import {KanbanController} from "@web/views/kanban/kanban_controller";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {registry} from "@web/core/registry";
import {TodoController} from "./todo_controller";

/** The review queue as cards, for narrow screens. */
export class TodoKanbanController extends TodoController(KanbanController) {
    /** Columns are all open: no verdict is on one of them. */
    get openGroup() {
        return null;
    }
}

registry.category("views").add("becs_todo_kanban", {
    ...kanbanView,
    Controller: TodoKanbanController,
    buttonTemplate: "becs_claims.Todo.Buttons",
});
