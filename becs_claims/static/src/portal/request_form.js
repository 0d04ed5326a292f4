import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

const MOST = 100;
const SHORTEST = 2;

/**
 * The form of a special price request: rows come and go without a new page, and codes
 * are offered while they are typed. Without JavaScript the server adds rows.
 */
export class RequestForm extends Interaction {
    static selector = ".o_becs_request_form";
    dynamicContent = {
        ".o_becs_add": {"t-on-click.prevent": this.add},
        ".o_becs_remove button": {"t-on-click.withTarget": this.remove},
        ".o_becs_remove": {"t-att-class": () => ({"d-none": false})},
        "input[name=product_ref]": {
            "t-on-input.withTarget": this.debounced(this.search, 250),
            "t-att-list": () => "becs_products",
        },
    };

    setup() {
        this.lines = this.el.querySelector(".o_becs_request_lines");
        this.products = this.el.querySelector("#becs_products");
    }

    get rows() {
        return [...this.lines.querySelectorAll(".o_becs_request_line")];
    }

    add() {
        const rows = this.rows;
        if (rows.length >= MOST) {
            return;
        }
        const row = rows[rows.length - 1].cloneNode(true);
        for (const input of row.querySelectorAll("input")) {
            input.value = "";
            input.classList.remove("is-invalid");
            input.removeAttribute("aria-describedby");
        }
        for (const error of row.querySelectorAll(".invalid-feedback")) {
            error.remove();
        }
        this.insert(row, this.lines);
        this.number();
        row.querySelector("input").focus();
    }

    remove(_event, button) {
        const row = button.closest(".o_becs_request_line");
        if (this.rows.length === 1) {
            for (const input of row.querySelectorAll("input")) {
                input.value = "";
            }
        } else {
            row.remove();
        }
        this.number();
        this.el.querySelector(".o_becs_add").focus();
    }

    /** Labels belong to their fields, and each product has its number. */
    number() {
        this.rows.forEach((row, index) => {
            row.querySelector(".o_becs_row_number").textContent = index + 1;
            for (const label of row.querySelectorAll("label")) {
                const input = row.querySelector(`#${CSS.escape(label.htmlFor)}`);
                const id = label.htmlFor.replace(/\d+$/, index);
                label.htmlFor = id;
                if (input) {
                    input.id = id;
                }
            }
        });
    }

    async search(_event, input) {
        const term = input.value.trim();
        if (term.length < SHORTEST) {
            return;
        }
        const found = await this.waitFor(
            this.services.http.get(
                `/my/becs/requests/products?term=${encodeURIComponent(term)}`
            )
        );
        this.products.replaceChildren(
            ...found.map(({code, name}) => {
                const option = document.createElement("option");
                option.value = code;
                option.textContent = name;
                return option;
            })
        );
    }
}

registry.category("public.interactions").add("becs_claims.request_form", RequestForm);
