import { settings } from '../../../apps/frontend/src/settings.ts';
import { text } from '../language/expression.ts';
import { parameter, parametersOf } from '../language/template.ts';
import { names, secrets } from '../names.ts';
import { environmentOf } from './environment.ts';
import { serviceParameters } from './scale-set.ts';
import { serviceTemplate } from './service-template.ts';

const parameters = {
  ...serviceParameters(3, 'Standard_D2s_v5'),
  dnsZone: parameter.string('the zone in which clusters get a name, such as eastus.aroapp.io'),
  adminIssuers: parameter.string("the authorities that issue administrators' certificates, as PEM; empty: none", {
    defaultValue: '',
  }),
  adminCommonName: parameter.string("the common name of administrators' certificates", { defaultValue: '' }),
};
const p = parametersOf(parameters);

export const frontend = serviceTemplate({
  description: 'One version of the frontend. Into the group of the region.',
  service: 'frontend',
  parameters,
  isBehindLoadBalancer: true,
  scaling: { metric: 'Percentage CPU', above: 60, below: 20, times: 4 },
  environment: environmentOf(settings, {
    host: 'default',
    port: 'default',
    location: p.location,
    clusterDomain: p.dnsZone,
    cosmosEndpoint: text`https://${names.account(p.prefix)}.documents.azure.com`,
    cosmosDatabase: 'default',
    keyVault: text`https://${names.serviceVault(p.prefix)}.vault.azure.net`,
    certificateName: secrets.serverCertificate,
    certificateEvery: 'default',
    dataKeyName: secrets.dataKey,
    armMetadata: 'default',
    adminIssuers: p.adminIssuers,
    adminCommonName: p.adminCommonName,
    retryAfter: 'default',
    requestBurst: 'default',
    requestsPerSecond: 'default',
    serveWhileDraining: 'default',
  }),
});
