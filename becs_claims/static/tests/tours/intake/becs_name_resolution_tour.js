import {registry} from "@web/core/registry";

/** A product code nobody knows: said once what it is, its lines are judged again. */
registry.category("web_tour.tours").add("becs_name_resolution", {
    steps: () => [
        {
            content: "Two texts stand for nothing",
            trigger: ".o_group_header:contains(Tour Distributor (2))",
        },
        {
            content: "Which product is it?",
            trigger: ".o_data_row:contains(tp-1) [name=name]",
            run: "click",
        },
        {
            content: "The dialog names who writes what",
            trigger:
                ".modal .o_becs_name_resolution:contains(Tour Distributor writes “tp-1”)",
        },
        {
            content: "The product is suggested: choose it",
            trigger: ".modal [name=choice_id] label:contains([TP1] Tour Product)",
            run: "click",
        },
        {
            content: "It is told what will be remembered",
            trigger: ".modal [name=remembered]:contains(Stored: “tp-1” of Tour Distr)",
        },
        {
            content: "And how many lines change",
            trigger: ".modal [name=line_count]:contains(/^1$/)",
        },
        {
            content: "Apply",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "What was done is told",
            trigger: ".o_notification:contains(Claims judged again: 1)",
        },
        {
            content: "The other text still waits",
            trigger: ".o_list_view:not(:contains(tp-1)) .o_data_row:contains(T.P.1)",
        },
    ],
});
