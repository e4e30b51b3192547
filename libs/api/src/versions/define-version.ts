import { errors } from '../errors/catalogue.ts';
import { combine } from '../errors/violation.ts';
import { providerNamespace, resourceType } from '../ids/resource-id.ts';
import { type OpenShiftCluster, type SystemData } from '../model/cluster.ts';
import { withDefaults } from '../model/defaults.ts';
import { type ApiVersion, type ClusterChange, type ClusterRequest } from './api-version.ts';
import { applyTo, toExternal } from './converter.ts';
import { findChanges } from './request/changes.ts';
import { Findings } from './request/findings.ts';
import { merge } from './request/merge.ts';
import { findMissing } from './request/missing.ts';
import { placesIn } from './request/places.ts';
import { read } from './request/read.ts';
import { secretsIn } from './request/secrets.ts';
import { findInvalid } from './request/values.ts';
import { type Rule, type RuleContext } from './rules/rule.ts';
import { frozen } from './schema/frozen.ts';
import { type Shape, shapeOf, type Wire } from './schema/shape.ts';
import { ClusterWire } from './wire/cluster.ts';

/** All that one version has of its own; which members it has stands at the members. */
export interface VersionDefinition {
  version: string;
  /** Those that need more than one value; in the order in which they are reported. */
  rules: readonly Rule[];
  actions: ApiVersion['actions'];
  serves: ApiVersion['serves'];
  hasOperationOrigin: boolean;
  listsInPages: boolean;
  /** Of a version that makes no cluster: the wire paths of all that it can change of one. */
  changesOnly?: ReadonlySet<string>;
}

/** A version, with its definition for the next one to differ from. */
export interface DefinedVersion extends ApiVersion {
  readonly definition: VersionDefinition;
}

export function defineVersion(definition: VersionDefinition): DefinedVersion {
  const { version, rules, actions, serves, hasOperationOrigin, listsInPages, changesOnly } = definition;
  const all = shapeOf(ClusterWire, version);
  const shape = changesOnly === undefined ? all : frozen(all, changesOnly);
  return {
    version,
    actions,
    serves,
    hasOperationOrigin,
    listsInPages,
    hasSystemData: shape.named.has('systemData'),
    shape,
    definition,
    toExternal: (cluster) => toExternal(shape, cluster),
    apply: (request) => {
      if (changesOnly !== undefined && request.current === undefined) throw errors.creationNotAllowed(version);
      return apply(shape, rules, request);
    },
  };
}

function apply(shape: Shape, rules: readonly Rule[], request: ClusterRequest): ClusterChange {
  const { method, id, body, current } = request;
  if (method === 'PATCH' && current === undefined) throw errors.resourceNotFound(id);
  const creating = current === undefined;
  const stored = creating ? unborn(request) : toExternal(shape, current);

  const findings = new Findings();
  const next = merge(method, shape, read(shape, body, '', findings), stored);
  const places = placesIn({ shape, next, stored, path: '' });
  for (const place of places) findMissing(place, creating, findings);
  for (const place of places) findChanges(place, creating, findings);
  for (const place of places) findInvalid(place, findings);
  const context = contextOf(request, creating ? undefined : stored);
  for (const rule of rules) findings.add(...rule(next, context));
  if (findings.violations.length > 0) throw combine(findings.violations);

  const secrets = secretsIn(shape, next);
  const cluster =
    current === undefined ? withDefaults(applyTo(shape, next, born(request))) : applyTo(shape, next, current);
  return { cluster: stamp(cluster, request, Object.keys(secrets).length > 0), secrets };
}

const type = `${providerNamespace}/${resourceType}`;

/** What GET would say of a cluster that is only a path yet: read-only members of a create are compared with it. */
const unborn = ({ id }: ClusterRequest): Wire => ({
  id: id.id,
  name: id.name,
  type,
  properties: { provisioningState: 'Succeeded' },
});

/** The model under the members that a request cannot set; conversion adds all others, for validation has seen them. */
const born = ({ id }: ClusterRequest): OpenShiftCluster =>
  ({ id: id.id, name: id.name, type, properties: { provisioningState: 'Creating' } }) as OpenShiftCluster;

function contextOf({ id, location, clusterDomain }: ClusterRequest, stored: Wire | undefined): RuleContext {
  return {
    id,
    location,
    ...(clusterDomain === undefined ? {} : { clusterDomain }),
    ...(stored === undefined ? {} : { stored }),
  };
}

/** The spelling of a PUT's path is kept; who changed it last is noted when something changed (ARM RPC, systemData). */
function stamp(cluster: OpenShiftCluster, { method, id, current, systemData }: ClusterRequest, secrets: boolean) {
  const named = method === 'PUT' ? { ...cluster, id: id.id, name: id.name } : cluster;
  const touched = secrets || cluster !== current;
  if (!touched && current !== undefined) return named.id === current.id ? current : named;
  const stamped = stampOf(current, systemData);
  return stamped === undefined ? named : { ...named, systemData: stamped };
}

function stampOf(current: OpenShiftCluster | undefined, now: SystemData | undefined): SystemData | undefined {
  if (now === undefined || current === undefined) return now;
  const { createdBy: _by, createdByType: _type, createdAt: _at, ...modified } = now;
  return { ...current.systemData, ...modified };
}
