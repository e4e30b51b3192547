import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCustomer } from '../harness/customer.ts';
import { root, startSystem, type System } from '../harness/system.ts';
import { customerFolder, type CustomerFolder, describeWithAz, login, session } from './azure-cli.ts';
import { everything } from './everything.ts';
import { printedBy, scriptOf, shellBlocks } from './fenced-blocks.ts';

const page = join(root, 'docs/using-a-template.md');

describeWithAz('docs/using-a-template.md', () => {
  let system: System;
  let folder: CustomerFolder;

  beforeAll(async () => {
    system = await startSystem();
    folder = await customerFolder(system.endpoints);
  }, 120_000);
  afterAll(async () => {
    folder?.close();
    await system?.stop();
  });

  it('is a page whose template makes a cluster with its rights, is refused as a whole when a value is wrong, and can be deployed again', async () => {
    const customer = await createCustomer(system.endpoints);
    const before = await everything(customer, system.endpoints);
    const blocks = [session, login, ...shellBlocks(readFileSync(page, 'utf8'))];

    const { status, output, errors } = await folder.sh(scriptOf(blocks));

    const printed = printedBy(output);
    const by = (command: string) => printed[blocks.findIndex((block) => block.includes(command))] ?? '';
    if (status !== 0) throw new Error(`${blocks[printed.length - 1]} ended with ${status}:\n${errors}`);
    expect(JSON.parse(by('properties.outputs'))).toMatchObject({
      console: { value: expect.stringContaining('https://console-openshift-console.apps.') as string },
      api: { value: expect.stringContaining('https://api.') as string },
    });
    expect(by('clientId=nonsense')).toBe('refused with 1');
    expect(errors).toMatch(/InvalidTemplateDeployment.*"target": "properties\.servicePrincipalProfile\.clientId"/s);
    expect(by('properties.provisioningState -o tsv')).toBe('Succeeded');
    expect(by('az deployment group delete')).toBe('Succeeded');
    expect(printed.at(-1)).toBe('');
    expect(await everything(customer, system.endpoints)).toEqual(before);
  }, 400_000);
});
