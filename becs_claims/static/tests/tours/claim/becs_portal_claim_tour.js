import {registry} from "@web/core/registry";

const CONTENT = `Authorization No.;Part Number;Invoice;Ship Date;Customer;Qty;Claim Amount
TOUR;TP1;POS-1;DAY;Tour Hospital;10;200
TUOR;TP1;POS-2;DAY;Tour Hospital;10;200
TOUR;TP1;POS-3;DAY;Tour Hospital;10;300
`;

/** Puts a file into the field as if it was chosen. */
function chooseFile(name, content) {
    return {
        content: "Choose the file",
        trigger: ".o_becs_upload input[type=file]",
        run() {
            const files = new DataTransfer();
            const day = new Date(Date.now() - 3 * 86400000).toISOString().slice(0, 10);
            files.items.add(new File([content.replaceAll("DAY", day)], name));
            this.anchor.files = files.files;
            this.anchor.dispatchEvent(new Event("change", {bubbles: true}));
        },
    };
}

/** A clerk uploads a claim, corrects a line in place, submits, and sees the verdict. */
registry.category("web_tour.tours").add("becs_portal_claim", {
    steps: () => [
        chooseFile("march.csv", CONTENT),
        {
            content: "The file is named",
            trigger: ".o_becs_drop_chosen:contains(march.csv)",
        },
        {
            content: "With the debit number",
            trigger: "#becs_new_reference",
            run: "edit DM-PORTAL",
        },
        {
            content: "Upload",
            trigger: ".o_becs_upload button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The verdict leads",
            trigger: ".o_becs_sentence:contains(2 of 3 lines will be paid)",
        },
        {
            content: "Only the line of that reason",
            trigger: "li:contains(unknown) a:contains(Show the line)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Correct it",
            trigger: ".o_becs_lines tr:contains(POS-2) a:contains(Correct)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The right authorization",
            trigger: ".o_becs_open [name=authorization_ref]",
            run: "edit TOUR",
        },
        {
            content: "Save and check",
            trigger: ".o_becs_open button[value=check]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "All lines are paid now, one of them in part",
            trigger: ".o_becs_sentence:contains(3 of 3 lines will be paid)",
        },
        {
            content: "Submit",
            trigger: "form[action$='/submit'] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It was submitted, and its verdict is told",
            trigger: ".o_becs_portal:contains(3 of 3 lines are approved)",
        },
        // what was cut from one line
        {
            content: "Send again what was not paid",
            trigger: "a[href$='/again']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "All of it",
            trigger: "button[name=every]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is in a new draft",
            trigger: "h1:contains(Draft)",
        },
        {
            content: "With what was not paid",
            trigger: ".o_becs_lines tr:contains(POS-3):contains(100.00)",
        },
    ],
});

/** A clerk disputes a line; the vendor answers meanwhile, and the clerk reads it. */
registry.category("web_tour.tours").add("becs_portal_dispute", {
    steps: () => [
        {
            content: "Dispute the line",
            trigger: "a[href$='/dispute']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Say why",
            trigger: "[name=reason]",
            run: "edit It was promised",
        },
        {
            content: "Ask for money",
            trigger: "[name=amount]",
            run: "edit 150",
        },
        {
            content: "Open it",
            trigger: "form[action$='/dispute/open'] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It waits",
            trigger: ".badge:contains(Waits for our answer)",
        },
    ],
});

registry.category("web_tour.tours").add("becs_portal_dispute_answer", {
    steps: () => [
        {
            content: "Read the answer",
            trigger: ".o_becs_word_vendor:contains(We found it)",
        },
        {
            content: "It is over",
            trigger: ".badge:contains(Accepted)",
        },
        {
            content: "The line pays what was asked for",
            trigger: "dd:contains(150.00)",
        },
    ],
});
