import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { demoGroup } from '@aro-rp/start';
import { createCustomer, type Customer } from '../harness/customer.ts';
import { startSystem, type System } from '../harness/system.ts';

/** Debian's packages are seen by Debian's Python alone, whichever is first on the path. */
const python = '/usr/bin/python3';
const isInstalled =
  spawnSync(python, ['-c', 'import azure.mgmt.redhatopenshift, requests'], { stdio: 'ignore' }).status === 0;

const apiVersions = ['2020-04-30', '2021-09-01-preview', '2022-04-01'];

(isInstalled ? describe : describe.skip)('azure-mgmt-redhatopenshift of Debian', () => {
  let system: System;
  let customer: Customer;
  /** All at once: each waits for an installation. */
  let runs: Record<string, Promise<Record<string, unknown>>>;

  beforeAll(async () => {
    system = await startSystem();
    customer = await createCustomer(system.endpoints);
    runs = Object.fromEntries(apiVersions.map((apiVersion) => [apiVersion, run(apiVersion, nameFor(apiVersion))]));
    await Promise.allSettled(Object.values(runs));
  }, 400_000);
  afterAll(() => system?.stop());

  const nameFor = (apiVersion: string) => `py-${apiVersion.slice(0, 4)}`;

  async function run(apiVersion: string, name: string): Promise<Record<string, unknown>> {
    const body = await customer.bodyOf(name);
    const { tenantId, clientId, clientSecret, subscriptionId, authorityHost, arm, caBundle } = system.endpoints;
    const child = spawn(python, [join(import.meta.dirname, 'redhatopenshift.py'), apiVersion], {
      env: { ...process.env, REQUESTS_CA_BUNDLE: caBundle },
    });
    child.stdin.end(
      JSON.stringify({
        ...{ tenant: tenantId, client: clientId, secret: clientSecret, subscription: subscriptionId },
        ...{ authority: authorityHost, arm, group: demoGroup, name, body },
      }),
    );
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    if (child.exitCode !== 0) throw new Error(`the client ended with ${child.exitCode}: ${errors}`);
    return JSON.parse(output) as Record<string, unknown>;
  }

  it.each(apiVersions)(
    'of %s creates, updates, shows, lists and deletes a cluster, and reads its credentials',
    async (apiVersion) => {
      const name = nameFor(apiVersion);

      const seen = await runs[apiVersion];

      expect(seen).toMatchObject({
        created: 'Succeeded',
        domain: name,
        console: expect.stringContaining(`.apps.${name}.`) as string,
        tags: { by: 'python' },
        shown: { by: 'python' },
        listed: expect.arrayContaining([name]) as string[],
        listedInGroup: expect.arrayContaining([name]) as string[],
        user: 'kubeadmin',
        refused: expect.any(String) as string,
        gone: 'ResourceNotFound',
      });
      expect(seen?.['operations']).toContain('Microsoft.RedHatOpenShift/openShiftClusters/read');
      // Administrators' kubeconfigs came with 2021-09-01-preview.
      expect(seen?.['kubeconfig']).toBe(apiVersion >= '2021-09-01-preview' ? true : undefined);
    },
  );
});
