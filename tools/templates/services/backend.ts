import { queues } from '@aro-rp/messaging';
import { settings } from '../../../apps/backend/src/settings.ts';
import { call, groupName, resourceId, subscriptionId, text } from '../language/expression.ts';
import { parameter, parametersOf } from '../language/template.ts';
import { containers, names, secrets, subnetId, types } from '../names.ts';
import { shardSubnets } from '../region/network.ts';
import { secretsFolder } from './cloud-init.ts';
import { environmentOf } from './environment.ts';
import { serviceParameters } from './scale-set.ts';
import { serviceTemplate } from './service-template.ts';

const parameters = {
  ...serviceParameters(2, 'Standard_D4s_v5'),
  rpClientId: parameter.string("the client id of the application that acts in customers' tenants"),
  endpointsGroup: parameter.string('the group in which private endpoints to clusters are made'),
  dnsZone: parameter.string('the zone in which clusters get a name, such as eastus.aroapp.io'),
  networkShards: parameter.int('how many networks private endpoints to clusters are spread over', { defaultValue: 2 }),
  registryId: parameter.string('the id of the container registry that clusters pull releases from'),
};
const p = parametersOf(parameters);
const certificate = 'rp-application.pem';
const scratch = '/scratch';
const storage = text`https://${names.storage(p.prefix)}.blob.core.windows.net`;

export const backend = serviceTemplate({
  description: 'One version of the backend. Into the group of the region.',
  service: 'backend',
  parameters,
  // Binaries, and running installers with all that they write.
  scratch: { [scratch]: '4g' },
  secretFiles: {
    [certificate]: { vault: names.applicationVault(p.prefix), secret: secrets.applicationCertificate },
  },
  scaling: {
    metric: 'ActiveMessages',
    of: resourceId(types.serviceBus, names.serviceBus(p.prefix)),
    dimensions: { EntityName: queues.clusters },
    ...{ above: 50, below: 5, times: 10 },
  },
  environment: environmentOf(settings, {
    location: p.location,
    cosmosEndpoint: text`https://${names.account(p.prefix)}.documents.azure.com`,
    cosmosDatabase: 'default',
    serviceBusNamespace: text`${names.serviceBus(p.prefix)}.servicebus.windows.net`,
    serviceBusConnection: 'default',
    keyVault: text`https://${names.serviceVault(p.prefix)}.vault.azure.net`,
    dataKeyName: secrets.dataKey,
    receivers: 'default',
    requestsEndWithin: 'default',
    armEndpoint: 'default',
    graphEndpoint: 'default',
    authorityHost: 'default',
    rpClientId: p.rpClientId,
    rpClientSecret: 'default',
    rpCertificatePath: `${secretsFolder}/${certificate}`,
    serviceSubscriptionId: subscriptionId,
    serviceResourceGroup: p.endpointsGroup,
    dnsZone: p.dnsZone,
    dnsResourceGroup: groupName,
    networkShards: call('join', shardSubnets(p.networkShards), ','),
    serviceSubnets: subnetId('backend'),
    registryId: p.registryId,
    installerStore: text`${storage}/${containers.installers}`,
    installerOutput: text`${storage}/${containers.installerOutput}`,
    installerFolder: scratch,
    installerMedium: 'tmpfs',
    installers: 'default',
    installerTimeout: 'default',
    clusterProxy: 'default',
    pollEvery: 'default',
    spreadWithin: 'default',
    protocolTimes: 'default',
  }),
});
