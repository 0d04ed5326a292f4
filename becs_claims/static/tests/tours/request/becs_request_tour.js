import {registry} from "@web/core/registry";

const lines = ".o_becs_request_lines .o_becs_request_line";

// the distributor's clerk asks, on the portal
registry.category("web_tour.tours").add("becs_request_ask", {
    steps: () => [
        {
            content: "Begin a request",
            trigger: "a[href='/my/becs/requests/new']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "For whom",
            trigger: "input[name=end_customer_name]",
            run: "edit Tour Hospital",
        },
        {
            content: "A code is offered while it is typed",
            trigger: `${lines}:first-child input[name=product_ref]`,
            run: "edit TP1",
        },
        {
            content: "The product is found",
            trigger: "#becs_products option[value=TP1]:hidden",
        },
        {trigger: `${lines}:first-child input[name=quantity]`, run: "edit 10"},
        {trigger: `${lines}:first-child input[name=wanted_price]`, run: "edit 70"},
        {
            content: "A row more, without a new page",
            trigger: ".o_becs_add",
            run: "click",
        },
        {
            content: "It has its number",
            trigger: `${lines}:nth-child(4) legend:contains(4)`,
        },
        {
            content: "And goes again",
            trigger: `${lines}:nth-child(4) .o_becs_remove button`,
            run: "click",
        },
        {
            content: "It is gone",
            trigger: `.o_becs_request_lines:not(:has(.o_becs_request_line:nth-child(4)))`,
        },
        {trigger: "textarea[name=reason]", run: "edit The tender ends on Friday"},
        {
            trigger: "input[name=date_to]",
            run() {
                this.anchor.value = "2099-12-31";
            },
        },
        {
            content: "Send it",
            trigger: "button[name=do][value=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is on its way",
            trigger: ".o_becs_flash:contains(Your request was sent)",
        },
    ],
});

// the vendor answers, in the back end
registry.category("web_tour.tours").add("becs_request_counter", {
    steps: () => [
        {
            content: "Open the request",
            trigger: ".o_kanban_record:contains(Tour Hospital)",
            run: "click",
        },
        {
            content: "Enter our price",
            trigger:
                ".o_field_widget[name=line_ids] .o_data_row td[name=counter_price]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=line_ids] td[name=counter_price] input",
            run: "edit 80",
        },
        {
            content: "It is a counter-offer; say why",
            trigger: ".o_field_widget[name=line_ids] td[name=decision_note]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=line_ids] td[name=decision_note] input",
            run: "edit Our best price",
        },
        {
            content: "Send it",
            trigger: ".o_statusbar_buttons button[name=action_answer]",
            run: "click",
        },
        {
            content: "The distributor has it",
            trigger: ".o_arrow_button_current:contains(Countered)",
        },
    ],
});

// and the clerk accepts
registry.category("web_tour.tours").add("becs_request_accept", {
    steps: () => [
        {
            content: "Open the request",
            trigger: "table a:contains(Tour Hospital)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Both prices stand beside each other",
            trigger: "td:contains(70.00) ~ td:contains(80.00)",
        },
        {
            content: "Accept",
            trigger: "form[action$='/accept'] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Here is the number",
            trigger: ".o_becs_code a:contains(SD)",
        },
    ],
});
