import {choose, dropFile} from "../steps";
import {registry} from "@web/core/registry";

const CONTENT = `Invoice;Line;Invoice Date;Item No.;Qty;Unit Price;Customer
INV-1;1;2026-03-02;TP1;10;99,50;Mill Ltd
INV-2;1;2026-03-31;TP1;-2;99,50;Farm GmbH
INV-3;1;2026-02-31;TP1;5;99,50;Farm GmbH
`;

/** What a distributor reports of its sales is read and shown. */
registry.category("web_tour.tours").add("becs_sales_report", {
    steps: () => [
        ...choose("partner_id", "Tour Distributor", ".modal"),
        ...dropFile("sales.csv", () => CONTENT),
        {
            content: "Look into it",
            trigger: ".modal button[name=action_read]",
            run: "click",
        },
        {
            content: "See the first rows",
            trigger: ".modal .nav-link[name=preview]",
            run: "click",
        },
        {
            content: "The decimal comma was understood",
            trigger: ".modal [name=preview] td:contains(99.50)",
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
            content: "The report is open with its file, which claims no money",
            trigger:
                "[name=intake_ids]:not(:has(th[data-name=amount_read])) .o_data_row:contains(sales.csv)",
        },
        {
            content: "Which sales?",
            trigger: "button[name=action_open_lines]:contains(Sales)",
            run: "click",
        },
        {
            content: "The sale is listed",
            trigger: ".o_list_view .o_data_row:contains(INV-1):contains(10.00)",
        },
        {
            content: "And the return",
            trigger: ".o_list_view .o_data_row:contains(INV-2):contains(-2.00)",
        },
    ],
});
