import { type V1Secret } from '@kubernetes/client-node';
import { type Secret } from '@aro-rp/telemetry';
import { parse, stringify } from 'yaml';
import { type Call } from './call.ts';
import { change, missing, type Written } from './change.ts';
import { type ClusterCallOptions } from './cluster.ts';
import { type Clients } from './clients.ts';
import { kinds } from './kinds.ts';
import { items, object, text } from './parse.ts';
import { type ClientsFor } from './reads.ts';

/** What the cluster's operators sign in to Azure with. */
export interface AzureCredentials {
  tenantId: string;
  clientId: string;
  clientSecret: Secret;
}

/** The cluster's service principal, as its operators know it. */
export interface Credentials {
  /**
   * Puts them into the Secret `kube-system/azure-credentials`, of which the operators get copies, and into
   * `kube-system/azure-cloud-provider` where a release has that. When that is written, the time is noted in it in the
   * same write, so that whoever goes on after a crash knows that a rollout is due.
   * @param at in milliseconds since 1970
   */
  setAzureCredentials(credentials: AzureCredentials, at: number, options: ClusterCallOptions): Promise<Written>;
  /**
   * Deletes the pods of the cloud credential operator while it has not seen the latest credentials, and has the API
   * servers and controller managers rolled out anew when theirs were written. May be repeated.
   */
  restartAfterCredentials(options: ClusterCallOptions): Promise<Written>;
  /** What does not work with the credentials yet, in words; empty when everything does. */
  withOldCredentials(options: ClusterCallOptions): Promise<string[]>;
}

/** On a Secret: when the service wrote credentials into it, RFC 3339 in whole seconds. */
export const writtenAt = 'aro.openshift.io/credentials-written-at';

const root = { namespace: 'kube-system', name: 'azure-credentials' };
const cloudProvider = { namespace: 'kube-system', name: 'azure-cloud-provider' };
const operatorNamespace = 'openshift-cloud-credential-operator';
const operatorPods = { namespace: operatorNamespace, labelSelector: 'app=cloud-credential-operator' };
/** Whose operands read the cloud provider's Secret when they start. */
const redeployed = [kinds.kubeAPIServers, kinds.kubeControllerManagers] as const;

export const createCredentials = (call: Call, clients: ClientsFor): Credentials => ({
  setAzureCredentials: (credentials, at, { signal }) =>
    call(
      'update the Secrets with the credentials of Azure',
      signal,
      async (inner) => {
        const { core } = clients(inner);
        const write = (where: typeof root, changed: (current: V1Secret) => V1Secret) =>
          change(
            () => core.readNamespacedSecret(where),
            changed,
            (body) => core.replaceNamespacedSecret({ ...where, body }),
          );
        const first = await write(root, (current) => withCredentials(current, credentials));
        const second = await missing(() =>
          write(cloudProvider, (current) => noted(current, withCloudConfig(current, credentials), at)),
        );
        return first === 'written' || second === 'written' ? 'written' : 'unchanged';
      },
      'secret',
    ),

  restartAfterCredentials: ({ signal }) =>
    call('restart what reads the credentials of Azure', signal, async (inner) => {
      const { core, custom } = clients(inner);
      let written: Written = 'unchanged';
      const isBehind = (await behind(clients(inner))).length > 0;
      for (const { metadata } of isBehind ? (await core.listNamespacedPod(operatorPods)).items : []) {
        if (metadata?.deletionTimestamp !== undefined) continue;
        await missing(() => core.deleteNamespacedPod({ namespace: operatorNamespace, name: metadata?.name ?? '' }));
        written = 'written';
      }
      const providerWritten = timeOf(await missing(() => core.readNamespacedSecret(cloudProvider)));
      if (providerWritten === undefined) return written;
      const reason = `credentials of ${new Date(providerWritten).toISOString()}`;
      for (const kind of redeployed) {
        const at = { ...kind, name: 'cluster' };
        const done = await change(
          async () => object(await custom.getClusterCustomObject(at)),
          (current) => ({ ...current, spec: { ...object(current['spec']), forceRedeploymentReason: reason } }),
          (body) => custom.replaceClusterCustomObject({ ...at, body }),
        );
        if (done === 'written') written = 'written';
      }
      return written;
    }),

  withOldCredentials: ({ signal }) =>
    call('look who has the credentials of Azure', signal, async (inner) => {
      const { core, custom } = clients(inner);
      const waits = (await behind(clients(inner))).map((name) => `the credentials request ${name}`);
      if (timeOf(await missing(() => core.readNamespacedSecret(cloudProvider))) === undefined) return waits;
      for (const kind of redeployed) {
        const found = object(await custom.getClusterCustomObject({ ...kind, name: 'cluster' }));
        if (!isRolledOut(found)) waits.push(`the rollout of ${kind.plural}`);
      }
      return waits;
    }),
});

/**
 * The CredentialsRequests that were last served from another version of the root Secret (openshift/cloud-credential-operator,
 * `status.lastSyncCloudCredsSecretResourceVersion`), by name. What was never served is none of them.
 */
async function behind({ core, custom }: Clients): Promise<string[]> {
  const version = (await core.readNamespacedSecret(root)).metadata?.resourceVersion;
  const found: unknown = await missing(() =>
    custom.listNamespacedCustomObject({ ...kinds.credentialsRequests, namespace: operatorNamespace }),
  );
  return items(found)
    .filter((request) => {
      const served = text(object(request['status'])['lastSyncCloudCredsSecretResourceVersion']);
      return served !== '' && served !== version;
    })
    .map((request) => text(object(request['metadata'])['name']));
}

const encoded = (value: string) => Buffer.from(value).toString('base64');
const decoded = (value: string | undefined) => Buffer.from(value ?? '', 'base64').toString();

function withCredentials(current: V1Secret, { tenantId, clientId, clientSecret }: AzureCredentials): V1Secret {
  const data = {
    azure_tenant_id: encoded(tenantId),
    azure_client_id: encoded(clientId),
    azure_client_secret: encoded(clientSecret.reveal()),
  };
  return { ...current, data: { ...current.data, ...data } };
}

/** `data.cloud-config` is YAML, of which only the credentials are ours to change. */
function withCloudConfig(current: V1Secret, { clientId, clientSecret }: AzureCredentials): V1Secret {
  const config = object(parse(decoded(current.data?.['cloud-config'])));
  const aadClientSecret = clientSecret.reveal();
  if (config['aadClientId'] === clientId && config['aadClientSecret'] === aadClientSecret) return current;
  const next = stringify({ ...config, aadClientId: clientId, aadClientSecret }, { lineWidth: 0 });
  return { ...current, data: { ...current.data, 'cloud-config': encoded(next) } };
}

/** The time goes with a change, and only with one. */
function noted(current: V1Secret, next: V1Secret, at: number): V1Secret {
  if (next === current) return current;
  const time = new Date(Math.floor(at / 1_000) * 1_000).toISOString();
  return { ...next, metadata: { ...next.metadata, annotations: { ...next.metadata?.annotations, [writtenAt]: time } } };
}

function timeOf(secret: V1Secret | undefined): number | undefined {
  const time = Date.parse(secret?.metadata?.annotations?.[writtenAt] ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** operator.openshift.io/v1, StaticPodOperatorStatus: each node has the newest revision, and that is of the newest spec. */
function isRolledOut(found: Record<string, unknown>): boolean {
  const status = object(found['status']);
  const seen = Number(status['observedGeneration'] ?? 0) >= Number(object(found['metadata'])['generation'] ?? 0);
  const nodes = items({ items: status['nodeStatuses'] });
  return seen && nodes.every(({ currentRevision }) => currentRevision === status['latestAvailableRevision']);
}
