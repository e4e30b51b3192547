import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry } from '@aro-rp/registry';
import { buildBundles } from '@aro-rp/start';
import { silentLog } from '@aro-rp/telemetry';
import { systemClock } from '@aro-rp/time';
import { type DockerRegistry, isInstalled, startDockerRegistry } from '../../e2e/mirror/docker-registry.ts';
import { type GeneratedRelease, generateRelease, graphOf, serveGraph } from '../../e2e/mirror/generated-release.ts';
import { startCommand } from '../../e2e/mirror/mirror-process.ts';
import { runBenchmark } from './benchmark.ts';
import { table } from './table.ts';

const root = join(import.meta.dirname, '..', '..');
const MiB = 2 ** 20;

interface Measured {
  seconds: number;
  /** Of the mirror's process. */
  peak?: number;
}

await runBenchmark({
  title: 'A release copied by the mirror, beside a loop of `skopeo copy --all` over the same images',
  script: 'mirror.ts',
  counts: {
    images: { about: 'images of the release', otherwise: 200 },
    mebibytes: { about: 'size of all layers together', otherwise: 2_048 },
    rounds: { about: 'how often each copies to an empty registry, in turn', otherwise: 1 },
  },
  async run({ images, mebibytes, rounds, build }, signal) {
    if (!isInstalled()) throw new Error('docker-registry and skopeo have to be installed');
    if (build) await buildBundles(root);
    const folder = mkdtempSync(join(tmpdir(), 'mirror-bench-'));
    const running: { stop(): Promise<void> }[] = [];
    try {
      const source = await startDockerRegistry(join(folder, 'source'));
      running.push(source);
      const registry = openRegistry({ host: source.host, scheme: 'http', log: silentLog, clock: systemClock });
      const release = await generateRelease(registry, '4.16.30', { images, bytes: mebibytes * MiB });
      await registry.close();
      const graph = await serveGraph(() => graphOf(release));
      running.push({ stop: async () => graph.close() });
      const byMirror = async (target: DockerRegistry): Promise<Measured> => {
        const place = { root, folder, graph: graph.url, source: source.host, target: target.host };
        const { code, errors, seconds, peak } = await startCommand(place, ['release', '4.16.30']).done;
        if (code !== 0) throw new Error(errors);
        return { seconds, peak };
      };
      const bySkopeo = (target: DockerRegistry) => copyWithSkopeo(release, source.host, target.host, signal);
      for (let round = 1; round <= rounds; round++) {
        signal.throwIfAborted();
        const rows = [];
        // The one that comes first finds the caches of the file system as the other left them.
        const order = round % 2 === 1 ? ['skopeo', 'mirror'] : ['mirror', 'skopeo'];
        const measured: Record<string, { first: Measured; again: Measured }> = {};
        for (const name of order) {
          const target = await startDockerRegistry(join(folder, `${name}-${round}`));
          const copy = name === 'mirror' ? byMirror : bySkopeo;
          measured[name] = { first: await copy(target), again: await copy(target) };
          await target.stop();
          rmSync(target.folder, { recursive: true, force: true });
        }
        const { mirror, skopeo } = measured;
        if (!mirror || !skopeo) continue;
        rows.push(row('first copy', mirror.first, skopeo.first), row('nothing to do', mirror.again, skopeo.again));
        console.log(`${images} images, ${mebibytes} MiB, round ${round}`);
        console.log(table(['', 'mirror, s', 'MiB of memory', 'skopeo, s', 'times as fast'], rows));
      }
    } finally {
      await Promise.all(running.map((one) => one.stop()));
      rmSync(folder, { recursive: true, force: true });
    }
  },
});

function row(name: string, mirror: Measured, skopeo: Measured): string[] {
  const ratio = (skopeo.seconds / mirror.seconds).toFixed(1);
  const memory = String(Math.round((mirror.peak ?? 0) / MiB));
  return [name, mirror.seconds.toFixed(1), memory, skopeo.seconds.toFixed(1), ratio];
}

/** One after another, as a script would. */
async function copyWithSkopeo(
  { images }: GeneratedRelease,
  source: string,
  target: string,
  signal: AbortSignal,
): Promise<Measured> {
  const began = performance.now();
  for (const { repository, digest } of images) {
    const to = `docker://${target}/${repository}@${digest}`;
    const from = `docker://${source}/${repository}@${digest}`;
    await run(['copy', '--all', '--quiet', '--src-tls-verify=false', '--dest-tls-verify=false', from, to], signal);
  }
  return { seconds: (performance.now() - began) / 1_000 };
}

function run(args: readonly string[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('skopeo', args, { stdio: ['ignore', 'ignore', 'inherit'], signal });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`skopeo ${args.join(' ')}: exit code ${code}`)),
    );
  });
}
