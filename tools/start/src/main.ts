import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createDemoCluster, deleteDemoCluster, showDemoCluster } from './demo.ts';
import { readOptions, type StartOptions, usage } from './options.ts';
import { takenPorts } from './ports.ts';
import { type Stack, startStack } from './stack.ts';
import { view } from './view.ts';
import { whatNext } from './what-next.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const dataDir = join(root, '.local');

async function run(options: StartOptions): Promise<void> {
  const began = performance.now();
  let stack: Stack | undefined;
  let stopping = false;
  const stop = async (code: number) => {
    if (stopping) return;
    stopping = true;
    await stack?.stop();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void stop(options.demo === 'exit' ? 1 : 0));

  if (options.fresh)
    for (const name of ['azure', 'logs']) rmSync(join(dataDir, name), { recursive: true, force: true });
  view.heading('Managed OpenShift on Azure: the resource provider on this machine');
  stack = await startStack({
    root,
    dataDir,
    ports: options.ports,
    onProgress: (what) => view.progress(what, (performance.now() - began) / 1000),
    onLine: (service, line) => (service.startsWith('backend') ? view.backendLine(line) : undefined),
    onCrash: (name, how) => (stopping ? undefined : view.say(`  ${name} ended (${how}) and is started again`)),
  });
  const { endpoints } = stack;
  if (stopping) return stack.stop();
  if (options.demo !== 'none') {
    const name = options.demo === 'exit' ? `demo-${randomUUID().slice(0, 8)}` : 'demo';
    await createDemoCluster(endpoints, name, view);
    await showDemoCluster(endpoints, name, view);
    if (options.demo === 'exit') {
      await deleteDemoCluster(endpoints, name, view);
      view.say(`\nEverything worked; ${((performance.now() - began) / 1000).toFixed(1)} s in all.`);
      return stop(0);
    }
  }
  view.say(whatNext(options.demo === 'none'));
}

async function main(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') return void process.stdout.write(`${usage}\n`);
  const faults = 'faults' in options ? options.faults : await takenPorts(options.ports);
  if ('faults' in options || faults.length > 0) {
    process.stderr.write(`${faults.join('\n')}\n`);
    process.exitCode = 2;
    return;
  }
  await run(options);
}

main().catch((error: unknown) => {
  process.stderr.write(`npm start failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.stderr.write('What the processes said is in .local/logs/.\n');
  process.exit(1);
});
