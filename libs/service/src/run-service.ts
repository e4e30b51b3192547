import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { createLog, createMetrics, type Log, logLevels } from '@aro-rp/telemetry';
import { seconds, systemClock } from '@aro-rp/time';
import { createServiceCredential, credentialSettings } from './credential.ts';
import { serveHealth } from './health.ts';
import { type RunningService, type ServiceContext } from './service.ts';
import { startAgain } from './start-again.ts';
import { describeSettings, readSettings, setting, type Settings, type SettingsOf } from './settings.ts';

const commonSettings = {
  ...credentialSettings,
  healthPort: setting.port('HEALTH_PORT', 'where /healthz/ready, /healthz/live and /metrics are served', 8080),
  healthHost: setting.text('HEALTH_HOST', 'the address that the health port is bound to', '0.0.0.0'),
  drainTime: setting.duration('DRAIN_TIME', 'how long running work may take after SIGTERM', seconds(30)),
  logLevel: setting.oneOf(logLevels, 'LOG_LEVEL', 'the least important lines that are written', 'info'),
  logFormat: setting.oneOf(['json', 'text'], 'LOG_FORMAT', 'json for machines, text for people', 'json'),
};

export interface ServiceDefinition<S extends Settings> {
  name: string;
  version: string;
  /** One sentence for `--help`. */
  about: string;
  settings: S;
  /** @throws NotYet to be started again later; anything else to refuse to start: the process ends with exit code 1 */
  start(settings: SettingsOf<S>, context: ServiceContext): Promise<RunningService>;
}

/** Exit codes of every service. */
export const exitCodes = { ok: 0, failed: 1, usage: 2 } as const;

/**
 * Runs a service until SIGTERM or SIGINT, then drains and stops it. `--version` and `--help` print and end. Bad
 * arguments or settings end with exit code 2 and name every fault. A second signal ends the process at once.
 */
export async function runService<S extends Settings>(definition: ServiceDefinition<S>): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--version')) return print(`${definition.name} ${definition.version}`);
  if (args.includes('--help')) return print(usage(definition));
  const common = readSettings(commonSettings, process.env);
  const own = readSettings(definition.settings, process.env);
  const faults = [
    ...args.map((arg) => `argument ${arg} is unknown`),
    ...(common.kind === 'refused' ? common.faults : []),
    ...(own.kind === 'refused' ? own.faults : []),
  ];
  if (common.kind === 'refused' || own.kind === 'refused' || faults.length > 0) return refuse(definition.name, faults);
  const credential = createServiceCredential(common.values);
  if ('fault' in credential) return refuse(definition.name, [credential.fault]);

  const { name, version } = definition;
  const { logLevel: level, logFormat: format, healthPort, healthHost, drainTime } = common.values;
  const log = createLog({ service: name, version, level, format });
  const metrics = createMetrics(name);
  const instance = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  process.on('unhandledRejection', (error) => log.error('unhandled rejection', { err: error }));

  const stopping = stopRequested();
  let running: RunningService | undefined;
  let starting = 'starting';
  const notReady = () => (stopping.requested() ? ['draining'] : (running?.notReady() ?? [starting]));
  try {
    const health = await serveHealth(healthPort, healthHost, { notReady, metrics });
    const context = { log, metrics, clock: systemClock, instance, credential };
    running = await startAgain(() => definition.start(own.values, context), {
      ...{ clock: systemClock, log, signal: stopping.aborted },
      tell: (why) => void (starting = `starting: ${why}`),
    });
    if (running) log.info('started', { instance });
    log.info('stopping', { signal: await stopping.signal });
    if (running) await stop(running, drainTime, log);
    health.close();
    log.info('stopped');
    process.exit(exitCodes.ok);
  } catch (error) {
    log.error('cannot go on', { err: error });
    process.exit(exitCodes.failed);
  }
}

async function stop(running: RunningService, drainTime: number, log: Log): Promise<void> {
  const limit = AbortSignal.timeout(drainTime);
  const over = new Promise<void>((resolve) => limit.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([
    running.drain(limit).catch((error: unknown) => log.error('draining failed', { err: error })),
    over,
  ]);
  if (limit.aborted) log.warn('drain time is over; what still runs is cut off', { duration: drainTime });
  await running.stop();
}

function stopRequested() {
  let seen = false;
  const controller = new AbortController();
  const signal = new Promise<NodeJS.Signals>((resolve) => {
    const onSignal = (name: NodeJS.Signals) => {
      if (seen) process.exit(exitCodes.failed);
      seen = true;
      controller.abort();
      resolve(name);
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
  return { requested: () => seen, signal, aborted: controller.signal };
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

function refuse(name: string, faults: string[]): void {
  process.stderr.write(`${name} cannot start:\n${faults.map((fault) => `  ${fault}\n`).join('')}Try --help.\n`);
  process.exitCode = exitCodes.usage;
}

const usage = <S extends Settings>({ name, about, settings }: ServiceDefinition<S>): string =>
  [
    `${name}: ${about}`,
    '',
    `  ${name}              run until SIGTERM`,
    `  ${name} --version    print the version`,
    `  ${name} --help       print this`,
    '',
    'Configuration comes from the environment:',
    describeSettings({ ...settings, ...commonSettings }),
    '',
    'Exit codes: 0 stopped as asked, 1 failed, 2 bad arguments or settings.',
  ].join('\n');
