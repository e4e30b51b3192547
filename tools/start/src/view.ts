import { type DemoView } from './demo.ts';

const bold = (text: string) => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[0m` : text);
const dim = (text: string) => (process.stdout.isTTY ? `\u001b[2m${text}\u001b[0m` : text);
const write = (line: string) => void process.stdout.write(`${line}\n`);

interface BackendLine {
  event?: string;
  step?: string;
  duration?: number;
  outcome?: string;
  waitingFor?: string;
  level?: string;
  resourceId?: string;
}

/** What `npm start` shows: headings, progress, and the backend's steps as it reports them. */
export const view: DemoView & { progress(what: string, seconds: number): void; backendLine(line: string): void } = {
  say: write,
  heading: (line) => write(`\n${bold(line)}`),
  progress: (what, seconds) => write(`  ${what.padEnd(64)} ${dim(`${seconds.toFixed(1)} s`)}`),
  backendLine(line) {
    const { event, step, duration, outcome, waitingFor, level, resourceId } = parse(line);
    if (event === 'step-waits' && level === 'warn') return write(`  ${step} is tried again: ${short(waitingFor)}`);
    if (event !== 'step-ended' || step === undefined) return;
    const took = duration === undefined ? '' : `${(duration / 1000).toFixed(2)} s`;
    const name = resourceId?.split('/').at(-1) ?? '';
    write(`  ${step.padEnd(40)} ${took.padStart(8)}  ${dim(name)}${outcome === 'failed' ? '  FAILED' : ''}`);
  },
};

/** Azure's messages name resources in full; the log has all of it. */
const short = (text = '') => (text.length > 100 ? `${text.slice(0, 99)}…` : text);

function parse(line: string): BackendLine {
  try {
    return JSON.parse(line) as BackendLine;
  } catch {
    return {};
  }
}
