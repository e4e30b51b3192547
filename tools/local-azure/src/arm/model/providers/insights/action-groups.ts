import { asList, asObject, isText, type Json } from '../../json.ts';
import { type ResourceType } from '../provider.ts';
import { insightsApiVersions } from './api-versions.ts';
import { badRequest, insightsDefaults } from './shared.ts';

const receivers = [
  'emailReceivers',
  'smsReceivers',
  'webhookReceivers',
  'eventHubReceivers',
  'itsmReceivers',
  'azureAppPushReceivers',
  'automationRunbookReceivers',
  'voiceReceivers',
  'logicAppReceivers',
  'azureFunctionReceivers',
  'armRoleReceivers',
];

/** Microsoft.Insights/actionGroups: who is told of an alert. Nobody is, here. */
export const actionGroup: ResourceType = {
  ...insightsDefaults,
  name: 'actionGroups',
  apiVersions: insightsApiVersions.actionGroups,
  kind: 'global',
  accept({ properties }) {
    const { groupShortName, enabled = true } = properties;
    if (!isText(groupShortName) || groupShortName.length > 12)
      throw badRequest(`The group short name '${String(groupShortName)}' has 1 to 12 characters.`);
    const names = new Set<string>();
    const given = Object.fromEntries(
      receivers.map((member) => [member, asList(properties[member]).map((one) => receiverOf(member, asObject(one)))]),
    );
    for (const { name } of Object.values(given).flat()) {
      if (!isText(name)) throw badRequest('A receiver of the action group has no name.');
      if (names.has(name)) throw badRequest(`The receiver name '${name}' stands twice in the action group.`);
      names.add(name);
    }
    return { properties: { groupShortName, enabled, ...given } };
  },
};

function receiverOf(member: string, receiver: Json): Json {
  if (member !== 'emailReceivers') return receiver;
  const { emailAddress, status: _status } = receiver;
  if (!isText(emailAddress) || !/^[^@\s]+@[^@\s]+$/.test(emailAddress))
    throw badRequest(`The email address '${String(emailAddress)}' of a receiver is invalid.`);
  return { useCommonAlertSchema: false, ...receiver, status: 'Enabled' };
}
