import { parseResourceId } from '@aro-rp/api';
import { createAzure } from '@aro-rp/azure';
import { createDatabase, openSealed, protocolTimes } from '@aro-rp/database';
import { type Endpoints } from '@aro-rp/local-azure';
import { type InstallerOutput, readOutput } from '@aro-rp/openshift';
import { connectKeyVault, createApplicationCredential, createKeyRing } from '@aro-rp/service';
import { Secret, silentLog } from '@aro-rp/telemetry';
import { seconds, systemClock } from '@aro-rp/time';
import { type Canary, canariesIn } from './canary.ts';

/** What the service keeps sealed of a cluster, and has made up itself. */
export const canariesOf = (stored: Readonly<Record<string, Secret>>, output?: InstallerOutput): Canary[] => [
  ...Object.entries(stored).flatMap(([name, secret]) => canariesIn(name, secret.reveal())),
  ...(output === undefined
    ? []
    : [
        ...canariesIn('kubeadmin password of the output', output.kubeadminPassword.reveal()),
        ...canariesIn('keys of the installer’s state', decodedKeys(output.state.reveal())),
      ]),
];

/** State keeps keys as base64 of PEM. */
const decodedKeys = (state: string): string =>
  [...state.matchAll(/"KeyRaw": ?"([^"]+)"/g)].map(([, key = '']) => Buffer.from(key, 'base64').toString()).join('\n');

/** Of a cluster's document as it is stored. */
interface StoredCluster {
  id: string;
  cluster: { id: string };
  facts?: { installationId?: string };
}

/** Opens what the services of a whole system have sealed, with the data key, as they do. */
export function openCanaries(endpoints: Endpoints): Disposable & { of(stored: StoredCluster): Promise<Canary[]> } {
  const { tenantId, clientId, clientSecret, authorityHost, keyVault, cosmos, rp } = endpoints;
  const credentialOf = (id: string, secret: string) =>
    createApplicationCredential({ tenantId, authorityHost, clientId: id, proof: { secret: new Secret(secret) } });
  const source = connectKeyVault(keyVault, credentialOf(clientId, clientSecret)).keySource('data-key');
  const keyRing = createKeyRing(source, { clock: systemClock, log: silentLog });
  const database = createDatabase({
    ...{ endpoint: cosmos.endpoint, auth: { key: cosmos.key }, clock: systemClock, keyRing },
    protocol: { ...protocolTimes, callTimeout: seconds(20) },
  });
  const { clientId: backend = '', clientSecret: secret = '' } = endpoints.identities['backend'] ?? {};
  const { blobs } = createAzure({
    ...{ armEndpoint: endpoints.arm, graphEndpoint: endpoints.graph, clock: systemClock, log: silentLog },
    credentialFor: () => credentialOf(backend, secret),
    callTimeout: seconds(20),
  }).subscription({ identity: 'service', subscriptionId: rp.subscriptionId });
  const { signal } = new AbortController();

  const outputOf = async ({ id, facts }: StoredCluster): Promise<InstallerOutput | undefined> => {
    const name = `${id}-${facts?.installationId}`;
    const stored = await blobs.read(`${rp.installerOutput}/${name}`, { signal });
    return stored && readOutput(await openSealed(keyRing, `installer-output/${name}`, stored.toString()));
  };
  return {
    async of(stored) {
      const id = parseResourceId(stored.cluster.id);
      if (id === undefined) throw new Error(`${stored.id} is no cluster's document`);
      return canariesOf(await database.clusters.secrets(id), await outputOf(stored));
    },
    [Symbol.dispose]: () => database.dispose(),
  };
}
