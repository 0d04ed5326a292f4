import {registry} from "@web/core/registry";

const CONDITION = ".o_tree_editor_condition";

/** An own rule is made, and says at once how many lines it would have found. */
registry.category("web_tour.tours").add("becs_own_rule", {
    steps: () => [
        {
            content: "A new rule",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Name it",
            trigger: ".o_form_view .oe_title [name=name] :is(input, textarea)",
            run: "edit Tour Rule",
        },
        {
            content: "Lines it finds wait for a person",
            trigger: "[name=outcome] label:contains(Review)",
            run: "click",
        },
        {
            content: "It finds every line so far",
            trigger: ".o_becs_matches:contains(3 of the 3 lines)",
        },
        {
            content: "Narrow it down",
            trigger: "[name=domain] a:contains(New Rule)",
            run: "click",
        },
        {
            content: "No line is of one unit",
            trigger: ".o_becs_matches:contains(0 of the 3 lines)",
        },
        {
            content: "It is for a quantity of ten",
            trigger: `${CONDITION} .o_tree_editor_editor:last-child input`,
            run: "edit 10 && press Tab",
        },
        {
            content: "The count follows",
            trigger: ".o_becs_matches:contains(2 of the 3 lines)",
        },
        {
            content: "Save it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {content: "It is saved", trigger: ".o_form_saved"},
    ],
});
