import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { credentialSettings, readSettings, type Settings } from '@aro-rp/service';
import { parse } from 'yaml';
import { settings as backend } from '../../../apps/backend/src/settings.ts';
import { settings as changeFeed } from '../../../apps/change-feed/src/settings.ts';
import { settings as frontend } from '../../../apps/frontend/src/settings.ts';
import { settings as mirror } from '../../../apps/mirror/src/settings.ts';
import { clientId, deploy, group, type Put, subscription, tenant } from '../testing.ts';

const root = join(__dirname, '../../..');
const settingsOf: Record<string, Settings> = { frontend, 'change-feed': changeFeed, backend, mirror };
const services = Object.keys(settingsOf);

async function putsOf(service: string, given: Record<string, unknown> = {}): Promise<Put[]> {
  return deploy(await readFile(join(root, 'deploy', `${service}.json`), 'utf8'), given).puts;
}

interface Machines {
  orchestrationMode: string;
  overprovision: boolean;
  upgradePolicy: object;
  virtualMachineProfile: {
    osProfile: { customData: string };
    networkProfile: { networkInterfaceConfigurations: { properties: { ipConfigurations: object[] } }[] };
    extensionProfile: { extensions: { properties: { settings: object } }[] };
    scheduledEventsProfile: object;
  };
}

async function scaleSetOf(service: string): Promise<Put & { properties: Machines }> {
  const found = (await putsOf(service)).find(({ type }) => type === 'Microsoft.Compute/virtualMachineScaleSets');
  if (!found) throw new Error(`${service} has no scale set`);
  return { ...found, properties: found.body['properties'] as Machines };
}

interface CloudConfig {
  write_files: { path: string; permissions: string; encoding?: string; content: string }[];
  runcmd: string[];
}

async function machineOf(service: string) {
  const { properties } = await scaleSetOf(service);
  const { customData } = properties.virtualMachineProfile.osProfile;
  const text = Buffer.from(customData, 'base64').toString();
  const config = parse(text) as CloudConfig;
  const files = Object.fromEntries(
    config.write_files.map(({ path, encoding, content }) => [
      path,
      encoding === 'b64' ? Buffer.from(content, 'base64').toString() : content,
    ]),
  );
  return { customData, text, config, files };
}

/** As systemd reads an environment file: values in double quotes, which may hold line feeds. */
const environmentIn = (file: string): Record<string, string> =>
  Object.fromEntries([...file.matchAll(/^([A-Z_]+)="([^"]*)"$/gm)].map(([, name = '', value = '']) => [name, value]));

describe.each(services)('the machines of %s', (service) => {
  it('are given every setting that it needs, each as it reads it', async () => {
    const { files } = await machineOf(service);
    const environment = environmentIn(files['/etc/aro/environment'] ?? '');
    const settings = { ...settingsOf[service], ...credentialSettings };

    expect(readSettings(settings, environment)).toMatchObject({ kind: 'read', values: { clientId, tenantId: tenant } });
    const known = new Set(Object.values(settings).map(({ name }) => name));
    const others = Object.keys(environment).filter((name) => !known.has(name));
    expect(others.sort()).toEqual(['DRAIN_TIME', 'HEALTH_HOST', 'HEALTH_PORT']);
  });

  it('hand on to the container each variable that they were given, and no other', async () => {
    const { files } = await machineOf(service);
    const unit = files[`/etc/systemd/system/${service}.service`] ?? '';

    const handedOn = [...unit.matchAll(/--env (\w+)/g)].map(([, name]) => name);

    expect(handedOn).toEqual(Object.keys(environmentIn(files['/etc/aro/environment'] ?? '')));
  });

  it('run the image of its digest, without a way to write, as nobody and with no rights', async () => {
    const { files } = await machineOf(service);
    const unit = files[`/etc/systemd/system/${service}.service`] ?? '';

    expect(unit).toContain(`\n  arosvc.azurecr.io/${service}@sha256:${'0'.repeat(64)}\n`);
    for (const option of ['--read-only', '--user 10001:10001', '--cap-drop all', 'no-new-privileges'])
      expect(unit).toContain(option);
    expect(unit).toMatch(/Restart=always\nRestartSec=5\n/);
  });

  it('leave no mark of the template, and stay below what Azure takes', async () => {
    const { text, customData } = await machineOf(service);

    expect(text).toMatch(/^#cloud-config\n/);
    expect(text).not.toMatch(/<[a-z]+[a-z.-]*>/);
    expect(customData.length).toBeLessThan(65_536);
  });

  it('have scripts that are shell, and units that start what is there', async () => {
    const { config, files } = await machineOf(service);

    for (const { path, permissions, content } of config.write_files.filter(({ path }) => path.includes('/sbin/'))) {
      expect([path, permissions, content.startsWith('#!/bin/bash\n')]).toEqual([path, '0500', true]);
      expect([path, spawnSync('bash', ['-n'], { input: content }).stderr.toString()]).toEqual([path, '']);
    }
    const started = [
      ...Object.values(files)
        .join('\n')
        .matchAll(/^ExecStart(?:Pre)?=(\/usr\/local\S+)/gm),
    ];
    for (const [, path] of started) expect(Object.keys(files)).toContain(path);
    for (const command of config.runcmd)
      for (const [unit] of command.matchAll(/[\w-]+\.(?:service|timer)/g))
        expect(Object.keys(files)).toContain(`/etc/systemd/system/${unit}`);
  });

  it('are one scale set named by service and version, which is never changed in place', async () => {
    const { name, properties, body } = await scaleSetOf(service);

    expect(name).toBe(`${service}-0.1.0-0123456789ab`);
    expect(body).toMatchObject({ zones: ['1', '2', '3'], tags: { service, version: '0.1.0-0123456789ab' } });
    expect(properties).toMatchObject({ orchestrationMode: 'Uniform', overprovision: false });
    expect(properties.virtualMachineProfile.scheduledEventsProfile).toEqual({
      terminateNotificationProfile: { enable: true, notBeforeTimeout: 'PT5M' },
    });
  });

  it('have one source of health: the extension, at a path of its own', async () => {
    const { properties } = await scaleSetOf(service);
    const { networkProfile, extensionProfile } = properties.virtualMachineProfile;

    expect(networkProfile).not.toHaveProperty('healthProbe');
    expect(extensionProfile.extensions.map((one) => one.properties.settings)).toEqual([
      expect.objectContaining({ protocol: 'http', port: 8080, requestPath: '/healthz/vm', gracePeriod: 600 }),
    ]);
  });

  it('have the identity of their service and that of machines, and no other', async () => {
    const { body } = await scaleSetOf(service);
    const of = (name: string) =>
      `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;

    expect(body['identity']).toEqual({
      type: 'UserAssigned',
      userAssignedIdentities: { [of(service)]: {}, [of('host')]: {} },
    });
  });

  it("touch nothing of another service or of what services share: a release is its own scale set's", async () => {
    for (const { name, type } of await putsOf(service))
      expect([type, name]).toEqual([type, `${service}-0.1.0-0123456789ab`]);
  });
});

it("only the frontend's machines are behind the load balancer", async () => {
  const behind = await Promise.all(
    services.map(async (service) => JSON.stringify((await scaleSetOf(service)).body).includes('backendAddressPools')),
  );

  expect(behind).toEqual(services.map((service) => service === 'frontend'));
});

it('the backend is told of as many networks as there are', async () => {
  const [put] = await putsOf('backend', { networkShards: 2 });
  const { customData } = (put?.body['properties'] as Machines).virtualMachineProfile.osProfile;
  const encoded = /content: (\S+)/.exec(Buffer.from(customData, 'base64').toString())?.[1] ?? '';
  const environment = environmentIn(Buffer.from(encoded, 'base64').toString());

  expect(environment['NETWORK_SHARDS']?.split(',').map((id) => id.split('/').slice(-3))).toEqual([
    ['shard-1', 'subnets', 'endpoints'],
    ['shard-2', 'subnets', 'endpoints'],
  ]);
});

it('the frontend reads a certificate of several lines', async () => {
  const { files } = await machineOf('frontend');

  expect(environmentIn(files['/etc/aro/environment'] ?? '')['ADMIN_ISSUERS']).toMatch(/^-----BEGIN[^]*-----\n$/);
});

it('every variable that machines are given is one that the service knows', async () => {
  const { files } = await machineOf('change-feed');
  const names = Object.keys(environmentIn(files['/etc/aro/environment'] ?? ''));

  const args = ['--import', 'tsx', 'apps/change-feed/src/main.ts', '--help'];
  const help = spawnSync(process.execPath, args, { cwd: root }).stdout.toString();

  const known = [...help.matchAll(/^ {2}([A-Z_]+)$/gm)].map(([, name]) => name);
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
});
