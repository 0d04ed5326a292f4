import {decide} from "../steps";
import {registry} from "@web/core/registry";

/** The review queue: a cause with all its lines is decided at once. */
registry.category("web_tour.tours").add("becs_review", {
    steps: () => [
        {
            content: "Lines wait, grouped by cause",
            trigger: ".o_group_header:contains(End customer not authorized (2))",
        },
        {
            content: "Look at the first group",
            trigger: ".o_becs_next_group",
            run: "click",
        },
        {
            content: "Its lines are shown",
            trigger: ".o_data_row:contains(Somebody Else)",
        },
        {
            content: "Decide the whole cause",
            trigger:
                ".o_group_header:contains(End customer not authorized) .o_becs_decide_group:first",
            run: "click",
        },
        {
            content: "The dialog counts them",
            trigger: ".modal [name=line_count]:contains(2)",
        },
        {
            content: "Reject",
            trigger: ".modal [name=verdict] label:contains(Reject)",
            run: "click",
        },
        ...decide("Not the hospital's buyers"),
        {
            content: "Nothing is left to do",
            trigger: ".o_view_nocontent:contains(Nothing to decide)",
        },
    ],
});
