import { randomBytes } from 'node:crypto';
import { createDatabase, type Database, type KeyRing } from '@aro-rp/database';
import { createContainers } from '@aro-rp/database/provision';
import { type LocalAzure } from '@aro-rp/local-azure';
import { createApplicationCredential } from '@aro-rp/service';
import { Secret } from '@aro-rp/telemetry';
import { systemClock } from '@aro-rp/time';

export interface TestDatabases {
  /** With the rights that the frontend has in Azure. */
  own: Database;
  /** With all rights: for what other services do. */
  all: Database;
}

/** Our containers on local Cosmos DB. Time there is the system's: only Cosmos DB tells it. */
export async function openDatabases({ endpoints, cosmos }: LocalAzure): Promise<TestDatabases> {
  const { authorityHost, tenantId, identities } = endpoints;
  const identity = identities?.frontend;
  if (!authorityHost || !tenantId || !identity) throw new Error('Entra ID was not started');
  const credential = createApplicationCredential({
    tenantId,
    clientId: identity.clientId,
    authorityHost,
    proof: { secret: new Secret(identity.clientSecret) },
  });
  const options = { endpoint: cosmos.endpoint, clock: systemClock, keyRing: keyRing() };
  const key = { key: cosmos.key };
  await createContainers({
    ...options,
    auth: key,
    containers: ['OpenShiftClusters', 'OpenShiftVersions', 'PlatformWorkloadIdentityRoleSets', 'Subscriptions'],
  });
  const [own, all] = [createDatabase({ ...options, auth: { credential } }), createDatabase({ ...options, auth: key })];
  await Promise.all([own.ping(), all.ping()]);
  return { own, all };
}

function keyRing(): KeyRing {
  const key = { version: '1', key: new Secret<Uint8Array>(randomBytes(32)) };
  return { current: async () => key, byVersion: async (version) => (version === '1' ? key : undefined) };
}
