/** Steps that the tours of the add-on share. */

import {waitFor} from "@odoo/hoot-dom";

/** Leaves the current menu for `menu`, by way of its section where it has one. */
export function openMenu(menu, section) {
    const steps = [];
    if (section) {
        steps.push({
            content: `Open the menu ${section}`,
            trigger: `.o_menu_sections [data-menu-xmlid='becs_claims.${section}']`,
            run: "click",
        });
    }
    steps.push({
        content: `Open ${menu}`,
        trigger: section
            ? `.o-dropdown--menu [data-menu-xmlid='becs_claims.${menu}']`
            : `.o_menu_sections [data-menu-xmlid='becs_claims.${menu}']`,
        run: "click",
    });
    return steps;
}

export function enter(name, value, inside = "") {
    return {
        content: `Enter ${name}`,
        trigger: `${inside} [name=${name}] input`,
        run: `edit ${value}`,
    };
}

export function choose(name, value, inside = "") {
    return [
        enter(name, value, inside),
        {
            content: `Choose ${value}`,
            trigger: `.o-autocomplete--dropdown-item:contains(${value})`,
            run: "click",
        },
    ];
}

export function press(button, content) {
    return {content, trigger: `.o_form_statusbar ${button}`, run: "click"};
}

export function expectStatus(status) {
    return {
        content: `The status is ${status}`,
        trigger: `.o_statusbar_status .o_arrow_button_current:contains(${status})`,
    };
}

/** Types a line into the open claim, as `[field, value]` pairs, and saves it. */
export function enterLine(values) {
    return [
        {
            content: "Add a line",
            trigger: ".o_becs_claim_lines .o_list_button_add",
            run: "click",
        },
        ...values.map(([name, value]) => enter(name, value, ".o_selected_row")),
        {
            content: "Save the line",
            trigger: ".o_becs_claim_lines .o_list_button_save",
            run: "click",
        },
        {
            content: "The line is stored",
            trigger: `.o_becs_claim_lines .o_list_button_add`,
        },
        {
            content: "It stands in the list",
            trigger: `.o_becs_claim_lines .o_data_row:contains(${values[0][1]})`,
        },
    ];
}

/** Decides in the open dialog, with the reason. */
export function decide(reason) {
    return [
        {
            content: "Say why",
            trigger: ".modal [name=note] textarea",
            run: `edit ${reason}`,
        },
        {
            content: "Decide",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {content: "The dialog is gone", trigger: "body:not(:has(.modal))"},
    ];
}

/** Drops a file over the open import dialog; `content` gives its text. */
export function dropFile(name, content) {
    const dragged = (type) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([content()], name, {type: "text/csv"}));
        return new DragEvent(type, {dataTransfer, bubbles: true, cancelable: true});
    };
    return [
        {
            content: "Drag a file over the page and drop it",
            trigger: ".modal .o_becs_file_drop_field",
            async run() {
                this.anchor.dispatchEvent(dragged("dragenter"));
                // the zone to drop it on lies over the dialog
                const zone = await waitFor(".o_becs_file_drop");
                zone.dispatchEvent(dragged("drop"));
            },
        },
        {
            content: "The file is there",
            trigger: `.modal .o_becs_file_drop_field a:contains(${name})`,
        },
    ];
}

/** Chooses an entry of a selection field. */
export function select(name, label, inside = "") {
    return [
        {
            content: `Open the choices of ${name}`,
            trigger: `${inside} [name=${name}] input`,
            run: "click",
        },
        {
            content: `Choose ${label}`,
            trigger: `.o_select_menu_item:contains(/^${label}$/)`,
            run: "click",
        },
    ];
}
