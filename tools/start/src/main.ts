import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type Endpoints } from '@aro-rp/local-azure';
import { createDemoCluster, deleteDemoCluster, showDemoCluster } from './demo.ts';
import { endLeftovers } from './leftovers.ts';
import { readOptions, type StartOptions, usage } from './options.ts';
import { takenPorts } from './ports.ts';
import { createServicePrincipal } from './service-principal.ts';
import { type Stack, startStack } from './stack.ts';
import { view } from './view.ts';
import { whatNext } from './what-next.ts';

const root = join(import.meta.dirname, '..', '..', '..');

async function run(options: StartOptions): Promise<void> {
  const began = performance.now();
  const dataDir = dataOf(options);
  const since = () => (performance.now() - began) / 1000;
  const stopping = new AbortController();
  let stack: Stack | undefined;
  let code = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      // Who asked for a demonstration that ends must not take an interrupted one for a good one.
      code = options.demo === 'exit' ? 1 : 0;
      stopping.abort(new Error('stopped'));
    });

  if (options.fresh)
    for (const name of ['azure', 'logs']) rmSync(join(dataDir, name), { recursive: true, force: true });
  view.heading('Managed OpenShift on Azure: the resource provider on this machine');
  try {
    stack = await startStack({
      root,
      dataDir,
      ports: options.ports,
      instances: { mirror: 1 },
      signal: stopping.signal,
      onProgress: (what) => view.progress(what, since()),
      onLine: (service, line) => (service.startsWith('backend') ? view.backendLine(line) : undefined),
      onCrash: (name, how) => view.say(`  ${name} ended (${how}) and is started again`),
    });
    const demo = options.demo === 'none' ? undefined : demonstrate(options.demo, stack.endpoints);
    const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()));
    await Promise.race([stopped, demo]);
    if (!stopping.signal.aborted) {
      if (options.demo === 'exit') view.say(`\nEverything worked; ${since().toFixed(1)} s in all.`);
      else {
        view.say(whatNext(relative(process.cwd(), dataDir) || '.', options.demo === 'none'));
        await stopped;
      }
    }
  } catch (error) {
    if (!stopping.signal.aborted) {
      code = 1;
      complain(error);
    }
  }
  await stack?.stop();
  if (stopping.signal.aborted) view.say('\nStopped.');
  process.exit(code);
}

const dataOf = ({ data }: StartOptions): string => resolve(data ?? join(root, '.local'));

async function demonstrate(demo: 'stay' | 'exit', endpoints: Endpoints): Promise<void> {
  const isPassing = demo === 'exit';
  const name = isPassing ? `demo-${randomUUID().slice(0, 8)}` : 'demo';
  // A service principal has one cluster, and the first one's may be there since an earlier start.
  await createDemoCluster(endpoints, name, view, isPassing ? await createServicePrincipal(endpoints, name) : undefined);
  await showDemoCluster(endpoints, name, view);
  if (isPassing) await deleteDemoCluster(endpoints, name, view);
}

function refuse(faults: string[]): void {
  process.stderr.write(`${faults.join('\n')}\n--help shows the options\n`);
  process.exitCode = 2;
}

function complain(error: unknown): void {
  process.stderr.write(`npm start failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.stderr.write('What the processes said is in logs/ of the data folder (.local unless told).\n');
}

async function main(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') return void process.stdout.write(`${usage}\n`);
  if ('faults' in options) return refuse(options.faults);
  for (const name of await endLeftovers(root, dataOf(options)))
    view.say(`${name} was left behind by an earlier start; ended`);
  const taken = await takenPorts(options.ports);
  if (taken.length > 0) return refuse(taken);
  await run(options);
}

main().catch((error: unknown) => {
  complain(error);
  process.exit(1);
});
