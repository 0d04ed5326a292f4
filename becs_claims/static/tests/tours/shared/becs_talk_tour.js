import {registry} from "@web/core/registry";

/** Somebody of the vendor's writes to the distributor, then to a colleague. */
registry.category("web_tour.tours").add("becs_talk", {
    steps: () => [
        {
            content: "Open the history",
            trigger: ".o_notebook .nav-link[name=history]",
            run: "click",
        },
        {
            content: "Write to the distributor",
            trigger: ".o_becs_to_distributor",
            run: "click",
        },
        {
            content: "Nobody has to be chosen",
            trigger: ".o-mail-Composer-input[placeholder*='distributor']",
            run: "edit Which invoice was it?",
        },
        {
            trigger: ".o-mail-Composer-send:enabled",
            run: "click",
        },
        {
            content: "It is shown in another colour",
            trigger: ".o_becs_to_distributor:contains('Which invoice was it?')",
        },
        {
            content: "Write to colleagues",
            trigger: ".o-mail-Chatter-sendMessage",
            run: "click",
        },
        {
            trigger: ".o-mail-Composer-input",
            run: "edit Between us",
        },
        {
            trigger: ".o-mail-Composer-send:enabled",
            run: "click",
        },
        {
            trigger:
                ".o-mail-Message:not(.o_becs_to_distributor):contains('Between us')",
        },
    ],
});
