import { type World } from '../world.ts';
import { createFieldErrors, type FieldErrors } from './field-errors.ts';
import { validateNetworking } from './validate-networking.ts';
import { type AzurePlatform, type InstallConfig } from './types.ts';

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** What leaves room for `*.apps` before it, written as nine characters. */
const longestName = 63 - 9;
const clouds = ['AzurePublicCloud', 'AzureUSGovernmentCloud', 'AzureChinaCloud', 'AzureGermanCloud'];

/** What can be told without Azure (openshift/installer, pkg/types/validation). @throws Failure */
export function validate(config: InstallConfig, { env, log }: Pick<World, 'env' | 'log'>): void {
  const errors = createFieldErrors();
  if (config.apiVersion !== 'v1')
    errors.invalid('apiVersion', config.apiVersion, 'install-config version must be "v1"');
  if (config.sshKey !== undefined && !isSshKey(config.sshKey))
    errors.invalid('sshKey', config.sshKey, 'ssh: no key found');
  if (config.metadata.name === '') errors.required('metadata.name', 'cluster name required');
  else if (config.metadata.name.length > longestName)
    errors.invalid('metadata.name', config.metadata.name, `must be no more than ${longestName} characters`);
  else if (!label.test(config.metadata.name))
    errors.invalid(
      'metadata.name',
      config.metadata.name,
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-'",
    );
  if (!config.baseDomain.split('.').every((part) => label.test(part)))
    errors.invalid('baseDomain', config.baseDomain, 'a lowercase RFC 1123 subdomain must consist of labels');
  validateNetworking(config.networking, errors);
  validatePools(config, errors);
  validateAzurePlatform(config.platform.azure, errors);
  // The binary repeats the whole pull secret here, so this does too.
  const problem = pullSecretProblem(config.pullSecret);
  if (problem !== undefined) errors.invalid('pullSecret', config.pullSecret, problem);
  if (config.publish !== 'External' && config.publish !== 'Internal')
    errors.unsupported('publish', config.publish, ['External', 'Internal']);
  validateFips(config, env, log, errors);
  for (const [index, { source }] of (config.imageDigestSources ?? []).entries())
    if (!/^[\w.:-]+(\/[\w.-]+)*$/.test(source) || source.includes('@'))
      errors.invalid(`imageDigestSources[${index}].source`, source, 'must be repository--not reference');
  errors.throwIfAny('invalid "install-config.yaml" file: ');
}

function validatePools({ controlPlane, compute }: InstallConfig, errors: FieldErrors): void {
  if (controlPlane.name !== 'master') errors.unsupported('controlPlane.name', controlPlane.name, ['master']);
  if (controlPlane.replicas < 1)
    errors.invalid('controlPlane.replicas', controlPlane.replicas, 'number of control plane replicas must be positive');
  const [workers] = compute;
  if (workers.name !== 'worker') errors.unsupported('compute[0].name', workers.name, ['worker', 'edge']);
  if (workers.replicas < 0)
    errors.invalid('compute[0].replicas', workers.replicas, 'number of replicas must not be negative');
  for (const [path, { architecture, hyperthreading }] of [
    ['controlPlane', controlPlane],
    ['compute[0]', workers],
  ] as const) {
    if (architecture !== 'amd64' && architecture !== 'arm64')
      errors.unsupported(`${path}.architecture`, architecture, ['amd64', 'arm64']);
    if (hyperthreading !== 'Enabled' && hyperthreading !== 'Disabled')
      errors.unsupported(`${path}.hyperthreading`, hyperthreading, ['Disabled', 'Enabled']);
  }
}

function validateAzurePlatform(azure: AzurePlatform, errors: FieldErrors): void {
  const path = 'platform.azure';
  if (azure.region === '')
    errors.required(`${path}.region`, 'region should be set to one of the supported Azure regions');
  if (azure.baseDomainResourceGroupName === '')
    errors.required(
      `${path}.baseDomainResourceGroupName`,
      'baseDomainResourceGroupName is the resource group name where the azure dns zone is deployed',
    );
  const subnets = ['controlPlaneSubnet', 'computeSubnet', 'networkResourceGroupName'] as const;
  for (const member of subnets) {
    const given = (azure[member] ?? '') !== '';
    if (azure.virtualNetwork !== undefined && !given)
      errors.required(`${path}.${member}`, `must provide a ${member} when a virtual network is specified`);
    if (azure.virtualNetwork === undefined && given)
      errors.required(`${path}.virtualNetwork`, `must provide a virtual network when supplying ${member}`);
  }
  if (!clouds.includes(azure.cloudName)) errors.unsupported(`${path}.cloudName`, azure.cloudName, clouds);
  const outbound = ['Loadbalancer', 'UserDefinedRouting'];
  if (!outbound.includes(azure.outboundType)) errors.unsupported(`${path}.outboundType`, azure.outboundType, outbound);
  if (azure.outboundType === 'UserDefinedRouting' && azure.virtualNetwork === undefined)
    errors.invalid(
      `${path}.outboundType`,
      azure.outboundType,
      'UserDefinedRouting is only allowed when installing to pre-existing network',
    );
}

function validateFips({ fips }: InstallConfig, env: World['env'], log: World['log'], errors: FieldErrors): void {
  if (fips !== true) return;
  if (env['OPENSHIFT_INSTALL_SKIP_HOSTCRYPT_VALIDATION'] !== undefined)
    return log.warning('Host cryptographic validation is skipped: the cluster may not be FIPS compliant');
  errors.invalid('fips', true, 'target cluster is in FIPS mode, but the installing host is not');
}

/** A line of authorized_keys: the key's own type is the first text in the blob (RFC 4253 6.6). */
function isSshKey(line: string): boolean {
  const [type = '', base64 = ''] = line.trim().split(/\s+/);
  const blob = Buffer.from(base64, 'base64');
  const length = blob.length < 4 ? 0 : blob.readUInt32BE(0);
  return length > 0 && blob.length > 4 + length && blob.toString('latin1', 4, 4 + length) === type;
}

function pullSecretProblem(text: string): string | undefined {
  let secret: { auths?: unknown };
  try {
    secret = Object(JSON.parse(text)) as { auths?: unknown };
  } catch {
    return 'invalid character looking for beginning of value';
  }
  const auths = Object.entries(Object(secret.auths) as Record<string, object>);
  if (auths.length === 0) return 'auths required';
  const problems = auths.flatMap(([host, entry]) =>
    Object.hasOwn(Object(entry) as object, 'auth') || Object.hasOwn(Object(entry) as object, 'credsStore')
      ? []
      : [`"${host}" requires either auth or credsStore`],
  );
  return problems.length > 1 ? `[${problems.join(', ')}]` : problems[0];
}
