import { type ApiVersion, type OpenShiftCluster, type Shape, type SystemData } from '@aro-rp/api';
import { exampleCluster, exampleId, exampleLocation, exampleUpdate } from '@aro-rp/api/examples';

type Body = Record<string, unknown>;

const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What of a body a version has, in the version's order. */
function within(shape: Shape, body: Body): Body {
  return Object.fromEntries(
    shape.members.flatMap((member): [string, unknown][] => {
      const value = body[member.wire];
      if (value === undefined || value === '') return [];
      if (member.kind === 'object' && isObject(value)) return [[member.wire, within(member.of, value)]];
      if (member.kind === 'list' && Array.isArray(value)) {
        return [[member.wire, value.filter(isObject).map((each) => within(member.of, each))]];
      }
      return [[member.wire, value]];
    }),
  );
}

const systemData: SystemData = {
  createdBy: 'admin@contoso.com',
  createdByType: 'User',
  createdAt: '2026-01-10T08:30:00Z',
  lastModifiedBy: 'admin@contoso.com',
  lastModifiedByType: 'User',
  lastModifiedAt: '2026-01-10T08:30:00Z',
};

export const createBody = ({ shape }: ApiVersion): Body => within(shape, exampleCluster());

export const updateBody = ({ shape }: ApiVersion): Body => within(shape, exampleUpdate());

/** The cluster of {@link createBody}, installed. */
export function installed(version: ApiVersion): OpenShiftCluster {
  const request = { method: 'PUT', id: exampleId, body: createBody(version), location: exampleLocation } as const;
  const { cluster } = version.apply({ ...request, systemData });
  const { properties } = cluster;
  const domain = `${properties.clusterProfile.domain}.${exampleLocation}.aroapp.io`;
  return {
    ...cluster,
    properties: {
      ...properties,
      provisioningState: 'Succeeded',
      clusterProfile: { ...properties.clusterProfile, version: '4.14.16' },
      consoleProfile: { url: `https://console-openshift-console.apps.${domain}/` },
      apiserverProfile: { ...properties.apiserverProfile, url: `https://api.${domain}:6443/`, ip: '203.0.113.10' },
      ingressProfiles: properties.ingressProfiles.map((each) => ({ ...each, ip: '203.0.113.11' })),
    },
  };
}

/** What an update of it answers while the work goes on. */
export function updating(version: ApiVersion): OpenShiftCluster {
  const current = installed(version);
  const request = { method: 'PATCH', id: exampleId, body: updateBody(version), location: exampleLocation } as const;
  const { cluster } = version.apply({ ...request, current });
  return { ...cluster, properties: { ...cluster.properties, provisioningState: 'Updating' } };
}
