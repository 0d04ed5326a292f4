import {
    choose,
    decide,
    enter,
    enterLine,
    expectStatus,
    openMenu,
    press,
} from "../steps";
import {registry} from "@web/core/registry";

const {DateTime} = luxon;
const shipped = DateTime.now().toFormat("MM/dd/yyyy");

const sale = (document, product, customer) => [
    ["pos_document", document],
    ["date_ship", shipped],
    ["product_ref", product],
    ["authorization_ref", "TOUR-1"],
    ["end_customer_name", customer],
    ["quantity", "10"],
    ["unit_credit", "20"],
];

/** The month of a vendor's accountant: program, claim, verdicts, credit note. */
registry.category("web_tour.tours").add("becs_month", {
    steps: () => [
        // the program
        {
            content: "A new program",
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        enter("code", "TOUR-1"),
        enter("name", "Tour program"),
        ...choose("end_customer_ids", "Tour Hospital"),
        {
            content: "A line of the program",
            trigger: "[name=line_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        ...choose("product_id", "TP1", ".o_selected_row"),
        enter("authorized_price", "80", ".o_selected_row"),
        enter("agreed_book_price", "100", ".o_selected_row"),
        {
            content: "Save the program",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {content: "It is saved", trigger: ".o_form_saved"},
        press("button[name=action_approve]", "Approve the program"),
        expectStatus("Approved"),

        // the claim
        ...openMenu("menu_becs_claim", "menu_becs_claims"),
        {
            content: "A new claim",
            trigger: ".o_breadcrumb:contains(Claims)",
        },
        {
            content: "New",
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        ...choose("partner_id", "Tour Distributor"),
        enter("reference", "DM-TOUR"),
        {
            content: "Save and enter lines",
            trigger: ".o_becs_claim_lines button:contains(Enter Lines)",
            run: "click",
        },
        ...enterLine(sale("INV-1", "TP1", "Tour Hospital")),
        ...enterLine(sale("INV-2", "TP1", "Somebody Else")),
        ...enterLine(sale("INV-3", "NO-SUCH-PRODUCT", "Tour Hospital")),
        {
            content: "The strip tells what is claimed",
            trigger: "[data-figure=total]:contains(600.00)",
        },
        press("button[name=action_submit_and_validate]", "Submit and validate"),
        expectStatus("Validated"),
        {
            content: "One line is paid",
            trigger: "[data-figure=success]:contains(200.00)",
        },

        // the reasons
        {
            content: "Why not the others?",
            trigger: "a[name=reasons]",
            run: "click",
        },
        {
            content: "A product is not known",
            trigger: ".o_becs_reasons tr:contains(Product unknown)",
        },
        {
            content: "An end customer is not the program's: which line?",
            trigger: ".o_becs_reasons tr:contains(End customer not authorized) button",
            run: "click",
        },
        {
            content: "Open the line",
            trigger: ".o_list_view .o_data_row:contains(INV-2) [name=pos_document]",
            run: "click",
        },
        {
            content: "It says how its amount came about",
            trigger: "[name=explanation]:contains(Proposed)",
        },
        press("button:contains(Accept Proposal)", "Accept it"),
        ...decide("The hospital buys under this name"),
        {
            content: "The line is approved",
            trigger: ".o_becs_line_form [name=state]:contains(Approved)",
        },
        {
            content: "Back to the claim",
            trigger: "button[name=action_open_claim]",
            run: "click",
        },

        // the money
        {
            content: "Two lines are paid",
            trigger: "[data-figure=success]:contains(400.00)",
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
            trigger: "[name=tax_totals]:contains(400.00)",
        },
        {
            content: "It leads back to its claim",
            trigger: "button[name=action_open_becs_claims]",
            run: "click",
        },
        {
            content: "Which is done",
            trigger: ".o_kanban_record:contains(DM-TOUR)",
            run: "click",
        },
        expectStatus("Done"),
    ],
});
