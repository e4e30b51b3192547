import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { supervise } from './supervise.ts';

describe('supervise', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'aro-rp-supervise-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (script: string, onStart: (pid: number) => void, onLine: (line: string) => void) =>
    supervise({
      name: 'probe',
      command: process.execPath,
      args: ['-e', script],
      env: {},
      logFile: join(folder, 'probe.log'),
      onStart,
      onLine,
    });

  it('starts a killed process again, each time, once it has been up', async () => {
    let pid = 0;
    let line: () => void = () => undefined;
    const lineAfter = (act: () => void) =>
      new Promise<void>((resolve) => {
        line = resolve;
        act();
      });
    const seen = new Set<number>();
    let probe: ReturnType<typeof run> | undefined;

    const up = lineAfter(() => {
      probe = run(
        "console.log('up'); setInterval(() => {}, 1000)",
        (fresh) => (pid = fresh),
        () => line(),
      );
    });
    await probe?.during(up);
    for (let kills = 0; kills < 3; kills++) {
      seen.add(pid);
      await lineAfter(() => process.kill(pid, 'SIGKILL'));
    }
    seen.add(pid);
    await probe?.stop(2_000);

    expect(seen.size).toBe(4);
    expect(probe?.pid()).toBeUndefined();
  });

  it('does not try again when the process ends while it starts, and repeats its last words', async () => {
    let starts = 0;
    const probe = run(
      "console.error('port is taken'); process.exit(3)",
      () => (starts += 1),
      () => undefined,
    );

    await expect(probe.during(new Promise(() => undefined))).rejects.toThrow(/ended at its start \(exit code 3\)/);
    await probe.stop(100);

    expect(starts).toBe(1);
  });
});
