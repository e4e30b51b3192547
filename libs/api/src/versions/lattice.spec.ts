import { exampleClusterOf, exampleClusterWithIdentities, exampleId, type Overrides, sayable } from '../examples.ts';
import { merged, requestsOf } from './clusters.fixture.ts';
import { versions } from './registry.ts';

const all = [...versions.values()];
const withIdentities = all.filter(({ shape }) => shape.named.has('identity'));
const otherClient = '00000000-0000-4000-8000-0000000000ff';

/** What a cluster is whose version could not say it: what it was before there was a choice. */
const before: Overrides = {
  properties: {
    clusterProfile: { fipsValidatedModules: 'Disabled' },
    networkProfile: {
      softwareDefinedNetwork: 'OVNKubernetes',
      outboundType: 'Loadbalancer',
      loadBalancerProfile: { managedOutboundIps: { count: 1 } },
      preconfiguredNSG: 'Disabled',
    },
    masterProfile: { encryptionAtHost: 'Disabled' },
  },
};

/** What is no default, for the versions that have it. */
const asked: Overrides = {
  properties: {
    clusterProfile: { fipsValidatedModules: 'Enabled' },
    networkProfile: { loadBalancerProfile: { managedOutboundIps: { count: 3 } }, preconfiguredNSG: 'Enabled' },
    masterProfile: { encryptionAtHost: 'Enabled' },
  },
};

const changed = (by: string): Overrides => ({
  tags: { by },
  properties: {
    servicePrincipalProfile: { clientId: otherClient },
    networkProfile: { loadBalancerProfile: { managedOutboundIps: { count: 5 } } },
  },
});

/** Without what is never shown, and with what every GET has. */
function shown(body: Overrides): Overrides {
  const { pullSecret: _pull, version: _version, ...clusterProfile } = at(body, 'clusterProfile');
  const { clientSecret: _client, ...servicePrincipalProfile } = at(body, 'servicePrincipalProfile');
  const properties = { ...(body['properties'] as Overrides), clusterProfile };
  return {
    ...body,
    id: exampleId.id,
    properties: {
      ...properties,
      provisioningState: 'Creating',
      ...('servicePrincipalProfile' in properties ? { servicePrincipalProfile } : {}),
    },
  };
}

const at = (body: Overrides, name: string) => ((body['properties'] as Overrides)[name] ?? {}) as Overrides;

describe('a cluster made through one version, changed through another and read through a third', () => {
  it('says in every one of them what was asked, or the default of what could not be', () => {
    let triples = 0;
    for (const a of all) {
      const body = merged(exampleClusterOf(a.version), sayable(a.shape, asked));
      const made = requestsOf(a).create(body).cluster;
      for (const b of all) {
        const change = sayable(b.shape, changed(b.version));
        const { cluster } = requestsOf(b).patch(made, change);
        const whole = shown(merged(merged(before, body), change));
        for (const c of all) {
          triples += 1;
          const { workerProfiles: _workers, ...expected } = sayable(c.shape, whole)['properties'] as Overrides;
          const actual = c.toExternal(cluster);

          expect({ by: [a.version, b.version, c.version], ...actual }).toMatchObject({
            by: [a.version, b.version, c.version],
            id: exampleId.id,
            tags: { by: b.version },
            properties: expected,
          });
        }
      }
    }

    expect(triples).toBe(all.length ** 3);
  });

  it('keeps its identities through versions that have none, which show no service principal', () => {
    for (const a of withIdentities) {
      const made = requestsOf(a).create(exampleClusterWithIdentities(a.version)).cluster;
      for (const b of all) {
        const { cluster } = requestsOf(b).put(made, { ...b.toExternal(made), tags: { by: b.version } });
        for (const c of all) {
          const actual = c.toExternal(cluster);

          expect(actual).not.toHaveProperty('properties.servicePrincipalProfile');
          expect(cluster).toEqual({ ...made, tags: { by: b.version } });
          expect('identity' in actual).toBe(withIdentities.includes(c));
        }
      }
    }
  });
});
