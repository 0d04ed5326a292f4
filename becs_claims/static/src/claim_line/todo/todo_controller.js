import {onWillStart} from "@odoo/owl";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

/** The group whose lines are shown: the innermost open one, or nothing. */
function openGroup(list) {
    const group = list.isGrouped && list.groups.find(({isFolded}) => !isFolded);
    return (group && openGroup(group.list)) || group || null;
}

/** How many lines of a group wait for a verdict, and not for something else. */
export function toDecide(group) {
    return group.aggregates.to_decide || 0;
}

function sum(items, number) {
    return items.reduce((total, item) => total + number(item), 0);
}

/**
 * What list and cards of the review queue have in common: verdicts on what is
 * selected, else on the open group, else on everything that is found. The lines are
 * found on the server, so that there may be many.
 */
export const TodoController = (Controller) =>
    class extends Controller {
        setup() {
            super.setup();
            this.todoOrm = useService("orm");
            this.todoAction = useService("action");
            onWillStart(async () => {
                this.mayDecide = await user.hasGroup("becs_claims.group_analyst");
            });
            // called without parameters after a decision: groups that were emptied go,
            // and the search panel counts again
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

        /** What the verdict is on: a domain, and how many lines it finds. */
        get target() {
            const {root} = this.model;
            const selected = root.selection || [];
            if (selected.length && !root.isDomainSelected) {
                const ids = selected.map(({resId}) => resId);
                return {ids, domain: [["id", "in", ids]], count: ids.length};
            }
            const group = !selected.length && this.openGroup;
            if (group) {
                return {domain: group.list.domain, count: toDecide(group)};
            }
            const count = root.isGrouped ? sum(root.groups, toDecide) : root.count;
            return {domain: root.domain, count};
        }

        get openGroup() {
            return openGroup(this.model.root);
        }

        get countedTarget() {
            return this.target.count ? ` (${this.target.count.toLocaleString()})` : "";
        }

        /** What is selected is accepted at once; of more the dialog says how much. */
        async accept() {
            const {ids} = this.target;
            if (!ids) {
                return this.ask("accept");
            }
            await this.todoOrm.call("becs.todo", "action_accept", [ids]);
            await this.model.load();
        }

        async ask(verdict, {domain} = this.target) {
            const action = await this.todoOrm.call("becs.todo", "ask_decision", [
                domain,
                verdict,
            ]);
            await this.todoAction.doAction(action, {
                onClose: () => this.model.load(),
            });
        }
    };
