import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OperationDocument } from '@aro-rp/database';
import { seconds } from '@aro-rp/time';
import fc from 'fast-check';
import { canariesIn, createCollection, formsOf } from '../testing/canary.ts';
import { type CanaryWorld, createCanaryWorld, random } from '../testing/canary-world.ts';
import { createCustomer } from '../testing/customer.ts';
import { smallInstaller } from '../testing/small-installer.ts';

let there: CanaryWorld;
let folder: string;
/** The operations that failed, by what failed. */
const failed = new Map<string, Readonly<OperationDocument> | undefined>();

/** What an installer might print at its worst: all that it was given, in every way of writing it down. */
const telltale = `
  const auth = fs.readFileSync(process.env.AZURE_AUTH_LOCATION, 'utf8');
  const config = fs.readFileSync(path.join(dir, 'install-config.yaml'), 'utf8');
  const { clientSecret } = JSON.parse(auth);
  const print = (level, text) =>
    [JSON.stringify(text), text].forEach((one) => process.stderr.write('level=' + level + ' msg=' + one + '\\n'));
  process.stderr.write(auth + '\\n' + config + '\\n');
  print('debug', auth);
  print('debug', JSON.stringify({ config }));
  print('error', 'panic: ' + config);
  print('error', 'https://user:' + encodeURIComponent(clientSecret) + '@login.example.com');
  print('fatal', 'failed to fetch Master Machines: AADSTS7000215: ' + auth + ' ' + clientSecret);
  process.exit(1);
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'canary-'));
  there = await createCanaryWorld();
  const { world } = there;

  const [id, given] = await there.given('canary');
  const created = await there.run(id, given);
  expect([created.operation?.error, created.document.provisioningState]).toEqual([undefined, 'Succeeded']);
  const deleted = await there.run(id, { kind: 'delete' });
  expect([deleted.operation?.error, deleted.document.tombstone]).toEqual([undefined, true]);

  await fail('wrong', { what: 'a wrong secret', clientSecret: `wrong-${random()}` });
  const { bytes, installer } = smallInstaller({ journal: join(folder, 'journal'), behaviour: telltale });
  const { signal } = new AbortController();
  const store = `${world.endpoints.rp.installerStore}/${installer.digest.slice('sha256:'.length)}`;
  await createCustomer(world.endpoints).azure.blobs.write(store, bytes, { signal });
  const like = await world.database.versions.get('4.16.30');
  if (like === undefined) throw new Error('there is no version to imitate');
  const { id: _id, type: _type, revision: _revision, ...version } = like.document;
  await world.database.versions.put({ ...version, version: '4.16.31', default: false, installer });
  await fail('telltale', { what: 'an installer that tells all', version: '4.16.31' });
  await there.finish();
}, 300_000);

async function fail(name: string, options: { what: string; clientSecret?: string; version?: string }): Promise<void> {
  const [id, given] = await there.given(name, options);
  const { operation } = await there.run(id, given, { spreadWithin: seconds(1) });
  failed.set(options.what, operation);
}

afterAll(async () => {
  await there[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** The tokens with which a cluster is made: who has them, for what. */
function entra(): RegExp[] {
  const { backend, 'resource-provider': rp } = there.world.endpoints.identities;
  return [
    new RegExp(`^token of ${backend?.clientId} for ${there.world.endpoints.arm}`),
    new RegExp(`^token of ${backend?.clientId} for https://storage.azure.com`),
    new RegExp(`^token of ${rp?.clientId} for ${there.world.endpoints.arm}`),
    new RegExp(`^token of ${rp?.clientId} for ${there.world.endpoints.graph}`),
    new RegExp(`^token of ${rp?.clientId} for https://storage.azure.com`),
  ];
}

describe('a search for canaries', () => {
  it('finds a secret in whatever it is wrapped', () => {
    const wrapped: ((text: string) => string)[] = [
      (text) => text,
      (text) => JSON.stringify({ text }),
      (text) => JSON.stringify(JSON.stringify({ text })),
      (text) => `https://a.example/?secret=${encodeURIComponent(text)}`,
      (text) => Buffer.from(text).toString('hex'),
      (text) => Buffer.from(text).toString('base64'),
      (text) => Buffer.from(text).toString('base64url'),
    ];
    fc.assert(
      fc.property(
        fc.string({ minLength: 12 }),
        fc.string(),
        fc.string(),
        fc.constantFrom(...wrapped),
        (value, before, after, wrap) => {
          const collection = createCollection();
          collection.add('there', wrap(`${before}${value}${after}`));
          expect(collection.find([{ name: 'it', value }])).toHaveLength(1);
        },
      ),
    );
  });

  it('searches for the private part of keys, and for what pull secrets decode to', () => {
    const body = ['public', 'public', 'private', 'end'].join('\n');
    const pem = `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----\n`;
    const kubeconfig = `client-key-data: ${Buffer.from(pem).toString('base64')}\n`;
    const auth = Buffer.from('user:password').toString('base64');

    expect(canariesIn('k', pem)).toEqual([{ name: 'k', value: 'private' }]);
    expect(canariesIn('k', kubeconfig)).toEqual([{ name: 'k', value: 'private' }]);
    expect(canariesIn('k', JSON.stringify({ auths: { a: { auth } } })).map(({ value }) => value)).toEqual([
      auth,
      'password',
    ]);
    expect(() => formsOf('short')).toThrow('5 characters');
  });
});

describe('through create, delete and creates that fail', () => {
  it('there were secrets of each kind to be searched for', () => {
    const names = new Set(there.canaries.map(({ name }) => name));

    expect([...names].sort()).toEqual(
      expect.arrayContaining([
        'adminKubeconfig',
        ...entra().map((name) => expect.stringMatching(name)),
        ...Object.keys(there.world.endpoints.identities).map((name) => `secret of ${name}`),
        'client secret',
        'client secret with a wrong secret',
        'client secret with an installer that tells all',
        'data key',
        'kubeadmin password of the output',
        'keys of the installer’s state',
        'pull secret',
        'registryPassword',
        'serviceKubeconfig',
        'signed URL',
        'sreKubeconfig',
        'sshPrivateKey',
        'userAdminKubeconfig',
      ]),
    );
    expect(() => there.canaries.forEach(({ value }) => formsOf(value))).not.toThrow();
  });

  it('they were searched for everywhere', () => {
    const has = (place: string, text: string) => there.collected.texts(place).some((one) => one.includes(text));

    expect(has('log of the backend', '"level":"debug"') && has('log of the backend', 'Generating')).toBe(true);
    expect(has('log of the backend', 'AADSTS7000215')).toBe(true);
    expect(has('documents of OpenShiftClusters', '"type":"secrets"')).toBe(true);
    expect(has('documents of OpenShiftClusters', '"type":"operation"')).toBe(true);
    expect(has('deployment base', 'loadBalancers') && has('deployment machines', 'bootstrapCustomData')).toBe(true);
    expect(has('cmdline', 'create\nmanifests') && has('cmdline', 'create\nignition-configs')).toBe(true);
    expect(has('environ', 'AZURE_AUTH_LOCATION')).toBe(true);
    expect(there.collected.count('requests to Azure')).toBeGreaterThan(100);
    expect(has('metrics', 'aro_rp_backend_slices')).toBe(true);
  });

  it('none of them is anywhere', () => {
    expect(there.collected.find(there.canaries)).toEqual([]);
  });

  it('what failed has told its customer why', () => {
    expect(failed.get('a wrong secret')?.error?.code).toBe('InvalidServicePrincipalCredentials');
    const { error, diagnostics } = failed.get('an installer that tells all') ?? {};
    expect([error?.code, diagnostics?.step]).toEqual(['InvalidServicePrincipalCredentials', 'run-installer']);
    expect(JSON.stringify(error)).toContain('AADSTS7000215');
  });
});
