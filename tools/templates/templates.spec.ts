import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folder } from './files.ts';
import { templates } from './index.ts';
import { deploy, type Put } from './testing.ts';

const root = join(__dirname, '../..');
const names = Object.keys(templates);
const textOf = (name: string) => readFile(join(root, folder, `${name}.json`), 'utf8');
const putsOf = async (name: string): Promise<Put[]> => deploy(await textOf(name)).puts;
const key = (id: string) => id.toLowerCase();

describe.each(names)('the template %s', (name) => {
  it('is one: every expression can be worked out, and every resource has a body', async () => {
    const { puts } = deploy(await textOf(name));

    expect(puts.length).toBeGreaterThan(0);
    for (const put of puts) expect(JSON.stringify(put.body)).not.toMatch(/"\[[a-z]+[.(]|undefined|\[object/i);
  });

  it('makes each resource once, after what it names of its own', async () => {
    const puts = await putsOf(name);
    const ids = puts.map(({ id }) => key(id));

    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, body, dependsOn } of puts) {
      const text = key(JSON.stringify(body));
      const named = ids.filter((one) => one !== key(id) && text.includes(`"${one}"`));
      const missing = named.filter((one) => !reaches(puts, id, one));
      expect([id, dependsOn, missing]).toEqual([id, dependsOn, []]);
    }
  });

  it('makes every child and every extension after what it belongs to', async () => {
    const puts = await putsOf(name);

    for (const { id, name: own, type } of puts) {
      const parent = puts.find((one) => key(id).startsWith(`${key(one.id)}/`) && one.id !== id);
      if (parent) expect([type, own, reaches(puts, id, parent.id)]).toEqual([type, own, true]);
    }
  });

  it('holds no secret and asks for none', async () => {
    expect(await textOf(name)).not.toMatch(/PRIVATE KEY|SharedAccess|AccountKey|listKeys|secureString|password"/i);
  });
});

/** Whether the resource waits for the other, however many others are between. */
function reaches(puts: readonly Put[], from: string, to: string, seen = new Set<string>()): boolean {
  if (key(from) === key(to)) return true;
  if (seen.has(key(from))) return false;
  seen.add(key(from));
  const { dependsOn = [] } = puts.find(({ id }) => key(id) === key(from)) ?? {};
  return dependsOn.some((one) => reaches(puts, one, to, seen));
}

it('the same inputs give the same resources, so that a repeat changes nothing', async () => {
  for (const name of names) expect(await putsOf(name)).toEqual(await putsOf(name));
});

it('what only Azure knows at run time can be put out', async () => {
  expect(deploy(await textOf('region-shared')).outputs).toEqual({
    nameServers: ['ns1.example.net.'],
    frontendAddress: '192.0.2.1',
  });
});
