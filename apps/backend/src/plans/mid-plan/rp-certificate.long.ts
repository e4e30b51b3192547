import { mkdtempSync, rmSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAzure, createCredentials } from '@aro-rp/azure';
import { createApplicationCredential } from '@aro-rp/service';
import { type KeyPair } from '@aro-rp/local-azure';
import { Secret, silentLog } from '@aro-rp/telemetry';
import { resource } from '@aro-rp/testing';
import { systemClock } from '@aro-rp/time';
import { interrupted } from '../../testing/mid-plan.ts';
import { runWatched } from '../../testing/watched.ts';
import { createWorld, type World, worldTimes } from '../../testing/world.ts';

let world: World;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rp-certificate-'));
  world = await createWorld();
}, 60_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const applicationId = () => world.endpoints.identities['resource-provider']?.clientId ?? '';
const known = () => world.azure.entra.directory.application(applicationId())?.certificates ?? [];
const newCertificate = () => world.azure.certificates.issue({ commonName: 'rp', usage: 'client', keyType: 'RSA' });
const path = () => join(folder, 'rp.pem');

/** Known to Entra ID, and whole in the file. */
async function put({ certificate, privateKey }: KeyPair): Promise<void> {
  await world.azure.entra.directory.addCertificate(applicationId(), certificate);
  await writeFile(`${path()}.new`, `${privateKey}\n${certificate}`);
  await rename(`${path()}.new`, path());
}

/** As a backend has it, with a certificate; each client signs in by itself, that of blob storage late in the plan. */
function azureByCertificate() {
  const { arm, graph, tenantId, authorityHost, identities } = world.endpoints;
  const { clientId = '', clientSecret = '' } = identities['backend'] ?? {};
  const service = createApplicationCredential({
    ...{ tenantId, authorityHost, clientId },
    proof: { secret: new Secret(clientSecret) },
  });
  const credentialFor = createCredentials({
    service,
    rp: { clientId: applicationId(), authorityHost, proof: { certificatePath: path() } },
  });
  return createAzure({
    ...{ armEndpoint: arm, graphEndpoint: graph, clock: systemClock, log: silentLog },
    callTimeout: worldTimes.callTimeout,
    credentialFor: (who) => {
      if (who.identity !== 'rp') return credentialFor(who);
      return { getToken: async (...given) => await credentialFor(who).getToken(...given) };
    },
  });
}

it('a create goes on while the certificate of the application is away, replaced, and refused for a while', async () => {
  const id = resource('certificate-1', world.endpoints.subscriptionId);
  const given = await world.cluster(id);
  const first = await newCertificate();
  const second = await newCertificate();
  const book = world.planBook({ azure: azureByCertificate() });
  // In the middle the old one is taken away, and the new one comes later.
  const { book: interruptedBook, wasDone } = interrupted(book, 'prepare-subnets', async () => void known().splice(0));
  const waits: string[] = [];

  const { document } = await runWatched(world, id, given, {
    book: interruptedBook,
    async look({ plan }) {
      if (plan?.waitingFor === undefined) return;
      if (/ENOENT/.test(plan.waitingFor)) {
        waits.push('no certificate');
        await put(first);
      }
      if (wasDone() && /AADSTS700027/.test(plan.waitingFor) && known().length === 0) {
        waits.push('refused');
        await put(second);
      }
    },
  });

  expect(document.provisioningState).toBe('Succeeded');
  expect(waits).toEqual(['no certificate', 'refused']);
}, 120_000);
