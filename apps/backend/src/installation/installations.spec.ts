import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DataKey, type KeyRing } from '@aro-rp/database';
import { InstallerError, type InstallerOutput } from '@aro-rp/openshift';
import { type Log, Secret, silentLog } from '@aro-rp/telemetry';
import { type Duration, milliseconds, minutes, systemClock } from '@aro-rp/time';
import { createServiceStorage, type ServiceStorage } from '../testing/service-storage.ts';
import { type SmallInstaller, smallInstaller } from '../testing/small-installer.ts';
import { createInstallations, type Installation, type Installations } from './installations.ts';

const canary = 'canary-8c1e~secret';
const key: DataKey = { version: 'k1', key: new Secret<Uint8Array>(Buffer.alloc(32, 7)) };
const keyRing: KeyRing = {
  current: () => Promise.resolve(key),
  byVersion: (version) => Promise.resolve(version === key.version ? key : undefined),
};
const call = { signal: new AbortController().signal };

let storage: ServiceStorage;
let folder: string;
let documentId: string;
let count = 0;
beforeAll(async () => {
  storage = await createServiceStorage();
});
afterAll(() => storage[Symbol.asyncDispose]());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'installations-'));
  documentId = `cluster-${++count}`;
});
afterEach(() => {
  storage.context.faults.clear();
  rmSync(folder, { recursive: true, force: true });
});

const journal = () => join(folder, 'journal');
const gate = () => join(folder, 'gate');
/** Of a line each; the file is there before what is written into it. */
const runs = () => (existsSync(journal()) ? readFileSync(journal(), 'utf8').split('\n').length - 1 : 0);
const until = async (isSo: () => boolean) => {
  while (!isSo()) await systemClock.sleep(milliseconds(10));
};

/** The installations of one process: its own folder, its own connections. */
function process(options: { atOnce?: number; log?: Log; callTimeout?: Duration } = {}): Installations {
  const own = mkdtempSync(join(folder, 'process-'));
  const { atOnce = 2, log = silentLog, callTimeout } = options;
  return createInstallations({
    blobs: storage.blobs(callTimeout && { callTimeout }),
    ...{ store: storage.installers, output: storage.output },
    ...{ keyRing, atOnce, log, clock: systemClock, timeout: minutes(1) },
    cacheFolder: join(own, 'binaries'),
    scratch: { folder: join(own, 'runs') },
  });
}

async function published(made: Partial<Parameters<typeof smallInstaller>[0]> = {}): Promise<Installation> {
  const { bytes, installer } = smallInstaller({ journal: journal(), ...made });
  await publish(installer, bytes);
  return installationOf(installer);
}
const publish = ({ digest }: { digest: string }, bytes: Buffer) =>
  storage.blobs().write(`${storage.installers}/${digest.replace('sha256:', '')}`, bytes, call);
const installationOf = (installer: SmallInstaller['installer']): Installation => ({
  installer,
  installConfig: new Secret(`pullSecret: '{"auths":{"r":{"auth":"${btoa(`u:${canary}`)}"}}}'\n`),
  releaseImage: 'registry/release@sha256:00',
  credentials: { subscriptionId: 's', tenantId: 't', clientId: 'c', clientSecret: new Secret(canary) },
  fips: false,
  edits: {},
});
const revealed = (output: InstallerOutput | undefined) =>
  output &&
  Object.fromEntries(
    Object.entries(output).map(([name, value]) => [name, value instanceof Secret ? (value as Secret).reveal() : value]),
  );

describe('make', () => {
  it('runs the installer once and gives what was stored ever after, to every process', async () => {
    const installation = await published();

    const made = await process().make(documentId, async () => installation, call);
    const again = await process().make(documentId, async () => installation, call);
    const read = await process().read(documentId, call);

    expect(made?.infraId).toMatch(/^demo-/);
    expect(revealed(again)).toEqual(revealed(made));
    expect(revealed(read)).toEqual(revealed(made));
    expect(runs()).toBe(1);
  });

  it('keeps clusters apart', async () => {
    const installation = await published();
    const one = process();

    const [first, second] = await Promise.all([
      one.make(`${documentId}-a`, async () => installation, call),
      one.make(`${documentId}-b`, async () => installation, call),
    ]);

    expect(first?.infraId).not.toBe(second?.infraId);
    expect(runs()).toBe(2);
  });

  it('gives both of two processes that run it at once what the first of them has stored', async () => {
    const installation = await published({ gate: gate() });

    const making = [process(), process()].map((one) => one.make(documentId, async () => installation, call));
    await until(() => runs() === 2);
    writeFileSync(gate(), '');
    const [one, other] = await Promise.all(making);

    expect(one?.infraId).toMatch(/^demo-/);
    expect(revealed(one)).toEqual(revealed(other));
    expect(revealed(await process().read(documentId, call))).toEqual(revealed(one));
  });

  it('takes what was stored when the answer to that was lost, and runs nothing again', async () => {
    const installation = await published();
    const rule = { service: 'blob', method: 'PUT', path: `installer-output/${documentId}` } as const;
    storage.context.faults.add({ ...rule, action: { kind: 'lose-answer' } });

    await expect(process().make(documentId, async () => installation, call)).rejects.toMatchObject({
      kind: 'transient',
    });
    const made = await process().make(documentId, async () => installation, call);

    expect(made?.infraId).toMatch(/^demo-/);
    expect(revealed(await process().read(documentId, call))).toEqual(revealed(made));
    expect(runs()).toBe(1);
  });

  it('stores nothing when the store refuses, and the next try makes it', async () => {
    const installation = await published();
    storage.context.faults.add({
      ...({ service: 'blob', method: 'PUT', path: documentId } as const),
      action: { kind: 'status', status: 503, code: 'ServerBusy' },
    });

    await expect(process().make(documentId, async () => installation, call)).rejects.toMatchObject({
      kind: 'transient',
    });
    expect(await process().read(documentId, call)).toBeUndefined();

    expect((await process().make(documentId, async () => installation, call))?.infraId).toMatch(/^demo-/);
    expect(runs()).toBe(2);
  });

  it('gives nothing while as many run as may, begins none, and has room again when one has ended', async () => {
    const installation = await published({ gate: gate() });
    const one = process({ atOnce: 1 });

    const first = one.make(`${documentId}-a`, async () => installation, call);
    await until(() => runs() === 1);
    expect(await one.make(`${documentId}-b`, async () => installation, call)).toBeUndefined();
    expect(runs()).toBe(1);
    writeFileSync(gate(), '');
    await first;

    expect((await one.make(`${documentId}-b`, async () => installation, call))?.infraId).toMatch(/^demo-/);
  });

  it('has room again after a run that failed', async () => {
    const broken = await published({ behaviour: 'process.exit(1);' });
    const one = process({ atOnce: 1 });

    await expect(one.make(documentId, async () => broken, call)).rejects.toBeInstanceOf(InstallerError);

    expect((await one.make(documentId, () => published(), call))?.infraId).toMatch(/^demo-/);
  });

  it('gives what is stored even while as many run as may', async () => {
    const installation = await published();
    const one = process({ atOnce: 1 });
    const made = await one.make(documentId, async () => installation, call);
    const waiting = await published({ gate: gate() });
    const other = one.make(`${documentId}-b`, async () => waiting, call);
    await until(() => runs() === 2);

    expect(revealed(await one.make(documentId, async () => installation, call))).toEqual(revealed(made));

    writeFileSync(gate(), '');
    await other;
  });

  it('runs no binary that has another digest than the version says', async () => {
    const { bytes, installer } = smallInstaller({ journal: journal() });
    await publish(installer, Buffer.from(bytes.toString().replace('demo-', 'evil-')));

    await expect(process().make(documentId, async () => installationOf(installer), call)).rejects.toMatchObject({
      kind: 'output',
      message: expect.stringContaining('digest') as string,
    });
    expect(runs()).toBe(0);
    expect(await process().read(documentId, call)).toBeUndefined();
  });

  it('says that a binary is not in the store', async () => {
    const { installer } = smallInstaller({ journal: journal(), behaviour: `// ${documentId}` });

    await expect(process().make(documentId, async () => installationOf(installer), call)).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  it('ends the run and stores nothing when the slice is aborted', async () => {
    const installation = await published({ gate: gate() });
    const stop = new AbortController();

    const making = process().make(documentId, async () => installation, { signal: stop.signal });
    await until(() => runs() === 1);
    stop.abort(new Error('the slice ends'));

    await expect(making).rejects.toThrow('the slice ends');
    const pid = Number(readFileSync(journal(), 'utf8'));
    expect(() => globalThis.process.kill(pid, 0)).toThrow('ESRCH');
    expect(await process().read(documentId, call)).toBeUndefined();
  });
});

describe('what is stored', () => {
  it('is sealed, and bound to its cluster', async () => {
    const made = await process().make(documentId, () => published(), call);

    const stored = await storage.blobs().read(`${storage.output}/${documentId}`, call);
    expect(stored?.toString()).not.toContain(made?.infraId);
    await storage.blobs().write(`${storage.output}/${documentId}-moved`, stored ?? Buffer.of(), call);
    await expect(process().read(`${documentId}-moved`, call)).rejects.toMatchObject({ kind: 'sealed' });
  });

  it('and what was on the way leaves no secret in the log and nothing in the folders', async () => {
    const lines: unknown[] = [];
    const record = (...line: unknown[]) => void lines.push(line);
    const log: Log = { debug: record, info: record, warn: record, error: record, with: () => log };
    const behaviour = `process.stderr.write('level=info msg="using ${canary}"\\n');`;

    const made = await process({ log }).make(documentId, () => published({ behaviour }), call);

    const text = JSON.stringify(lines);
    expect(lines.length).toBeGreaterThan(0);
    for (const secret of [canary, btoa(`u:${canary}`), made?.kubeadminPassword.reveal()])
      expect(text).not.toContain(secret);
    for (const one of readdirSync(folder).filter((name) => name.startsWith('process-')))
      expect(existsSync(join(folder, one, 'runs')) ? readdirSync(join(folder, one, 'runs')) : []).toEqual([]);
  });
});

describe('trim', () => {
  it('forgets the Ignition configurations, keeps everything else, and may be repeated', async () => {
    const one = process();
    const made = revealed(await one.make(documentId, () => published(), call)) ?? {};

    await one.trim(documentId, call);
    await one.trim(documentId, call);

    const { bootstrapIgnition, masterIgnition, workerIgnition, ...kept } =
      revealed(await one.read(documentId, call)) ?? {};
    expect(made).toMatchObject(kept);
    expect(Object.keys(kept).sort()).toEqual(
      ['adminKubeconfig', 'clusterId', 'createdAt', 'infraId', 'kubeadminPassword', 'state'].sort(),
    );
    for (const forgotten of [bootstrapIgnition, masterIgnition, workerIgnition])
      expect(forgotten).toBe('{"ignition":{"version":"3.2.0"}}');
  });

  it('of what is not there makes nothing', async () => {
    await process().trim(documentId, call);

    expect(await process().read(documentId, call)).toBeUndefined();
  });
});

describe('remove', () => {
  it('leaves nothing, may be repeated, and the next run makes another cluster', async () => {
    const one = process();
    const installation = await published();
    const made = await one.make(documentId, async () => installation, call);

    await one.remove(documentId, call);
    await one.remove(documentId, call);

    expect(await one.read(documentId, call)).toBeUndefined();
    expect((await one.make(documentId, async () => installation, call))?.infraId).not.toBe(made?.infraId);
  });
});
