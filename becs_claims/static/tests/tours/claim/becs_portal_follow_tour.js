import {registry} from "@web/core/registry";

function follow(content, trigger) {
    return {content, trigger, run: "click", expectUnloadPage: true};
}

/** A distributor's clerk finds out what became of a claim, down to one line. */
registry.category("web_tour.tours").add("becs_portal_follow", {
    steps: () => [
        follow("Open the credits", ".o_portal_docs a[href='/my/becs']"),
        {
            content: "The first page says why money was not paid",
            trigger: ".o_becs_reasons a:contains(Authorization unknown)",
        },
        follow("Open the claims", ".o_becs_tabs a[href='/my/becs/claims']"),
        {
            content: "Look for the debit number",
            trigger: "input[name=search]",
            run: "edit DN-FOLLOW",
        },
        follow("Apply", ".o_becs_portal form button[type=submit]"),
        follow("Open the claim", ".o_becs_table a:contains(DN-FOLLOW)"),
        {
            content: "One sentence says what became of it",
            trigger: ".lead:contains(1 of 2 lines are approved)",
        },
        follow(
            "Lines of the reason",
            "#becs_reasons ~ table a:contains(Authorization unknown)"
        ),
        {
            content: "Only the line with it is shown",
            trigger: ".o_becs_portal p[role=status]:contains(1 of 1)",
        },
        follow("Open the line", ".o_becs_table tbody th a"),
        {
            content: "What was found, and what to do",
            trigger: "section:contains(What to do: Correct the authorization number)",
        },
        follow("Back to the claim", ".o_portal_submenu a:contains(DN-FOLLOW)"),
        follow("The credit notes", ".o_becs_tabs a[href='/my/becs/credits']"),
        {
            content: "The credit note is not paid yet",
            trigger:
                ".o_becs_table tr:contains(DN-FOLLOW) .badge:contains(Not paid yet)",
        },
        follow("The authorizations", ".o_becs_tabs a[href='/my/becs/authorizations']"),
        follow("Open the authorization", ".o_becs_portal a:contains(TOUR)"),
        {
            content: "What is left of it",
            trigger: ".o_becs_table td:contains(10 used by you)",
        },
    ],
});
