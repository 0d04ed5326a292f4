import {registry} from "@web/core/registry";
import {Interaction} from "@web/public/interaction";

/**
 * A file field that also takes a file dropped on it. What is chosen is said; the form
 * is sent as it is without JavaScript, too.
 */
export class BecsUpload extends Interaction {
    static selector = ".o_becs_upload";
    dynamicContent = {
        ".o_becs_drop": {
            "t-on-dragover.prevent": () => this.setOver(true),
            "t-on-dragleave": () => this.setOver(false),
            "t-on-drop.prevent": (ev) => this.onDrop(ev),
            "t-att-class": () => ({o_becs_drop_over: this.isOver}),
        },
        ".o_becs_drop_chosen": {"t-out": () => this.chosen},
        "input[type=file]": {"t-on-change": () => this.showChosen()},
    };

    setup() {
        this.isOver = false;
        this.chosen = "";
        this.input = this.el.querySelector("input[type=file]");
        // without JavaScript nothing can be dropped
        this.el.querySelector(".o_becs_drop_hint").classList.remove("d-none");
    }

    setOver(isOver) {
        this.isOver = isOver;
    }

    onDrop(ev) {
        this.isOver = false;
        const {files} = ev.dataTransfer;
        if (files.length) {
            const one = new DataTransfer();
            one.items.add(files[0]);
            this.input.files = one.files;
            this.showChosen();
        }
    }

    showChosen() {
        const [file] = this.input.files;
        this.chosen = file ? file.name : "";
    }
}

registry.category("public.interactions").add("becs_claims.upload", BecsUpload);
