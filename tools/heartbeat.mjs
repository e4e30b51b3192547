import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';

const minute = 60_000;
/** No file takes so long, on a busy machine either. */
const stalledAfter = 15 * minute;

/**
 * Says once a minute which files run and for how long, so that a log shows where a run stands. One in which no file ends
 * any more is killed, and says what ran then. What each file came to is in the file that JEST_PROGRESS names, a line each.
 */
export default class Heartbeat {
  #running = new Map();
  #ended = performance.now();
  #timer;

  onRunStart() {
    this.#timer = setInterval(() => this.#say(), minute);
    this.#timer.unref();
  }

  onTestFileStart({ path }) {
    this.#running.set(path, performance.now());
  }

  onTestFileResult({ path }, { testResults, testExecError, numFailingTests }) {
    this.#running.delete(path);
    this.#ended = performance.now();
    const status = testExecError || numFailingTests > 0 ? 'failed' : 'passed';
    const assertionResults = testResults.map((test) => ({ status: test.status, fullName: test.fullName }));
    const { JEST_PROGRESS: file } = process.env;
    if (file) appendFileSync(file, `${JSON.stringify({ name: path, status, assertionResults })}\n`);
  }

  onRunComplete() {
    clearInterval(this.#timer);
  }

  #say() {
    const running = [...this.#running].map(
      ([path, since]) => `${path.split('/').slice(-3).join('/')} (${Math.round((performance.now() - since) / 1000)} s)`,
    );
    process.stderr.write(`${new Date().toISOString()} running: ${running.join(', ') || 'no file'}\n`);
    if (performance.now() - this.#ended < stalledAfter) return;
    process.stderr.write('no file has ended for 15 minutes; what runs:\n');
    spawnSync('ps', ['-eo', 'pid,ppid,etimes,stat,args', '--cols', '200'], { stdio: ['ignore', 'inherit', 'inherit'] });
    spawnSync('pkill', ['-KILL', '-P', String(process.pid)]);
    process.exit(9);
  }
}
