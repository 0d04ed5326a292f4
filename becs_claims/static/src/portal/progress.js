import {get} from "@web/core/network/http_service";
import {registry} from "@web/core/registry";
import {Interaction} from "@web/public/interaction";

const EVERY = 1500; // milliseconds

/** Shows how far background work is, and the page anew when it is over. */
export class BecsProgress extends Interaction {
    static selector = ".o_becs_progress";
    dynamicContent = {
        ".o_becs_progress_text": {"t-out": () => this.text},
        ".o_becs_progress_count": {"t-out": () => this.count},
        ".progress": {"t-att-aria-valuenow": () => `${this.percent}`},
        ".progress-bar": {"t-att-style": () => ({width: `${this.percent}%`})},
    };

    setup() {
        this.text = this.el.querySelector(".o_becs_progress_text").textContent.trim();
        this.count = this.el.querySelector(".o_becs_progress_count").textContent.trim();
        this.percent = Number(
            this.el.querySelector(".progress").getAttribute("aria-valuenow")
        );
        this.wait();
    }

    wait() {
        this.waitForTimeout(() => this.ask(), EVERY);
    }

    async ask() {
        let progress;
        try {
            progress = await this.waitFor(get(this.el.dataset.url));
        } catch {
            // the connection is away for a moment
            this.wait();
            return;
        }
        if (!progress || progress.over) {
            window.location.reload();
            return;
        }
        this.text = progress.message || this.text;
        this.count = progress.total ? `${progress.done} / ${progress.total}` : "";
        this.percent = progress.percent;
        this.updateContent();
        this.wait();
    }
}

registry.category("public.interactions").add("becs_claims.progress", BecsProgress);
