import {Component, onWillUnmount, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

const POLL_MS = 1500;
const FIELDS = ["state", "done", "total", "message", "date_start"];

/**
 * Follows the background work in `job_id` of the record: how far it is, how long it
 * still takes, and what went wrong. Loads the record again when the work ends.
 */
export class JobProgress extends Component {
    static template = "becs_claims.JobProgress";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({job: null});
        this.timer = null;
        useRecordObserver((record) => {
            const {job_id: job, job_state: state} = record.data;
            const wanted = job && ["pending", "running", "failed"].includes(state);
            if (wanted && this.state.job?.id !== job.id) {
                this.poll(job.id);
            } else if (!wanted) {
                this.stop();
            }
        });
        onWillUnmount(() => this.stop());
    }

    stop() {
        browser.clearTimeout(this.timer);
        this.state.job = null;
    }

    async poll(jobId) {
        browser.clearTimeout(this.timer);
        const wasWorking = this.isWorking;
        const [job] = await this.orm.silent.read("becs.job", [jobId], FIELDS);
        this.state.job = job || null;
        if (this.isWorking) {
            this.timer = browser.setTimeout(() => this.poll(jobId), POLL_MS);
        } else if (wasWorking || this.props.record.data.job_state !== job?.state) {
            await this.props.record.load();
        }
    }

    get isWorking() {
        return ["pending", "running"].includes(this.state.job?.state);
    }

    get percent() {
        const {done, total} = this.state.job;
        return total ? Math.min(100, Math.floor((100 * done) / total)) : 0;
    }

    get progress() {
        const {state, done, total, message} = this.state.job;
        if (state === "pending") {
            return _t("Waiting to be worked on…");
        }
        const lines = total
            ? _t("%(done)s of %(total)s lines", {
                  done: done.toLocaleString(),
                  total: total.toLocaleString(),
              })
            : "";
        return [message, lines, this.timeLeft].filter(Boolean).join(" · ");
    }

    get timeLeft() {
        const {done, total, date_start: start} = this.state.job;
        if (!done || !start || done >= total) {
            return "";
        }
        const seconds = luxon.DateTime.utc().diff(
            luxon.DateTime.fromSQL(start, {zone: "utc"}),
            "seconds"
        ).seconds;
        const left = Math.round((seconds * (total - done)) / done);
        return left < 90
            ? _t("about %s seconds left", Math.max(left, 1))
            : _t("about %s minutes left", Math.round(left / 60));
    }

    async retry() {
        const {id} = this.state.job;
        await this.orm.call("becs.job", "action_retry", [[id]]);
        await this.props.record.load();
        await this.poll(id);
    }
}

registry.category("view_widgets").add("becs_job_progress", {
    component: JobProgress,
    fieldDependencies: [
        {name: "job_id", type: "many2one"},
        {name: "job_state", type: "selection"},
    ],
});
