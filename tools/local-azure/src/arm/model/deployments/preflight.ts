import { type PlannedResource } from '../../template/index.ts';
import { type Caller } from '../access.ts';
import { ArmError, type ErrorDetail, refusals } from '../errors.ts';
import { type Locations } from '../locations.ts';
import { findType, type ProviderCatalogue } from '../providers/index.ts';
import { type Registrations } from '../registrations.ts';
import { keyOf, parseResourcePath } from '../resource-id.ts';
import { type Deployment } from './deployment.ts';
import { deploymentDisallowed, deploymentUnauthorized, invalidDeployment } from './faults.ts';
import { withoutSecretsIn } from './secrecy.ts';
import { writeActionOf } from './write-action.ts';

export interface PreflightOptions {
  catalogue: ProviderCatalogue;
  registrations: Registrations;
  locations: Locations;
  /** By the caller's rights: 403, or what else is in the way of any write. */
  refuseWrite(resource: PlannedResource): ArmError | undefined;
  /** By policies, as far as what would be put is known. */
  refuseContent(resource: PlannedResource): ArmError | undefined;
  /** What the providers behind the front door have said of theirs. */
  foreseen: readonly ErrorDetail[];
}

/**
 * What can be said of the resources before one of them is made: first of rights, then of policies, then of providers
 * and their registration, types, api-versions and locations. @throws ArmError `InvalidTemplateDeployment` that names all
 */
export function preflight(deployment: Deployment, options: PreflightOptions): void {
  const resources = deployment.resources.filter(({ condition }) => condition);
  const refused = resources.map((one) => ({ one, refusal: options.refuseWrite(one) }));
  const unauthorized = refused.flatMap(({ one, refusal }) =>
    refusal?.status === 403 ? [inTemplate(one, refusal, deployment.caller)] : [],
  );
  if (unauthorized.length > 0) throw deploymentUnauthorized(unauthorized);
  const disallowed = resources.flatMap((one) => options.refuseContent(one) ?? []);
  if (disallowed.length > 0) {
    const secrets = deployment.running?.secrets ?? [];
    throw deploymentDisallowed(disallowed.map((one) => withoutSecretsIn(one.toBody(), secrets)));
  }
  const details = refused.flatMap(({ one, refusal }): ErrorDetail[] => {
    const fault = faultOf(one, options) ?? refusal;
    return fault ? [{ ...fault.toBody(), target: fault.extra.target ?? one.id }] : [];
  });
  const all = [...details, ...options.foreseen];
  if (all.length > 0) throw invalidDeployment(deployment.name, deployment.operationId, all);
}

/** What Azure says of a right that is missing; a deny assignment has words of its own. */
function inTemplate({ id, name, type }: PlannedResource, refusal: ArmError, { appid, oid }: Caller): string {
  const reason =
    refusal.code === 'AuthorizationFailed'
      ? `The client '${appid}' with object id '${oid}' does not have permission to perform action '${writeActionOf(id)}' at scope '${id}'.`
      : refusal.message;
  return `Authorization failed for template resource '${name}' of type '${type}'. ${reason}`;
}

/** Whether what is at `id` is served by a provider behind the front door. */
export function isForwarded(catalogue: ProviderCatalogue, id: string): boolean {
  const namespace = id.slice(id.toLowerCase().lastIndexOf('/providers/')).split('/')[2] ?? '';
  return catalogue.find(namespace)?.forwarded !== undefined;
}

/** Providers whose routes are not those of the catalogue's types. */
const unlisted = new Set(['microsoft.resources', 'microsoft.authorization']);

function faultOf(
  resource: PlannedResource,
  { catalogue, registrations, locations }: PreflightOptions,
): ArmError | undefined {
  const [namespace = '', ...rest] = (resource.type.includes('/providers/') ? '' : resource.type).split('/');
  if (namespace === '' || unlisted.has(keyOf(namespace))) return undefined;
  try {
    const provider = catalogue.find(namespace);
    if (!provider) return refusals.invalidNamespace(namespace);
    registrations.require(parseResourcePath(resource.id)?.subscriptionId ?? '', provider.namespace);
    const own = findType(provider, rest.join('/'));
    const type = own ?? provider.forwarded?.resourceTypes.find(({ name }) => keyOf(name) === keyOf(rest.join('/')));
    if (!type) return refusals.invalidType(rest.join('/'), provider.namespace, resource.apiVersion);
    const { location } = resource;
    if (!type.apiVersions.includes(resource.apiVersion))
      return refusals.unsupportedApiVersion(type.name, location ?? 'global', resource.apiVersion, type.apiVersions);
    const isRegional = provider.forwarded !== undefined || own?.kind === 'regional';
    if (isRegional && location !== undefined) locations.forResource(location, resource.type);
  } catch (error) {
    if (error instanceof ArmError) return error;
    throw error;
  }
  return undefined;
}
