import {choose, dropFile, enter} from "../steps";
import {registry} from "@web/core/registry";

const CONTENT = `Authorization No.;Thing;Invoice;Ship Date;Qty;Claim Amount
TOUR-1;TP1;INV-1;2026-03-02;10;25,50
TOUR-1;TP1;INV-2;2026-03-31;-2;-5,10
TOUR-1;TP1;INV-3;2026-02-31;ten;1,00
`;

/** A file of a distributor becomes a claim, a column corrected on the way. */
registry.category("web_tour.tours").add("becs_import", {
    steps: () => [
        ...choose("partner_id", "Tour Distributor", ".modal"),
        enter("reference", "DM-IMPORT", ".modal"),
        ...dropFile("march.csv", () => CONTENT),
        {
            content: "Look into it",
            trigger: ".modal button[name=action_read]",
            run: "click",
        },
        {
            content: "A column is missing",
            trigger: ".modal .alert-danger:contains(No column was found for: Product)",
        },
        {
            content: "Choose what the column holds",
            trigger: ".modal tr:contains(Thing) td[name=field_name]",
            run: "click",
        },
        {
            content: "Open the list of fields",
            trigger: ".modal tr:contains(Thing) td[name=field_name] input",
            run: "click",
        },
        {
            content: "It is the product",
            trigger: ".o_select_menu_item:contains(/^Product$/)",
            run: "click",
        },
        {
            content: "Nothing is missing any more",
            trigger: ".modal:not(:has(.alert-danger))",
        },
        {
            content: "See the first rows",
            trigger: ".modal .nav-link[name=preview]",
            run: "click",
        },
        {
            content: "The decimal comma was understood",
            trigger: ".modal [name=preview] td:contains(25.50)",
        },
        {
            content: "The reason of the bad row is told",
            trigger: ".modal [name=preview]:contains(no such day)",
        },
        {
            content: "Import",
            trigger: ".modal button[name=action_import]",
            run: "click",
        },
        {
            content: "What became of the rows is told",
            trigger: ".o_notification:contains(2 of 3 rows were imported)",
        },
        {
            content: "The claim is open",
            trigger: ".o_form_view [name=reference] input:value(DM-IMPORT)",
        },
    ],
});
