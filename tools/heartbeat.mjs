/** Says once a minute which files run and for how long, so that a log shows where a run stands, or stands still. */
export default class Heartbeat {
  #running = new Map();
  #timer;

  onRunStart() {
    this.#timer = setInterval(() => this.#say(), 60_000);
    this.#timer.unref();
  }

  onTestFileStart({ path }) {
    this.#running.set(path, performance.now());
  }

  onTestFileResult({ path }) {
    this.#running.delete(path);
  }

  onRunComplete() {
    clearInterval(this.#timer);
  }

  #say() {
    const running = [...this.#running].map(
      ([path, since]) => `${path.split('/').slice(-3).join('/')} (${Math.round((performance.now() - since) / 1000)} s)`,
    );
    process.stderr.write(`${new Date().toISOString()} running: ${running.join(', ') || 'no file'}\n`);
  }
}
