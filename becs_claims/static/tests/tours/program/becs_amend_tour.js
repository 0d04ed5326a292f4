import {enter} from "../steps";
import {registry} from "@web/core/registry";

/** An approver lowers a price from today's ship date on and looks at the versions. */
registry.category("web_tour.tours").add("becs_amend", {
    steps: () => [
        {
            content: "Amend the approved program",
            trigger: ".o_statusbar_buttons button[name=action_amend]",
            run: "click",
        },
        {
            content: "Another price",
            trigger: ".modal [name=line_ids] .o_data_row td[name=authorized_price]",
            run: "click",
        },
        enter("authorized_price", "70", ".modal .o_selected_row"),
        {
            content: "Why",
            trigger: ".modal [name=reason] textarea",
            run: "edit Market fell",
        },
        {
            content: "See what would change",
            trigger: ".modal button[name=action_review]",
            run: "click",
        },
        {
            content: "Before and after, side by side",
            trigger: ".modal .o_becs_changes td:contains(70)",
        },
        {
            content: "One line is judged again",
            trigger: ".modal .alert:contains(open claims)",
        },
        {
            content: "Amend",
            trigger: ".modal button[name=action_amend]",
            run: "click",
        },
        {
            content: "The versions",
            trigger: "body:not(:has(.modal)) .nav-link[name=versions]",
            run: "click",
        },
        {
            content: "Both are there, with the reason",
            trigger:
                ".o_becs_versions:contains(Version 2):contains(Market fell):contains(Version 1)",
        },
    ],
});
