import { type Duration, formatDuration, milliseconds, minutes, parseDuration, toInstant } from '@aro-rp/time';
import { vaultNames } from '../azure/ids.ts';
import {
  type AgeMetric,
  awaitSeen,
  dataKeyName,
  openCertificates,
  rotateCertificate,
  rotateDataKey,
  type Rotated,
  sealsAfter,
} from '../release/rotation/index.ts';
import { type ServiceName } from '../services.ts';
import { type Command, type CommandLine, type Workshop } from './command.ts';
import { exitCodes } from './exit-codes.ts';

interface Certificate {
  vault: 'service' | 'application';
  /** How it is known that every instance has it; absent: it cannot be. */
  seen?: { metric: AgeMetric; services: readonly ServiceName[] };
  after: string;
}

/** By the names that the templates give them. */
const certificates: Readonly<Record<string, Certificate>> = {
  'rp-server': {
    vault: 'service',
    seen: { metric: 'CertificateAgeSeconds', services: ['frontend'] },
    after: 'frontends look for a new one by themselves',
  },
  'rp-application': {
    vault: 'application',
    after:
      'add it to the application in Entra ID now; machines fetch it within a quarter of an hour, and go on with the one before until it works',
  },
};
const longestWait = minutes(15);

export const rotate: Command = {
  name: 'rotate',
  about: 'gives a data key or a certificate a new version',
  operands: 'data-key | certificate NAME | all',
  options: {
    'if-older-than': { describe: 'only what is older', value: 'DURATION' },
    wait: {
      describe: `how long to wait until every scale set has seen it; 0s: not at all; ${formatDuration(longestWait)} unless told`,
      value: 'DURATION',
    },
  },
  details: [
    `Certificates: ${Object.keys(certificates).join(', ')}. \`all\` is the data key and rp-server, which need nothing else done;`,
    'rp-application needs a step in Entra ID too. No service is restarted, and nothing that is in use ends.',
  ],
  check: (line) => [...operandFaults(line.operands), ...durationFaults(line)],
  async run(workshop, line) {
    const [what, name = ''] = line.operands;
    if (what !== 'certificate') await dataKey(workshop, line);
    if (what !== 'data-key') await certificate(workshop, line, what === 'all' ? 'rp-server' : name);
    return exitCodes.done;
  },
};

function operandFaults([what, ...rest]: readonly string[]): string[] {
  const known = Object.keys(certificates);
  switch (what) {
    case 'data-key':
    case 'all':
      return rest.length > 0 ? [`argument ${rest.join(' ')} is unknown`] : [];
    case 'certificate':
      return rest.length === 1 && known.includes(rest[0] ?? '') ? [] : [`name one certificate: ${known.join(', ')}`];
    default:
      return ['rotate what? data-key, certificate NAME or all'];
  }
}

const durationFaults = (line: CommandLine): string[] =>
  ['if-older-than', 'wait'].flatMap((option) => {
    const text = line.value(option);
    return text === undefined || parseDuration(text) !== undefined
      ? []
      : [`--${option} '${text}' is no duration, such as 7d or 90m`];
  });

const duration = (line: CommandLine, option: string): Duration | undefined => parseDuration(line.value(option) ?? '');

async function dataKey(workshop: Workshop, line: CommandLine): Promise<void> {
  const { config, region, clock, progress } = workshop;
  progress.step('rotate', dataKeyName);
  const secrets = await region.secrets(vaultNames(config).service);
  const rotated = await rotateDataKey({ secrets, clock }, duration(line, 'if-older-than'));
  const seals = toInstant(rotated.createdAt + sealsAfter);
  await tell(workshop, line, dataKeyName, rotated, {
    seen: { metric: 'DataKeyAgeSeconds', services: ['frontend', 'backend'] },
    after: `services look for new keys by themselves, and it seals from ${seals} on; the keys before must stay enabled`,
  });
}

async function certificate(workshop: Workshop, line: CommandLine, name: string): Promise<void> {
  const { config, connection, clock, progress, interruption } = workshop;
  const known = certificates[name];
  if (!known) throw new Error(`there is no certificate ${name}`);
  progress.step('rotate', name);
  const vault = await openCertificates(config, connection, vaultNames(config)[known.vault]);
  const parts = { vault, clock, signal: interruption.stop };
  await tell(workshop, line, name, await rotateCertificate(parts, name, duration(line, 'if-older-than')), known);
}

async function tell(
  { region, clock, progress, interruption }: Workshop,
  line: CommandLine,
  name: string,
  rotated: Rotated,
  { seen, after }: Pick<Certificate, 'seen' | 'after'>,
): Promise<void> {
  const { kind, version, createdAt } = rotated;
  progress.fact(kind, { name, version, createdAt: toInstant(createdAt) });
  if (kind === 'unchanged') {
    const hours = Math.floor((clock.now() - createdAt) / 3_600_000);
    return progress.line(`${name} stays as it is: it is ${hours}h old`);
  }
  progress.line(`${name} has the version ${version} now: ${after}`);
  const within = duration(line, 'wait') ?? longestWait;
  if (!seen || within === milliseconds(0)) return;
  progress.step('wait until it is seen', name);
  const parts = { region, clock, progress, signal: interruption.stop };
  const left = await awaitSeen(parts, seen.metric, seen.services, rotated, within);
  progress.line(
    left.length === 0
      ? `every scale set has seen ${name}`
      : `${left.join(', ')} did not show within ${formatDuration(within)} that all of its instances have ${name}; see ${seen.metric}`,
  );
  progress.fact('seen', { name, missing: left });
}
