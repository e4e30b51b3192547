import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface MirrorRun {
  code: number | null;
  /** Lines of JSON on the standard output. */
  events: Record<string, unknown>[];
  errors: string;
  /** The most memory that it had, in bytes. */
  peak: number;
  seconds: number;
}

export interface MirrorPlace {
  root: string;
  folder: string;
  graph: string;
  /** What stands for quay.io. */
  source: string;
  target: string;
  environment?: Record<string, string>;
}

const watchEvery = 50;

/** Starts the bundle as it ships, with a command. */
export function startCommand(place: MirrorPlace, args: readonly string[]) {
  const { root, folder, graph, source, target, environment = {} } = place;
  const auth = join(folder, 'auth.json');
  writeFileSync(auth, '{"auths":{}}');
  const child = spawn(process.execPath, [join(root, 'apps/mirror/dist-bundle/main.mjs'), ...args, '--output', 'json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      GRAPH_URL: graph,
      REGISTRY: target,
      REGISTRY_AUTH_FILE: auth,
      SOURCE_HOSTS: `quay.io=${source}`,
      PLAIN_HTTP_HOSTS: `${source},${target}`,
      ...environment,
    },
  });
  const began = performance.now();
  let output = '';
  let errors = '';
  let peak = 0;
  const listeners: ((line: string) => void)[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    const text = chunk.toString();
    output += text;
    for (const listener of listeners) listener(text);
  });
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const watching = setInterval(() => (peak = Math.max(peak, highWater(child.pid))), watchEvery);
  const done = new Promise<MirrorRun>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(watching);
      const events = output
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      resolve({ code, events, errors, peak, seconds: (performance.now() - began) / 1_000 });
    });
  });
  return { child, done, onOutput: (listener: (text: string) => void) => void listeners.push(listener) };
}

/** `VmHWM` of the process (proc(5)); 0 once it has ended. */
function highWater(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid ?? 0}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}
