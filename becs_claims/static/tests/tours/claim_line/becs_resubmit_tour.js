import {enter, expectStatus, press} from "../steps";
import {registry} from "@web/core/registry";

/** A rejected line is copied into a draft, corrected there, and paid. */
registry.category("web_tour.tours").add("becs_resubmit", {
    steps: () => [
        {
            content: "The line was rejected",
            trigger: ".o_becs_line_form [name=state]:contains(Rejected)",
        },
        press("button[name=action_resubmit]", "Send it again"),
        {
            content: "The dialog tells what was not paid",
            trigger: ".modal [name=amount_rest]:contains(200.00)",
        },
        enter("reference", "DM-AGAIN", ".modal"),
        {
            content: "Send again",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        expectStatus("Draft"),
        {
            content: "The copy stands in the new claim: correct its product",
            trigger:
                ".o_becs_claim_lines .o_data_row:contains(INV-1) [name=product_ref]",
            run: "click",
        },
        enter("product_ref", "TP1", ".o_selected_row"),
        {
            content: "Save the line",
            trigger: ".o_becs_claim_lines .o_list_button_save",
            run: "click",
        },
        {
            content: "The product is found",
            trigger:
                ".o_becs_claim_lines .o_data_row [name=product_ref]:contains(TP1):not(.text-danger)",
        },
        press("button[name=action_submit_and_validate]", "Submit and validate"),
        expectStatus("Validated"),
        {
            content: "Now it is paid",
            trigger: "[data-figure=success]:contains(200.00)",
        },
    ],
});
