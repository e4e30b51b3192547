import { type ApiVersion } from '@aro-rp/api';
import {
  exampleClusterOf,
  exampleClusterWithIdentities,
  exampleId,
  exampleLocation,
  exampleRunningCluster,
  exampleUpdate,
} from '@aro-rp/api/examples';

type Body = Record<string, unknown>;

/** What the examples of a version are about: a cluster with a service principal, or one with managed identities. */
export interface Subject {
  readonly version: ApiVersion;
  readonly identities: boolean;
}

/** Without empty texts: they say nothing. */
const spoken = (body: unknown): unknown => {
  if (Array.isArray(body)) return body.map(spoken);
  if (typeof body !== 'object' || body === null) return body;
  const members = Object.entries(body).filter(([, value]) => value !== '');
  return Object.fromEntries(members.map(([name, value]) => [name, spoken(value)]));
};

export const createBody = ({ version: { version }, identities }: Subject): Body =>
  spoken(identities ? exampleClusterWithIdentities(version) : exampleClusterOf(version)) as Body;

/** A service principal's secret is changed with the tags. */
export const updateBody = ({ identities }: Subject): Body =>
  identities ? exampleUpdate({ properties: undefined }) : exampleUpdate();

const request = { id: exampleId, location: exampleLocation };

/** What the creation answers. */
export function created(subject: Subject): Body {
  const { cluster } = subject.version.apply({ ...request, method: 'PUT', body: createBody(subject) });
  const { systemData } = exampleRunningCluster();
  return subject.version.toExternal({ ...cluster, ...(systemData === undefined ? {} : { systemData }) });
}

export const running = ({ version, identities }: Subject): Body =>
  version.toExternal(exampleRunningCluster({ identities }));

/** What the update answers. */
export function updating(subject: Subject): Body {
  const current = exampleRunningCluster({ identities: subject.identities });
  const { cluster } = subject.version.apply({ ...request, method: 'PATCH', body: updateBody(subject), current });
  return subject.version.toExternal({
    ...cluster,
    properties: { ...cluster.properties, provisioningState: 'Updating' },
  });
}
