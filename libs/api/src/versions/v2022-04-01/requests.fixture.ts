import { CloudError, type ErrorBody } from '../../errors/cloud-error.ts';
import { type OpenShiftCluster } from '../../model/cluster.ts';
import { type ClusterChange, type ClusterRequest } from '../api-version.ts';
import { exampleCluster, exampleId, exampleLocation, type Overrides } from './examples.ts';
import { v20220401 } from './version.ts';

/** Requests through the version, for its tests. */
const request = (of: Pick<ClusterRequest, 'method' | 'body'> & Partial<ClusterRequest>): ClusterChange =>
  v20220401.apply({ id: exampleId, location: exampleLocation, ...of });

export const create = (body: unknown, more: Partial<ClusterRequest> = {}): ClusterChange =>
  request({ method: 'PUT', body, ...more });

export const put = (current: OpenShiftCluster, body: unknown, more: Partial<ClusterRequest> = {}): ClusterChange =>
  request({ method: 'PUT', body, current, ...more });

export const patch = (current: OpenShiftCluster, body: unknown, more: Partial<ClusterRequest> = {}): ClusterChange =>
  request({ method: 'PATCH', body, current, ...more });

/** The violations with which a request is refused; none when it is accepted. Fails on any other error. */
export function violationsOf(act: () => unknown): ErrorBody[] {
  try {
    act();
    return [];
  } catch (error) {
    if (!(error instanceof CloudError) || error.status !== 400) throw error;
    return error.body.details ?? [error.body];
  }
}

/** Their codes and targets, for messages are no contract. */
export const refusalsOf = (act: () => unknown): string[] =>
  violationsOf(act).map(({ code, target }) => `${code} ${target ?? ''}`);

/** A cluster that runs: with all that the service sets, and with members that this version cannot say or know. */
export function storedCluster(overrides: Overrides = {}): OpenShiftCluster {
  const { cluster } = create(exampleCluster(overrides), {
    systemData: { createdBy: 'ann', createdByType: 'User', createdAt: '2026-01-01T00:00:00.0000000Z' },
  });
  const { properties } = cluster;
  const stored = {
    ...cluster,
    identity: { type: 'UserAssigned' },
    properties: {
      ...properties,
      provisioningState: 'Succeeded' as const,
      infraId: 'cluster-x7k2p',
      clusterProfile: { ...properties.clusterProfile, version: '4.14.16', oidcIssuer: 'https://issuer.example' },
      consoleProfile: { url: 'https://console.example/' },
      networkProfile: { ...properties.networkProfile, outboundType: 'Loadbalancer' as const },
      masterProfile: { ...properties.masterProfile, zones: ['1'] },
      workerProfiles: properties.workerProfiles.map((profile) => ({ ...profile, zones: ['2'] })),
      apiserverProfile: {
        ...properties.apiserverProfile,
        url: 'https://api.example/',
        ip: '192.0.2.1',
        intIp: '10.0.0.1',
      },
      ingressProfiles: properties.ingressProfiles.map((profile) => ({ ...profile, ip: '192.0.2.2', note: 'kept' })),
    },
  };
  return stored;
}
