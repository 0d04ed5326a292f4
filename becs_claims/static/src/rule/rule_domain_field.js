import {DomainField, domainField} from "@web/views/fields/domain/domain_field";
import {DomainSelector} from "@web/core/domain_selector/domain_selector";
import {KeepLast} from "@web/core/utils/concurrency";
import {_t} from "@web/core/l10n/translation";
import {getDefaultCondition} from "@web/core/domain_selector/utils";
import {onWillStart} from "@odoo/owl";
import {registry} from "@web/core/registry";

/** Offers only the fields a rule may look at. */
export class RuleDomainSelector extends DomainSelector {
    static props = {...DomainSelector.props, allowed: Object};

    getDefaultCondition({quantity}) {
        return getDefaultCondition({quantity});
    }

    getPathEditorInfo(resModel, defaultCondition) {
        const info = super.getPathEditorInfo(resModel, defaultCondition);
        const {allowed} = this.props;
        return {
            ...info,
            extractProps: (params) => ({
                ...info.extractProps(params),
                filter: (fieldDef, _path, model) =>
                    Boolean(allowed[model || resModel]?.includes(fieldDef.name)),
            }),
        };
    }
}

/**
 * The domain of an own rule, with how many of the lines filed lately it would find:
 * counted again at every change, for the programs and distributors of the rule.
 */
export class RuleDomainField extends DomainField {
    static template = "becs_claims.RuleDomainField";
    static components = {DomainSelector: RuleDomainSelector};

    setup() {
        this.keepLast = new KeepLast();
        super.setup();
        this.state.found = null;
        onWillStart(async () => {
            this.allowed = await this.orm.call("becs.rule", "get_domain_fields");
        });
    }

    async checkProps(props = this.props) {
        const {company_id, program_ids, distributor_ids} = props.record.data;
        this.state.found = await this.keepLast.add(
            this.orm.silent.call("becs.rule", "get_matches", [
                this.getDomain(props),
                company_id ? company_id.id : false,
                program_ids.currentIds,
                distributor_ids.currentIds,
            ])
        );
    }

    async quickValidityCheck(props) {
        const found = await this.orm.call("becs.rule", "get_matches", [
            this.debugDomain || this.getDomain(props),
        ]);
        return !found.error;
    }

    getEvaluatedDomain() {
        return this.state.found.domain;
    }

    get matching() {
        const {matching, total, days} = this.state.found;
        return _t("%(matching)s of the %(total)s lines of the last %(days)s days", {
            matching: matching.toLocaleString(),
            total: total.toLocaleString(),
            days,
        });
    }
}

registry.category("fields").add("becs_rule_domain", {
    ...domainField,
    component: RuleDomainField,
    fieldDependencies: [
        {name: "company_id", type: "many2one"},
        {name: "program_ids", type: "many2many"},
        {name: "distributor_ids", type: "many2many"},
    ],
});
