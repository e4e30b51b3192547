import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folder, generatedFiles } from './files.ts';

const root = join(__dirname, '../..');
/** Kept by hand. */
const others = ['README.md', 'region.example.yaml', 'role-sets.json'];

it('the templates are as their source is; `npm run templates` writes them', async () => {
  const files = await generatedFiles();

  for (const [name, text] of Object.entries(files))
    expect([name, await readFile(join(root, folder, name), 'utf8')]).toEqual([name, text]);
});

it('no file is left of a template that there is no longer', async () => {
  const found = await readdir(join(root, folder));

  expect(found.filter((name) => !others.includes(name)).sort()).toEqual(Object.keys(await generatedFiles()).sort());
});

it('a parameter file names what has to be given, and only that', async () => {
  const files = await generatedFiles();

  expect(JSON.parse(files['region-shared.parameters.json'] ?? '')).toMatchObject({
    parameters: { prefix: { value: '' }, dnsZone: { value: '' }, alertMails: { value: [] } },
  });
  expect(files['region-shared.parameters.json']).not.toContain('networkShards');
});
