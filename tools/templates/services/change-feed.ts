import { settings } from '../../../apps/change-feed/src/settings.ts';
import { text } from '../language/expression.ts';
import { parametersOf } from '../language/template.ts';
import { names } from '../names.ts';
import { environmentOf } from './environment.ts';
import { serviceParameters } from './scale-set.ts';
import { serviceTemplate } from './service-template.ts';

const parameters = serviceParameters(3, 'Standard_D2s_v5');
const p = parametersOf(parameters);

/** One for each zone: a container has one range until it is large, so that some of them wait for the lease. */
export const changeFeed = serviceTemplate({
  description: 'One version of the change feed. Into the group of the region.',
  service: 'change-feed',
  parameters,
  environment: environmentOf(settings, {
    cosmosEndpoint: text`https://${names.account(p.prefix)}.documents.azure.com`,
    cosmosDatabase: 'default',
    serviceBusNamespace: text`${names.serviceBus(p.prefix)}.servicebus.windows.net`,
    serviceBusConnection: 'default',
    protocolTimes: 'default',
  }),
});
