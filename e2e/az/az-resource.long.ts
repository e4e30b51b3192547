import { clusterIdOf, demoGroup } from '@aro-rp/start';
import { createCustomer } from '../harness/customer.ts';
import { startSystem, type System } from '../harness/system.ts';
import { customerFolder, type CustomerFolder, describeWithAz, signedIn, type SignedIn } from './azure-cli.ts';

describeWithAz('az resource', () => {
  let system: System;
  let folder: CustomerFolder;
  let done: SignedIn['done'];
  let run: SignedIn['run'];

  beforeAll(async () => {
    system = await startSystem();
    folder = await customerFolder(system.endpoints);
    ({ run, done } = await signedIn(folder));
  }, 120_000);
  afterAll(async () => {
    folder?.close();
    await system?.stop();
  });

  it('creates a cluster and waits for it, tags, shows, lists and deletes it', async () => {
    const customer = await createCustomer(system.endpoints);
    const id = clusterIdOf(system.endpoints, demoGroup, 'generic');
    const body = JSON.stringify(await customer.bodyOf('generic'));
    const cluster = `--ids ${id} --api-version 2022-04-01`;

    const created = await done(
      `az resource create --id ${id} --api-version 2022-04-01 --is-full-object --properties '${body}' --query properties.provisioningState -o tsv`,
    );
    expect(created).toBe('Succeeded');

    await done(`az resource tag ${cluster} --tags owner=az`);
    expect(await done(`az resource show ${cluster} --query tags.owner -o tsv`)).toBe('az');
    const type = 'Microsoft.RedHatOpenShift/openShiftClusters';
    expect(await done(`az resource list --resource-type ${type} --query '[].name' -o tsv`)).toBe('generic');

    await done(`az resource delete ${cluster}`);
    const gone = await run(`az resource show ${cluster}`);
    expect(gone).toMatchObject({ status: 3, errors: expect.stringContaining('ResourceNotFound') });
  }, 300_000);
});
