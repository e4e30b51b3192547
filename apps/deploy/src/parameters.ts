import { type RegionConfig } from './config/index.ts';
import { DeployError } from './deploy-error.ts';
import { type ServiceName } from './services.ts';
import { type Template, type TemplateName, templates } from './templates.ts';

/** A template and the values of its parameters. */
export interface Deployable {
  template: Template;
  parameters: Record<string, unknown>;
}

/**
 * Values for a template's parameters, by name: from the configuration, or given. What the configuration has no value
 * for is left to the template's own default.
 * @throws DeployError `bad-input` that names every parameter without a value
 */
export function deployable(
  name: TemplateName,
  config: RegionConfig,
  given: Readonly<Record<string, unknown>> = {},
): Deployable {
  const template = templates[name];
  const known: Readonly<Record<string, unknown>> = { ...valuesOf(config), ...given };
  const wanted = Object.entries(template.parameters);
  const missing = wanted.filter(([key, { defaultValue }]) => defaultValue === undefined && known[key] === undefined);
  if (missing.length > 0)
    throw new DeployError(
      'bad-input',
      missing
        .map(([key, { metadata }]) => `template ${name}: parameter ${key} has no value: ${metadata?.description ?? ''}`)
        .join('\n'),
    );
  const values = wanted.flatMap(([key]) => (known[key] === undefined ? [] : [[key, known[key]] as const]));
  return { template, parameters: Object.fromEntries(values) };
}

/** One version of one service. @param given `registry` is the host that machines pull from */
export const serviceDeployable = (
  service: ServiceName,
  config: RegionConfig,
  given: { version: string; digest: string; registry: string; release: string },
): Deployable =>
  deployable(service, config, {
    ...{ version: given.version, imageDigest: given.digest, registry: given.registry, release: given.release },
    instances: config.services[service].instances,
    machineSize: config.services[service].machineSize,
  });

const valuesOf = (config: RegionConfig): Readonly<Record<string, unknown>> => ({
  location: config.location,
  prefix: config.prefix,
  dnsZone: config.dnsZone,
  networkShards: config.networkShards,
  frontendCallers: config.frontendCallers,
  operators: config.operators,
  alertMails: config.alertMails,
  endpointsGroup: config.endpointsGroup,
  registryName: config.registryName,
  registryId: config.registryId,
  parentZone: config.parentZone,
  replicas: config.replicas,
  storageName: config.storageName,
  region: config.location,
  regionGroup: config.group,
  regionSubscriptionId: config.subscriptionId,
  principalId: config.pipelinePrincipalId,
  sshPublicKey: config.sshPublicKey,
  rpClientId: config.rpClientId,
  rpPrincipalId: config.rpPrincipalId,
  adminIssuers: config.adminIssuers,
  adminCommonName: config.adminCommonName,
  channels: config.channels.join(),
});
