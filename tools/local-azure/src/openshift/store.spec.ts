import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { systemClock } from '@aro-rp/time';
import { kindOf } from './kubernetes/kinds.ts';
import { createObjects } from './kubernetes/objects.ts';
import { openStore } from './store.ts';

const namespace = kindOf('v1', 'Namespace');
const configMap = kindOf('v1', 'ConfigMap');
const named = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

describe('the objects of a cluster', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'openshift-store-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('survive kill -9 when their write was answered, and versions go on from there', async () => {
    const script = join(__dirname, 'testing-process.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const answered: [name: string, version: string][] = [];
    for await (const line of createInterface(child.stdout)) {
      answered.push(line.split(' ') as [string, string]);
      if (answered.length === 30) child.kill('SIGKILL');
    }
    await exited;

    const store = openStore(folder);
    const objects = createObjects(store.cluster('demo'), systemClock);
    const found = answered.map(([name]) => configMap && objects.get(configMap, 'default', name)?.metadata);
    const next = objects.create(named('later'));
    store.close();

    expect(answered.length).toBeGreaterThanOrEqual(30);
    expect(found.map((one) => [one?.name, one?.resourceVersion])).toEqual(answered);
    expect(Number(next.metadata.resourceVersion)).toBeGreaterThan(Number(answered.at(-1)?.[1]));
  });

  it('are written together or not at all', () => {
    const store = openStore(folder);
    const objects = createObjects(store.cluster('demo'), systemClock);
    objects.create(named('before'));

    const fail = () =>
      objects.transaction(() => {
        objects.create(named('half'));
        objects.create(named('before'));
      });

    expect(fail).toThrow('already exists');
    expect(namespace && objects.list(namespace).map(({ metadata }) => metadata.name)).toEqual(['before']);
    expect(objects.version()).toBe(1);
    store.close();
  });

  it('of one cluster are forgotten without those of another', () => {
    const store = openStore(folder);
    for (const id of ['one', 'other']) createObjects(store.cluster(id), systemClock).create(named(id));

    store.forget('one');

    expect(store.clusters()).toEqual(['other']);
    expect(createObjects(store.cluster('other'), systemClock).version()).toBe(1);
    store.close();
  });
});
