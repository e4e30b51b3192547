import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createEntraServer,
  createTestContext,
  type EntraServer,
  homeTenant,
  type KeyPair,
  resourceProvider,
  services,
  type TestContext,
} from '@aro-rp/local-azure';
import { createApplicationCredential } from '@aro-rp/service';
import { Secret, silentLog } from '@aro-rp/telemetry';
import { milliseconds, seconds, systemClock } from '@aro-rp/time';
import { type TokenCredential } from '@azure/core-auth';
import { createAzure } from './azure.ts';
import { createCredentials } from './credentials.ts';

const scopes = [
  'https://one.example/.default',
  'https://two.example/.default',
  'https://three.example/.default',
] as const;
const who = { identity: 'rp', tenantId: homeTenant } as const;
const { clientId } = resourceProvider;
const { signal } = new AbortController();

let context: TestContext;
let entra: EntraServer;
let folder: string;
let path: string;
let first: KeyPair;
let second: KeyPair;

beforeAll(async () => {
  context = await createTestContext();
  entra = await createEntraServer(context, { port: 0 });
  for (const scope of scopes) entra.addResource(scope.replace('/.default', ''));
  folder = await mkdtemp(join(tmpdir(), 'credentials-'));
  path = join(folder, 'rp.pem');
  const issue = () => context.certificates.issue({ commonName: 'rp', usage: 'client', keyType: 'RSA' });
  [first, second] = [await issue(), await issue()];
});
beforeEach(async () => {
  known().splice(0);
  await entra.directory.addCertificate(clientId, first.certificate);
  await put(first);
});
afterAll(async () => {
  await entra.close();
  await context.dispose();
  await rm(folder, { recursive: true });
});

const known = () => entra.directory.application(clientId)?.certificates ?? [];
const forget = (pair: KeyPair) =>
  known().splice(
    known().findIndex((pem) => pem.trim() === pair.certificate.trim()),
    1,
  );

/** As a mounted secret changes: whole. */
async function put({ certificate, privateKey }: KeyPair): Promise<void> {
  await writeFile(`${path}.new`, `${privateKey}\n${certificate}`);
  await rename(`${path}.new`, path);
}

function credentialsOf() {
  const authorityHost = entra.origin;
  const secret = entra.directory.application(services.backend.clientId)?.passwords[0]?.value ?? '';
  const service = createApplicationCredential({
    ...{ tenantId: homeTenant, authorityHost, clientId: services.backend.clientId },
    proof: { secret: new Secret(secret) },
  });
  return createCredentials({ service, rp: { clientId, authorityHost, proof: { certificatePath: path } } });
}

const tokenOf = async (credential: TokenCredential, scope: string) => (await credential.getToken(scope))?.token;

describe("the application's certificate, replaced in its file while the service runs", () => {
  it('signs in with the new one from then on, without a restart, and what was given stays good', async () => {
    const credential = credentialsOf()(who);
    const before = await tokenOf(credential, scopes[0]);

    await entra.directory.addCertificate(clientId, second.certificate);
    await put(second);
    const between = await tokenOf(credential, scopes[1]);
    forget(first);

    expect(await tokenOf(credential, scopes[2])).toEqual(expect.any(String));
    expect(await tokenOf(credential, scopes[1])).toBe(between);
    const verified = await context.tokens.verify(before ?? '', ['https://one.example']);
    expect(verified).toMatchObject({ claims: { appid: clientId } });
  });

  it.each<[string, () => Promise<void>]>([
    ['is away', () => rm(path)],
    ['is half-written', () => writeFile(path, second.privateKey)],
    ['holds one that Entra ID does not know yet', () => put(second)],
  ])('goes on with the one before while the file %s', async (_, happen) => {
    const credential = credentialsOf()(who);
    await tokenOf(credential, scopes[0]);

    await happen();

    expect(await tokenOf(credential, scopes[1])).toEqual(expect.any(String));
  });

  it('when the old one is gone and the new one not there yet, is refused until it is', async () => {
    const credential = credentialsOf()(who);
    await tokenOf(credential, scopes[0]);
    forget(first);

    await expect(tokenOf(credential, scopes[1])).rejects.toThrow('AADSTS700027');
    await entra.directory.addCertificate(clientId, second.certificate);
    await put(second);

    expect(await tokenOf(credential, scopes[1])).toEqual(expect.any(String));
  });
});

describe('a new sign-in', () => {
  const azureOn = (credentialFor = credentialsOf()) =>
    createAzure({
      armEndpoint: 'https://one.example',
      ...{ credentialFor, clock: systemClock, log: silentLog, callTimeout: seconds(5) },
    });

  it('is refused as soon as the proof does not hold any more, though there are tokens', async () => {
    const azure = azureOn();
    await azure.signIn(who, { signal });

    forget(first);

    await expect(azure.signIn(who, { signal })).rejects.toMatchObject({ kind: 'unauthorized', code: 'AADSTS700027' });
  });

  it('without a certificate to read may be tried again', async () => {
    await rm(path);

    await expect(azureOn().signIn(who, { signal })).rejects.toMatchObject({ kind: 'transient', identity: 'rp' });
  });

  it('that has no answer is given up, and keeps nobody waiting who asks later', async () => {
    const credential = createApplicationCredential({
      ...{ tenantId: homeTenant, authorityHost: entra.origin, clientId },
      ...{ proof: { certificatePath: path }, signInWithin: milliseconds(300) },
    });
    const { graph } = createAzure({
      ...{ armEndpoint: 'https://one.example', graphEndpoint: entra.origin, credentialFor: () => credential },
      ...{ clock: systemClock, log: silentLog, callTimeout: seconds(3) },
    }).subscription({ ...who, subscriptionId: homeTenant });
    const ask = () => graph.servicePrincipalId(clientId, { signal });
    const action = { kind: 'hang' } as const;
    context.faults.add({ service: 'entra', method: 'POST', path: '/oauth2/', action });

    await expect(ask()).rejects.toMatchObject({ kind: 'transient' });

    expect(await ask()).toEqual(expect.any(String));
  });
});
