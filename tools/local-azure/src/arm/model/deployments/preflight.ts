import { type PlannedResource } from '../../template/index.ts';
import { ArmError, type ErrorDetail, refusals } from '../errors.ts';
import { type Locations } from '../locations.ts';
import { findType, type ProviderCatalogue } from '../providers/index.ts';
import { type Registrations } from '../registrations.ts';
import { keyOf, parseResourcePath } from '../resource-id.ts';
import { type Deployment } from './deployment.ts';
import { invalidDeployment } from './faults.ts';

export interface PreflightOptions {
  catalogue: ProviderCatalogue;
  registrations: Registrations;
  locations: Locations;
  /** Whether the caller may write it at all. */
  refuseWrite(resource: PlannedResource): ArmError | undefined;
  /** What the providers behind the front door have said of theirs. */
  foreseen: readonly ErrorDetail[];
}

/**
 * What can be said of the resources before one of them is made: providers and their registration, types, api-versions,
 * locations and rights. @throws ArmError `InvalidTemplateDeployment` that names all
 */
export function preflight(deployment: Deployment, options: PreflightOptions): void {
  const details = deployment.resources
    .filter(({ condition }) => condition)
    .flatMap((resource): ErrorDetail[] => {
      const fault = faultOf(resource, options);
      return fault ? [{ ...fault.toBody(), target: fault.extra.target ?? resource.id }] : [];
    });
  const all = [...details, ...options.foreseen];
  if (all.length > 0) throw invalidDeployment(deployment.name, deployment.operationId, all);
}

/** Whether what is at `id` is served by a provider behind the front door. */
export function isForwarded(catalogue: ProviderCatalogue, id: string): boolean {
  const namespace = id.slice(id.toLowerCase().lastIndexOf('/providers/')).split('/')[2] ?? '';
  return catalogue.find(namespace)?.forwarded !== undefined;
}

/** Providers whose routes are not those of the catalogue's types. */
const unlisted = new Set(['microsoft.resources', 'microsoft.authorization']);

function faultOf(resource: PlannedResource, options: PreflightOptions): ArmError | undefined {
  const { catalogue, registrations, locations } = options;
  const [namespace = '', ...rest] = (resource.type.includes('/providers/') ? '' : resource.type).split('/');
  if (namespace === '' || unlisted.has(keyOf(namespace))) return options.refuseWrite(resource);
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
  return options.refuseWrite(resource);
}
