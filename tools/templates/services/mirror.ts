import { settings } from '../../../apps/mirror/src/settings.ts';
import { text } from '../language/expression.ts';
import { parameter, parametersOf } from '../language/template.ts';
import { containers, names, secrets } from '../names.ts';
import { secretsFolder } from './cloud-init.ts';
import { environmentOf } from './environment.ts';
import { serviceParameters } from './scale-set.ts';
import { serviceTemplate } from './service-template.ts';

const parameters = {
  ...serviceParameters(2, 'Standard_D2s_v5'),
  channels: parameter.string('the channels that are watched, such as stable-4.16,stable-4.18'),
};
const p = parametersOf(parameters);
const sources = 'source-registries.json';

export const mirror = serviceTemplate({
  description: 'One version of the mirror. Into the group of the region.',
  service: 'mirror',
  parameters,
  secretFiles: { [sources]: { vault: names.mirrorVault(p.prefix), secret: secrets.sourceRegistries } },
  environment: environmentOf(settings, {
    graphUrl: 'default',
    architecture: 'default',
    minimumVersion: 'default',
    deniedVersions: 'default',
    channels: p.channels,
    watchEvery: 'default',
    leaseFreeAfter: 'default',
    registry: p.registry,
    registryAuth: 'default',
    sourceAuth: `${secretsFolder}/${sources}`,
    sourceHosts: 'default',
    plainHttpHosts: 'default',
    imagesAtOnce: 'default',
    stallTimeout: 'default',
    cosmosEndpoint: text`https://${names.account(p.prefix)}.documents.azure.com`,
    cosmosDatabase: 'default',
    installerStore: text`https://${names.storage(p.prefix)}.blob.core.windows.net/${containers.installers}`,
  }),
});
