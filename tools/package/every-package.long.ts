import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { services } from '../templates/names.ts';
import { buildIn, contentOf, packageInto } from './testing.ts';

jest.setTimeout(300_000);

let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'packages-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

it.each(services)('%s is packaged to the same bytes twice, and built in an empty folder', async (service) => {
  const [one, two] = [join(work, service, 'one'), join(work, service, 'two')];

  await packageInto(service, one);
  await packageInto(service, two);

  expect(contentOf(one)['version.json']).toBe(contentOf(two)['version.json']);
  expect(buildIn(mkdtempSync(join(work, 'image-')), one).command.at(-1)).toMatch(/main\.mjs$/);
});
