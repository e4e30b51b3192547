import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultsOf } from './lint.ts';
import { buildIn, contentOf, packageInto, stamp } from './testing.ts';
import { versionOf } from './version.ts';

jest.setTimeout(120_000);

const service = 'change-feed';
let work: string;
let context: string;
beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'package-'));
  context = join(work, 'one');
  await packageInto(service, context);
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const read = (name: string) => readFileSync(join(context, name), 'utf8');

it('twice gives the same bytes, wherever they are put', async () => {
  const other = join(work, 'further', 'down', 'two');

  await packageInto(service, other);

  const [one, two] = [contentOf(context), contentOf(other)];
  expect(Object.keys(two)).toEqual(['Dockerfile', 'main.mjs', 'main.mjs.map', 'sbom.cdx.json', 'version.json']);
  for (const name of Object.keys(one)) expect([name, one[name] === two[name]]).toEqual([name, true]);
});

it('is built and says its version in an empty folder, with files that nobody can write', () => {
  const image = mkdtempSync(join(work, 'image-'));

  const { command, environment } = buildIn(image, context);

  const [program = '', ...args] = command;
  const { status, stdout } = spawnSync(program, [...args, '--version'], { cwd: '/', env: environment });
  expect([status, stdout.toString()]).toEqual([0, `${service} ${stamp.version}\n`]);
  expect(JSON.parse(read('version.json'))).toMatchObject({ service, ...stamp });
  for (const name of readdirSync(join(image, 'app')))
    expect([name, statSync(join(image, 'app', name)).mode & 0o777]).toEqual([name, 0o444]);
});

it('a step that fails makes no image', () => {
  const broken = mkdtempSync(join(work, 'broken-'));

  expect(() => buildIn(broken, join(work, 'nothing-here'))).toThrow('ENOENT');
});

it('is named by the commit, and says when more than is committed is in it', () => {
  expect(versionOf(service)).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+-[0-9a-f]{12}(-dirty)?$/) as unknown,
    commit: expect.stringMatching(/^[0-9a-f]{40}(-dirty)?$/) as unknown,
  });
});

it('has a Dockerfile that keeps every rule', () => {
  expect(faultsOf(read('Dockerfile'))).toEqual([]);
});

it('says what is in it, and what its files are', () => {
  const sbom = JSON.parse(read('sbom.cdx.json')) as { components: { name: string }[] };
  const names = sbom.components.map(({ name }) => name);

  expect(names).toEqual(expect.arrayContaining(['cosmos', 'service-bus', 'winston']));
  // Of other services, and of tools.
  for (const stranger of ['express', 'client-node', 'jest', 'esbuild']) expect(names).not.toContain(stranger);
  const { sha256 } = JSON.parse(read('version.json')) as { sha256: Record<string, string> };
  for (const [name, digest] of Object.entries(sha256))
    expect([
      name,
      createHash('sha256')
        .update(readFileSync(join(context, name)))
        .digest('hex'),
    ]).toEqual([name, digest]);
});

it('holds no path of the machine that made it', () => {
  for (const content of Object.values(contentOf(context))) expect(content).not.toContain(join(__dirname, '../..'));
});

it('refuses what is no service', async () => {
  await expect(packageInto('nothing', join(work, 'nothing'))).rejects.toMatchObject({ code: 2 });
});
