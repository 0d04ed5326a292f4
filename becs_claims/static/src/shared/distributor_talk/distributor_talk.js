import {Composer} from "@mail/core/common/composer";
import {Message} from "@mail/core/common/message";
import {Message as MessageModel} from "@mail/core/common/message_model";
import {Store} from "@mail/core/common/store_service";
import {Chatter} from "@mail/chatter/web_portal/chatter";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

/** Kind of the composer, beside Odoo's "message" and "note". */
const TO_DISTRIBUTOR = "becs_distributor";
/** Records of which distributors read what is for them. */
const MODELS = [
    "becs.claim",
    "becs.dispute",
    "becs.pos.report",
    "becs.program",
    "becs.request",
];

patch(Chatter.prototype, {
    get hasDistributor() {
        return MODELS.includes(this.state.thread?.model);
    },
});

patch(Composer.prototype, {
    get isToDistributor() {
        return this.props.type === TO_DISTRIBUTOR;
    },
    get placeholder() {
        if (this.isToDistributor) {
            return _t("Write to the distributor: it reads this…");
        }
        return super.placeholder;
    },
    get postData() {
        const postData = super.postData;
        if (this.isToDistributor) {
            // Its people are found by the server, nobody is suggested
            Object.assign(postData, {isNote: true, isToDistributor: true});
        }
        return postData;
    },
    get fullComposerAdditionalContext() {
        const context = super.fullComposerAdditionalContext;
        if (!this.isToDistributor) {
            return context;
        }
        return {
            ...context,
            default_partner_ids: [],
            default_subtype_xmlid: "becs_claims.mt_distributor",
        };
    },
});

patch(Store.prototype, {
    setup() {
        super.setup(...arguments);
        this.becs_mt_distributor = 0;
    },
    async getMessagePostParams({postData}) {
        const params = await super.getMessagePostParams(...arguments);
        if (postData.isToDistributor) {
            params.post_data.subtype_xmlid = "becs_claims.mt_distributor";
        }
        return params;
    },
});

patch(MessageModel.prototype, {
    get isToDistributor() {
        const subtype = this.store.becs_mt_distributor;
        return Boolean(subtype) && this.subtype_id?.id === subtype;
    },
});

patch(Message.prototype, {
    get attClass() {
        return {
            ...super.attClass,
            o_becs_to_distributor: this.message.isToDistributor,
        };
    },
});
