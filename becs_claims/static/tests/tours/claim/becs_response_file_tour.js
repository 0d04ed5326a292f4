import {choose, dropFile, enter, expectStatus, openMenu, press} from "../steps";
import {registry} from "@web/core/registry";

let corrected = "";

/** The response file goes out, comes back corrected, and its line is paid. */
registry.category("web_tour.tours").add("becs_response_file", {
    steps: () => [
        press("button[name=action_response]", "Make the response file"),
        {
            content: "It holds what was not paid",
            trigger: ".modal [name=scope] input:checked[data-value=open]",
        },
        {
            content: "As text",
            trigger: ".modal [name=kind] label:contains(csv)",
            run: "click",
        },
        {
            content: "The distributor corrects the product in it",
            trigger: ".modal [name=kind] input:checked[data-value=csv]",
            async run() {
                const [, claimId] = location.pathname.match(/becs-claims\/(\d+)/);
                const url = `/becs_claims/response/${claimId}.csv?lines=open`;
                const response = await fetch(url);
                corrected = (await response.text()).replaceAll("NO-SUCH", "TP1");
                if (!response.ok || !corrected.includes("TP1")) {
                    throw new Error(`No line to correct: ${corrected}`);
                }
            },
        },
        {
            content: "Close the dialog",
            trigger: ".modal button.btn-close",
            run: "click",
        },
        {content: "It is closed", trigger: "body:not(:has(.modal))"},
        ...openMenu("menu_becs_claim_import", "menu_becs_claims"),
        ...choose("partner_id", "Tour Distributor", ".modal"),
        enter("reference", "DM-CORRECTED", ".modal"),
        ...dropFile("corrected.csv", () => corrected),
        {
            content: "Look into it",
            trigger: ".modal button[name=action_read]",
            run: "click",
        },
        {
            content: "Its columns are understood",
            trigger: ".modal [name=column_ids]",
        },
        {
            content: "Import",
            trigger: ".modal button[name=action_import]",
            run: "click",
        },
        {
            content: "The claim is open",
            trigger: ".o_form_view [name=reference] input:value(DM-CORRECTED)",
        },
        press("button[name=action_submit_and_validate]", "Submit and validate"),
        expectStatus("Validated"),
        {
            content: "The line is paid",
            trigger: "[data-figure=success]:contains(200.00)",
        },
    ],
});
