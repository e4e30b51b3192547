import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { credentialSettings, readSettings } from '@aro-rp/service';
import { settings as backend } from '../../apps/backend/src/settings.ts';
import { settings as changeFeed } from '../../apps/change-feed/src/settings.ts';
import { settings as frontend } from '../../apps/frontend/src/settings.ts';
import { deploy } from './testing.ts';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/deploying-a-development-rp.md'), 'utf8');
const shell = [...page.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, text = '']) => text);
const id = '66666666-6666-4666-8666-666666666666';
/** What the page lets its reader find out before. */
const found = { CLIENT_ID: id, CLIENT_SECRET: 'x', TENANT_ID: id, RP_ID: id, RP_SECRET: 'x', SUBSCRIPTION_ID: id };
const chosen = { LOCATION: 'eastus', PREFIX: 'aroeastus', GROUP: 'rp', ZONE: 'dev.example.com', REGISTRY: 'arosvc' };

function environment(): Record<string, string> {
  const settings = shell.find((text) => text.includes('export CREDENTIAL')) ?? '';
  const { stdout } = spawnSync('bash', ['-euc', `${settings}env -0`], {
    env: { PATH: '/usr/bin:/bin', ...found, ...chosen },
  });
  return Object.fromEntries(
    stdout
      .toString()
      .split('\0')
      .map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]),
  );
}

it.each(Object.entries({ frontend, 'change-feed': changeFeed, backend }))(
  'the page on a development provider has all settings of %s',
  (_, settings) => {
    expect(readSettings({ ...settings, ...credentialSettings }, environment())).toMatchObject({ kind: 'read' });
  },
);

it('its settings lead to what the template makes', () => {
  const ids = deploy(readFileSync(join(root, 'deploy/development.json'), 'utf8')).puts.map((one) => one.id);
  const { NETWORK_SHARDS = '', REGISTRY_ID = '', COSMOS_ENDPOINT = '', INSTALLER_STORE = '' } = environment();
  const tail = (text: string, parts: number) => text.split('/').slice(-parts).join('/');

  const made = ids.map((one) => tail(one, 2));
  expect(made).toContain(tail(NETWORK_SHARDS.replace('/subnets/endpoints', ''), 2));
  expect(made).toContain(tail(REGISTRY_ID, 2));
  expect(made).toContain(`databaseAccounts/${new URL(COSMOS_ENDPOINT).hostname.split('.')[0]}`);
  expect(made).toContain(`storageAccounts/${new URL(INSTALLER_STORE).hostname.split('.')[0]}`);
});

it('every block of the page is shell', () => {
  for (const text of shell) expect(spawnSync('bash', ['-n'], { input: text }).stderr.toString()).toBe('');
});
