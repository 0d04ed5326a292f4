import {Component, useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {FileInput} from "@web/core/file_input/file_input";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useDropzone} from "@web/core/dropzone/dropzone_hook";
import {useFileUploader} from "@web/core/utils/files";
import {useService} from "@web/core/utils/hooks";

const ROUTE = "/web/binary/upload_attachment";

/**
 * One uploaded file, chosen or dropped, as a many2one to its attachment.
 *
 * The file goes up as it is, not as text inside a request of the form.
 */
export class FileDropField extends Component {
    static template = "becs_claims.FileDropField";
    static components = {FileInput};
    static props = {
        ...standardFieldProps,
        acceptedFileExtensions: {type: String, optional: true},
    };
    static defaultProps = {acceptedFileExtensions: "*"};

    setup() {
        this.notification = useService("notification");
        this.upload = useFileUploader();
        this.root = useRef("root");
        this.state = useState({uploading: false});
        useDropzone(
            this.root,
            (ev) => this.onDrop(ev),
            "o_becs_file_drop",
            () => !this.props.readonly && !this.state.uploading
        );
    }

    get file() {
        return this.props.record.data[this.props.name];
    }

    get resModel() {
        return this.props.record.resModel;
    }

    async onDrop(ev) {
        const files = [...ev.dataTransfer.files];
        if (files.length !== 1) {
            this.notification.add(_t("Drop one file at a time."), {type: "warning"});
            return;
        }
        this.state.uploading = true;
        try {
            const params = {
                csrf_token: odoo.csrf_token,
                ufile: files,
                model: this.resModel,
                id: 0,
            };
            await this.onUploaded((await this.upload(ROUTE, params)) || []);
        } finally {
            this.state.uploading = false;
        }
    }

    async onUploaded(files) {
        for (const file of files) {
            if (file.error) {
                this.notification.add(file.error, {type: "danger"});
            } else {
                const value = {id: file.id, display_name: file.filename};
                await this.props.record.update({[this.props.name]: value});
            }
        }
    }

    onRemove() {
        return this.props.record.update({[this.props.name]: false});
    }
}

export const fileDropField = {
    component: FileDropField,
    displayName: _t("File, chosen or dropped"),
    supportedTypes: ["many2one"],
    extractProps: ({options}) => ({
        acceptedFileExtensions: options.accepted_file_extensions,
    }),
};

registry.category("fields").add("becs_file_drop", fileDropField);
