import { asObject, isText } from '../model/json.ts';
import { refusals } from '../model/errors.ts';
import { type Model } from '../model/index.ts';
import { type Answer, type Call, jsonBody, requireApiVersion } from './call.ts';
import { type LocalRoutes } from './routes.ts';

const apiVersions = ['2020-07-01', '2022-03-01', '2023-03-01', '2024-10-01'];

/** What policies would say of a resource in a group, without making it (Policy Restrictions, "Check At Resource Group Scope"). */
export const policyRoutes = ({ access, groups }: Model): LocalRoutes => ({
  '/subscriptions/:subscriptionId/resourceGroups/:group/providers/Microsoft.PolicyInsights/checkPolicyRestrictions': {
    post(call: Call, { subscriptionId = '', group = '' }): Answer {
      const version = requireApiVersion(call);
      if (!apiVersions.includes(version))
        throw refusals.unsupportedApiVersion('checkPolicyRestrictions', 'global', version, apiVersions);
      groups.require(subscriptionId, group);
      const body = asObject(asObject(jsonBody(call)['resourceDetails'])['resourceContent']);
      const { type, name = '' } = body;
      if (!isText(type)) throw refusals.invalidContent('resourceContent has no type');
      const id = `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/${type}/${String(name)}`;
      const refusal = access.refuseContent({ id, type, name: String(name), body });
      const policyEvaluations = (refusal?.extra.additionalInfo ?? []).map(({ info }) => ({
        policyInfo: { policyDefinitionId: info['policyDefinitionId'], policyAssignmentId: info['policyAssignmentId'] },
        evaluationResult: 'NonCompliant',
        evaluationDetails: info['evaluationDetails'],
      }));
      return { status: 200, body: { fieldRestrictions: [], contentEvaluationResult: { policyEvaluations } } };
    },
  },
});
