import {choose, press, select} from "../steps";
import {registry} from "@web/core/registry";

/** A higher authorized price is tried on a claim that was judged. */
registry.category("web_tour.tours").add("becs_what_if", {
    steps: () => [
        {
            content: "A new what-if",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Give it a title",
            trigger: ".o_becs_what_if_form [name=name] input",
            run: "edit Tour What-If",
        },
        {
            content: "Add a change",
            trigger: "[name=change_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        ...select("what", "Authorized price", ".modal"),
        {
            content: "Enter the price",
            trigger: ".modal [name=value] input",
            run: "edit 85 && press Tab",
        },
        {
            content: "That is the change",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "It stands in the list",
            trigger: "[name=change_ids] .o_data_row:contains(Authorized price: 85)",
        },
        {
            content: "On one claim",
            trigger: "[name=scope] label:contains(Chosen claims)",
            run: "click",
        },
        ...choose("claim_ids", "CLM/"),
        press("button[name=action_run]", "Work it out"),
        {
            content: "What was paid",
            trigger: "[data-figure=before]:contains(260.00)",
        },
        {
            content: "What it would have been",
            trigger: "[data-figure=after]:contains(210.00)",
        },
        {
            content: "The difference",
            trigger: "[data-figure=difference]:contains(-50.00)",
        },
        {
            content: "Which line is it? One that would claim too much",
            trigger: "[data-cell=approved-adjusted]:contains(/^1$/)",
            run: "click",
        },
        {
            content: "The line is listed with its money",
            trigger: ".o_data_row:contains(INV-1) [name=amount_after]:contains(150.00)",
        },
        {
            content: "Only that line changes",
            trigger: ".o_list_view:not(:contains(INV-2))",
        },
    ],
});
