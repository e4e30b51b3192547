import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClientSecretCredential } from '@azure/identity';
import { CertificateClient } from '@azure/keyvault-certificates';
import { SecretClient } from '@azure/keyvault-secrets';
import { parameters } from '../../../templates/testing.ts';
import { type Endpoints } from '../host/context.ts';
import { trust } from '../host/testing.ts';
import { type MachineView } from './machines.ts';

jest.setTimeout(240_000);

const root = join(__dirname, '../../../..');
const version = '0.1.0-0123456789ab';
const services = ['frontend', 'change-feed'] as const;
const group = 'aro-eastus';
const roles = {
  secretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
  certificatesOfficer: 'a4417e6f-fecd-4de8-b567-7b0420556985',
};
const namespaces = [
  ...['Compute', 'ContainerRegistry', 'DocumentDB', 'Insights', 'KeyVault', 'ManagedIdentity', 'Network', 'ServiceBus'],
  ...['Storage', 'RedHatOpenShift'],
];

let dataDir: string;
let azure: ChildProcess;
let endpoints: Endpoints;

/** Local Azure as a process that runs machines. */
async function start(): Promise<void> {
  const ports = ['entra', 'key-vault', 'cosmos', 'service-bus', 'arm', 'blob', 'registry', 'openshift', 'admin'];
  const args = [
    ...['--data', dataDir, '--machines', '10', '--operation-time', '20ms', '--role-delay', '10ms'],
    ...ports.flatMap((name) => [`--${name}-port`, '0']),
  ];
  rmSync(join(dataDir, 'endpoints.json'), { force: true });
  azure = spawn(process.execPath, ['--import', 'tsx', 'tools/local-azure/src/cli/main.ts', ...args], {
    cwd: root,
    stdio: 'ignore',
  });
  await until(() => existsSync(join(dataDir, 'endpoints.json')));
  endpoints = JSON.parse(readFileSync(join(dataDir, 'endpoints.json'), 'utf8')) as Endpoints;
}

async function end(signal: NodeJS.Signals): Promise<void> {
  const exit = once(azure, 'exit');
  azure.kill(signal);
  await exit;
}

async function until<T>(what: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (let look = 0; look < 600; look += 1) {
    const found = await what();
    if (found) return found;
    await sleep(100);
  }
  throw new Error('it never was so');
}

const credential = () =>
  new ClientSecretCredential(endpoints.tenantId, endpoints.clientId, endpoints.clientSecret, {
    authorityHost: endpoints.authorityHost,
    disableInstanceDiscovery: true,
  });
const subscription = () => `/subscriptions/${endpoints.subscriptionId}`;
const inGroup = (type: string, name: string) => `${subscription()}/resourceGroups/${group}/providers/${type}/${name}`;

async function send(method: string, path: string, body?: unknown) {
  const { token } = await credential().getToken('https://management.azure.com/.default');
  const response = await fetch(`${endpoints.arm}${path}${path.includes('?') ? '' : '?api-version=2021-04-01'}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, never> };
}

/** Deploys a template of `deploy/`. @throws Error that says why it failed */
async function deploy(name: string, given: Readonly<Record<string, unknown>>): Promise<void> {
  const template = JSON.parse(readFileSync(join(root, 'deploy', `${name}.json`), 'utf8')) as {
    $schema: string;
    parameters?: object;
  };
  const known = Object.keys(template.parameters ?? {}).filter((one) => one in given);
  const values = Object.fromEntries(known.map((one) => [one, { value: given[one] }]));
  const isOfSubscription = template.$schema.includes('subscriptionDeploymentTemplate');
  const scope = isOfSubscription ? subscription() : `${subscription()}/resourceGroups/${group}`;
  const path = `${scope}/providers/Microsoft.Resources/deployments/${name}`;
  await send('PUT', path, {
    ...(isOfSubscription && { location: 'eastus' }),
    properties: { mode: 'Incremental', template, parameters: values },
  });
  const { state, error } = await until(async () => {
    const { properties, error: refused } = (await send('GET', path)).body as {
      properties?: { provisioningState: string; error?: object };
      error?: object;
    };
    const ended = refused ?? (/Succeeded|Failed/.test(properties?.provisioningState ?? '') || undefined);
    return ended && { state: properties?.provisioningState, error: refused ?? properties?.error };
  });
  if (state !== 'Succeeded') throw new Error(`${name}: ${JSON.stringify(error)}`);
}

/** What the services find in the vault. */
async function fillVault(): Promise<void> {
  const { body } = await send('GET', `${inGroup('Microsoft.KeyVault/vaults', 'aroeastus-svc')}?api-version=2023-07-01`);
  const { vaultUri } = (body as { properties: { vaultUri: string } }).properties;
  const options = { disableChallengeResourceVerification: true };
  await new SecretClient(vaultUri, credential(), options).setSecret('data-key', randomBytes(32).toString('base64'));
  const made = await new CertificateClient(vaultUri, credential(), options).beginCreateCertificate(
    'rp-server',
    {
      issuerName: 'Self',
      subject: 'CN=localhost',
      subjectAlternativeNames: { dnsNames: ['localhost'] },
      contentType: 'application/x-pem-file',
    },
    { intervalInMs: 100 },
  );
  await made.pollUntilDone();
}

/** Pushes the services' packages. @returns their digests */
function push(): Record<string, string> {
  const path = inGroup('Microsoft.ContainerRegistry/registries', 'arosvc');
  const host = /"loginServer":"([^"]+)"/.exec(JSON.stringify(shown.get(path)))?.[1] ?? '';
  const args = ['push', ...services, '--registry', host, '--authority', endpoints.authorityHost];
  const stamp = ['--version', version, '--commit', 'c'];
  const pushed = spawnSync(process.execPath, ['--import', 'tsx', 'tools/package/main.ts', ...args, ...stamp], {
    cwd: root,
    env: {
      ...process.env,
      NODE_EXTRA_CA_CERTS: endpoints.caBundle,
      AZURE_TENANT_ID: endpoints.tenantId,
      AZURE_CLIENT_ID: endpoints.clientId,
      AZURE_CLIENT_SECRET: endpoints.clientSecret,
    },
  });
  if (pushed.status !== 0) throw new Error(pushed.stderr.toString());
  return Object.fromEntries(
    pushed.stdout
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([service = '', , digest = '']) => [service, digest]),
  );
}

const shown = new Map<string, unknown>();

async function makeRegion(): Promise<void> {
  for (const one of [group, 'aro-eastus-endpoints'])
    await send('PUT', `${subscription()}/resourceGroups/${one}`, { location: 'eastus' });
  for (const one of namespaces) await send('POST', `${subscription()}/providers/Microsoft.${one}/register`);
  const { token } = await credential().getToken('https://management.azure.com/.default');
  const { oid } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { oid: string };
  const registryId = inGroup('Microsoft.ContainerRegistry/registries', 'arosvc');
  const given = {
    ...parameters,
    ...{ regionSubscriptionId: endpoints.subscriptionId, principalId: oid, registryId },
    ...{ replicas: [], networkShards: 2, adminIssuers: '', adminCommonName: '' },
  };
  for (const name of ['own-roles', 'pipeline-rights', 'global', 'region-shared']) await deploy(name, given);
  for (const [index, role] of [...Object.values(roles)].entries())
    await send(
      'PUT',
      `${subscription()}/resourceGroups/${group}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-00000000000${index}?api-version=2022-04-01`,
      {
        properties: {
          ...{ principalId: oid, principalType: 'ServicePrincipal' },
          roleDefinitionId: `${subscription()}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
        },
      },
    );
  await fillVault();
  shown.set(registryId, (await send('GET', `${registryId}?api-version=2023-07-01`)).body);
  const digests = push();
  for (const service of services)
    await deploy(service, { ...given, imageDigest: digests[service], registry: 'arosvc.azurecr.io', instances: 2 });
}

const machines = async (): Promise<MachineView[]> => {
  const answer = await fetch(`${endpoints.admin}/machines`);
  return ((await answer.json()) as { value: MachineView[] }).value;
};
const allWell = () =>
  until(async () => {
    const found = await machines();
    return found.length === 4 && found.every(({ health }) => health === 'healthy') ? found : undefined;
  });
const clusters = () =>
  send('GET', `${subscription()}/providers/Microsoft.RedHatOpenShift/openShiftClusters?api-version=2023-11-22`);
const runs = ({ pid }: MachineView): boolean => {
  try {
    return process.kill(pid ?? 0, 0) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'local-azure-machines-'));
  await start();
  trust(readFileSync(endpoints.caBundle, 'utf8'));
  await makeRegion();
});
afterAll(async () => {
  if (azure.exitCode === null && azure.signalCode === null) await end('SIGTERM');
  rmSync(dataDir, { recursive: true, force: true });
});

it('services run on machines as their templates say, and outlive no local Azure for good', async () => {
  const first = await allWell();
  const served = await until(async () => ((await clusters()).status === 200 ? clusters() : undefined));

  await end('SIGKILL');
  const left = first.map(runs);
  await start();
  const second = await allWell();
  const servedAgain = await until(async () => ((await clusters()).status === 200 ? clusters() : undefined));
  await end('SIGTERM');

  expect(first.map(({ name }) => name).sort()).toEqual([
    ...['change-feed', 'frontend'].flatMap((service) => [0, 1].map((one) => `${service}-${version}_${one}`)),
  ]);
  expect([served.body, servedAgain.body]).toEqual([{ value: [] }, { value: [] }]);
  expect(left).toEqual([true, true, true, true]);
  expect(first.map(runs)).toEqual([false, false, false, false]);
  expect(second.map(({ name }) => name).sort()).toEqual(first.map(({ name }) => name).sort());
  expect(second.map(runs)).toEqual([false, false, false, false]);
});
