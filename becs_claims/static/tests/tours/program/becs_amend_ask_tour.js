import {enter} from "../steps";
import {registry} from "@web/core/registry";

/** An approver lowers a price, which somebody else has to agree to. */
registry.category("web_tour.tours").add("becs_amend_ask", {
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
            content: "It is not for the one who wrote it",
            trigger:
                ".modal:not(:has(button[name=action_amend])) .alert:contains(somebody else must approve)",
        },
        {
            content: "Ask somebody else",
            trigger: ".modal button[name=action_ask]",
            run: "click",
        },
        {
            content: "The program says that it waits",
            trigger: "body:not(:has(.modal)) .alert button[name=action_open_waiting]",
        },
    ],
});

/** Somebody else looks at it and makes it. */
registry.category("web_tour.tours").add("becs_amend_release", {
    steps: () => [
        {
            content: "Open the amendment that waits",
            trigger: ".alert button[name=action_open_waiting]",
            run: "click",
        },
        {
            content: "What would change",
            trigger: ".modal .o_becs_changes td:contains(70)",
        },
        {
            content: "Why",
            trigger: ".modal [name=reason]:contains(Market fell)",
        },
        {
            content: "Amend",
            trigger: ".modal button[name=action_amend]",
            run: "click",
        },
        {
            content: "The versions",
            trigger:
                "body:not(:has(.modal)):not(:has([name=action_open_waiting])) .nav-link[name=versions]",
            run: "click",
        },
        {
            content: "Both people are there",
            trigger:
                ".o_becs_versions:contains(Version 2):contains(Market fell):contains(Asked for by)",
        },
    ],
});
