import {ListRenderer} from "@web/views/list/list_renderer";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";

/** Checks in the order they are judged in; own rules can be moved among themselves. */
export class RuleListRenderer extends ListRenderer {
    /** By hand only in the order they are judged in, which is not that of the handle. */
    get canResequenceRows() {
        const {groupBy, orderBy} = this.props.list;
        return (
            this.props.list.canResequence() &&
            !this.props.readonly &&
            !groupBy.length &&
            orderBy[0]?.name === "place"
        );
    }

    async sortDrop(dataRowId, dataGroupId, params) {
        const ids = [dataRowId, this.neighbour(params)];
        const records = ids.map((id) =>
            this.props.list.records.find((r) => r.id === id)
        );
        if (records.every((record) => record?.data.is_own)) {
            await super.sortDrop(dataRowId, dataGroupId, params);
        }
        // the server has the last word on the order
        await this.props.list.load();
    }

    /** The row it was dropped beside: an own rule stays among the own rules. */
    neighbour({previous, next}) {
        const isOwn = (element) =>
            this.props.list.records.find((r) => r.id === element?.dataset.id)?.data
                .is_own;
        return (isOwn(previous) ? previous : next)?.dataset.id;
    }
}

registry.category("views").add("becs_rule_list", {
    ...listView,
    Renderer: RuleListRenderer,
});
