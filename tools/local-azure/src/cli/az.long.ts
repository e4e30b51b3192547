import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRecorder, type Recorder } from '../arm/front-door/testing.ts';
import { type Endpoints, type HostContext } from '../host/context.ts';
import { type LocalAzure, startLocalAzure } from '../host/local-azure.ts';
import { trust } from '../host/testing.ts';
import { writeEndpointFiles } from './endpoint-files.ts';
import { azIsInstalled, createAz } from './testing.ts';

// Each call starts an interpreter, which takes a second and more on a machine that is busy.
jest.setTimeout(300_000);

const suite = azIsInstalled() ? describe : describe.skip;

suite('the installed az', () => {
  let dataDir: string;
  let azure: LocalAzure;
  let frontend: Recorder;
  let endpoints: Partial<Endpoints>;
  let az: ReturnType<typeof createAz>;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'local-azure-az-'));
    azure = await startLocalAzure({ dataDir, only: ['entra', 'arm'] });
    trust(azure.certificates.authority);
    frontend = await startRecorder({ certificates: azure.certificates } as HostContext);
    azure.arm.setFrontend(frontend.url);
    endpoints = await writeEndpointFiles(dataDir, azure.certificates.authority, azure.endpoints);
    az = createAz(join(dataDir, 'az'), endpoints);
    await az('cloud', 'register', '-n', 'AroLocal', '--cloud-config', `@${join(dataDir, 'cloud.json')}`);
    await az('cloud', 'set', '-n', 'AroLocal');
    cpSync(join(dataDir, 'az'), join(dataDir, 'az-signed-out'), { recursive: true });
    await login(endpoints.clientId ?? '', endpoints.clientSecret ?? '');
  });
  afterAll(async () => {
    await frontend.close();
    await azure.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const login = (clientId: string, secret: string, by = az) =>
    by('login', '--service-principal', '-u', clientId, '-p', secret, '--tenant', endpoints.tenantId ?? '');
  /** With a configuration of its own, so that the others stay signed in. */
  const loginElsewhere = (clientId: string, secret: string) => {
    const folder = mkdtempSync(join(dataDir, 'az-'));
    cpSync(join(dataDir, 'az-signed-out'), folder, { recursive: true });
    return login(clientId, secret, createAz(folder, endpoints));
  };
  const done = async (...args: string[]) => {
    const { status, output, errors } = await az(...args);
    if (status !== 0) throw new Error(`az ${args.join(' ')} ended with ${status}: ${errors}`);
    return output;
  };

  it('is told what is wrong with a secret, and logs in with the right one', async () => {
    const wrong = await loginElsewhere(endpoints.clientId ?? '', 'wrong');
    const right = await loginElsewhere(endpoints.clientId ?? '', endpoints.clientSecret ?? '');

    expect(wrong.status).toBe(1);
    expect(wrong.errors).toContain('AADSTS7000215');
    expect(right.output).toContainEqual(
      expect.objectContaining({ cloudName: 'AroLocal', id: endpoints.subscriptionId, isDefault: true }),
    );
    expect(await done('account', 'list-locations', '--query', '[].name')).toContain(endpoints.location);
  });

  it('makes, finds and deletes a resource group', async () => {
    const made = await done('group', 'create', '-n', 'az-group', '-l', 'eastus', '--tags', 'env=dev');
    const shown = await done('group', 'show', '-n', 'az-group');
    const listed = await done('group', 'list', '--query', '[].name');
    await done('group', 'delete', '-n', 'az-group', '-y');
    const gone = await az('group', 'show', '-n', 'az-group');

    expect(made).toMatchObject({ name: 'az-group', tags: { env: 'dev' } });
    expect(shown).toEqual(made);
    expect(listed).toContain('az-group');
    expect(await done('group', 'exists', '-n', 'az-group')).toBe(false);
    expect(gone).toMatchObject({ status: 3, errors: expect.stringContaining('(ResourceGroupNotFound)') });
  });

  it('makes a network with two subnets, and changes one without losing the other', async () => {
    await done('group', 'create', '-n', 'az-network', '-l', 'eastus');
    const group = ['-g', 'az-network'];
    const subnet = (verb: string, name: string, ...more: string[]) =>
      done('network', 'vnet', 'subnet', verb, ...group, '--vnet-name', 'vnet', '-n', name, ...more);

    await done('network', 'vnet', 'create', ...group, '-n', 'vnet', '--address-prefixes', '10.0.0.0/22');
    const endpoint = ['--service-endpoints', 'Microsoft.ContainerRegistry'];
    await subnet('create', 'master', '--address-prefixes', '10.0.0.0/23', ...endpoint);
    await subnet('create', 'worker', '--address-prefixes', '10.0.2.0/23', ...endpoint);
    const updated = await subnet('update', 'master', '--disable-private-link-service-network-policies', 'true');

    expect(updated).toMatchObject({ privateLinkServiceNetworkPolicies: 'Disabled', addressPrefix: '10.0.0.0/23' });
    expect(await done('network', 'vnet', 'show', ...group, '-n', 'vnet', '--query', 'subnets[].name')).toEqual([
      'master',
      'worker',
    ]);
    expect(await done('resource', 'list', ...group, '--query', '[].type')).toEqual([
      'Microsoft.Network/virtualNetworks',
    ]);
  });

  it('registers the resource provider, and lists its clusters through the front door', async () => {
    frontend.reply(({ url }) => ({ status: 200, body: url.includes('openShiftClusters') ? { value: [] } : {} }));

    await done('provider', 'register', '-n', 'Microsoft.RedHatOpenShift', '--wait');
    const state = await done('provider', 'show', '-n', 'Microsoft.RedHatOpenShift', '--query', 'registrationState');

    expect(state).toBe('Registered');
    expect(await done('aro', 'list')).toEqual([]);
    expect(frontend.requests.at(-1)).toMatchObject({
      url: expect.stringContaining('api-version=2022-04-01'),
      headers: expect.objectContaining({ commandname: 'aro list' }),
    });
  });

  it('makes a service principal that can log in by itself, and replaces its secret when asked again', async () => {
    const create = async () => (await done('ad', 'sp', 'create-for-rbac', '-n', 'az-made')) as Record<string, string>;
    const first = await create();
    const second = await create();
    const { appId = '' } = first;
    const shown = await done('ad', 'sp', 'show', '--id', appId);

    const old = await loginElsewhere(appId, first['password'] ?? '');
    const renewed = await loginElsewhere(appId, second['password'] ?? '');

    expect(second).toMatchObject({ appId, displayName: 'az-made', tenant: endpoints.tenantId });
    expect(shown).toMatchObject({ appId, displayName: 'az-made', servicePrincipalNames: [appId] });
    expect(old.errors).toContain('AADSTS7000215');
    expect(renewed.errors).not.toContain('AADSTS');
  });

  it('finds no service principal where there is none', async () => {
    expect(await az('ad', 'sp', 'show', '--id', '00000000-0000-0000-0000-0000000000ff')).toMatchObject({ status: 3 });
  });

  it('can be pointed at Azure Resource Manager alone, which names the rest', async () => {
    const other = createAz(join(dataDir, 'az-by-one-option'), endpoints);

    await other('cloud', 'register', '-n', 'AroLocal', '--endpoint-resource-manager', endpoints.arm ?? '');
    const { output } = await other('cloud', 'show', '-n', 'AroLocal', '--query', 'endpoints');

    expect(output).toMatchObject({
      activeDirectory: endpoints.authority,
      activeDirectoryResourceId: `${endpoints.arm}/`,
      activeDirectoryGraphResourceId: `${endpoints.graph}/`,
    });
  });
});
