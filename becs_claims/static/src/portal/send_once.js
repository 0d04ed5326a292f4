import {registry} from "@web/core/registry";
import {Interaction} from "@web/public/interaction";

/** A form is sent once, however often its button is pressed. */
export class SendOnce extends Interaction {
    static selector = ".o_becs_portal form[method=post]";
    dynamicContent = {
        _root: {
            "t-on-submit": (ev) => this.onSubmit(ev),
            "t-att-aria-busy": () => (this.isSent ? "true" : null),
        },
        "button[type=submit]": {"t-att-class": () => ({disabled: this.isSent})},
        // the page may be shown again as it was left
        _window: {"t-on-pageshow": () => this.setSent(false)},
    };

    setup() {
        this.isSent = false;
    }

    setSent(isSent) {
        this.isSent = isSent;
    }

    onSubmit(ev) {
        if (this.isSent) {
            ev.preventDefault();
        }
        this.setSent(true);
    }
}

registry.category("public.interactions").add("becs_claims.send_once", SendOnce);
