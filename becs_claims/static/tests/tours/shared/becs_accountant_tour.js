import {decide, expectStatus, openMenu, press} from "../steps";
import {registry} from "@web/core/registry";

/** Who analyses claims: a cause with all its lines is accepted from the queue. */
registry.category("web_tour.tours").add("becs_accountant_queue", {
    steps: () => [
        {
            content: "Lines wait, grouped by cause",
            trigger: ".o_group_header:contains(End customer not authorized (3))",
        },
        {
            content: "Open the first group",
            trigger: ".o_becs_next_group",
            run: "click",
        },
        {
            content: "Its lines are shown",
            trigger: ".o_data_row:contains(Somebody Else)",
        },
        {
            content: "Accept the whole group",
            trigger: ".o_becs_accept:contains(3)",
            run: "click",
        },
        {
            content: "The dialog counts them",
            trigger: ".modal [name=line_count]:contains(3)",
        },
        ...decide("Buys for the hospital"),
        {
            content: "Nothing is left to do",
            trigger: ".o_view_nocontent:contains(Nothing to decide)",
        },
    ],
});

/** Another person approves the claim, credits it and takes the credit back. */
registry.category("web_tour.tours").add("becs_accountant_money", {
    steps: () => [
        expectStatus("Validated"),
        {
            content: "What the queue accepted is to be paid",
            trigger: "[data-figure=success]:contains(60.00)",
        },
        press("button[name=action_approve]", "Approve the claim"),
        expectStatus("Approved"),
        press("button[name=action_create_credit_notes]", "Create the credit note"),
        {
            content: "The credit note opens, posted",
            trigger: ".o_arrow_button_current:contains(Posted)",
        },
        {
            content: "With the approved money",
            trigger: "[name=tax_totals]:contains(60.00)",
        },
        ...openMenu("menu_becs_credit_note", "menu_becs_claims"),
        {
            content: "Select the credit note",
            trigger: ".o_data_row:contains(Tour Distributor) .o_list_record_selector",
            run: "click",
        },
        {
            content: "What can be done with it",
            trigger: ".o_cp_action_menus .dropdown-toggle:contains(Actions)",
            run: "click",
        },
        {
            content: "Reverse it",
            trigger: ".o-dropdown--menu .o_menu_item:contains(Reverse)",
            run: "click",
        },
        {
            content: "In full",
            trigger: ".modal button[name=refund_moves]",
            run: "click",
        },
        press("button[name=action_post]", "Post the reversal"),
        {
            content: "It is posted",
            trigger: ".o_arrow_button_current:contains(Posted)",
        },
    ],
});

/** The lines that were taken back are released and paid again, once. */
registry.category("web_tour.tours").add("becs_accountant_again", {
    steps: () => [
        {
            content: "The three lines wait",
            trigger: ".o_group_header:contains(on hold):contains((3))",
        },
        ...openMenu("menu_becs_claim", "menu_becs_claims"),
        {content: "Claims", trigger: ".o_breadcrumb:contains(Claims)"},
        {
            content: "Open the claim",
            trigger: ".o_kanban_record:contains(Tour Distributor)",
            run: "click",
        },
        press("button[name=action_release_hold]", "Release its lines"),
        {
            content: "Nothing is on hold",
            trigger: ".o_form_statusbar:not(:has(button[name=action_release_hold]))",
        },
        press("button[name=action_create_credit_notes]", "Create the credit note"),
        {
            content: "The second credit note opens, posted",
            trigger: ".o_arrow_button_current:contains(Posted)",
        },
        {
            content: "With the same money",
            trigger: "[name=tax_totals]:contains(60.00)",
        },
    ],
});
