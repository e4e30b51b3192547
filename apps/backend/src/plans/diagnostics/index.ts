import { AzureError, type EndedCall } from '@aro-rp/azure';
import { type Cluster, InstallerError } from '@aro-rp/openshift';
import { type StepRun } from '@aro-rp/plan';
import { type Secret } from '@aro-rp/telemetry';
import { toInstant } from '@aro-rp/time';
import { type PlanBook } from '../../worker/slice.ts';
import { type ClusterContext } from '../context.ts';
import { chain } from '../failure-body.ts';
import { clusterSources } from './cluster-state.ts';
import { consoleSources } from './consoles.ts';
import { storable } from './parts.ts';

/**
 * What an SRE may want to know of a cluster whose plan is about to fail: the last calls of Azure, what failed inside,
 * the installer's words, what the cluster says of itself, and the consoles of its machines. All at once and only read;
 * a part that cannot be had says why, one that is not there in time is left out.
 */
export const diagnose: NonNullable<PlanBook<ClusterContext>['diagnose']> = async (context, { kind }, why, run) => {
  // Those of the step that failed, not those that follow.
  const parts: Record<string, string> = {
    ...callsPart(context.lastCalls()),
    ...(why === 'deadline' ? {} : errorParts(why.error)),
  };
  const opened: Cluster[] = [];
  const secrets = readable(context.allSecrets(run), run.signal);
  try {
    // Of a cluster that goes away there is nothing to learn from machines.
    if (kind !== 'delete-cluster')
      Object.assign(
        parts,
        await collected(
          {
            ...clusterSources(context, run, (cluster) => opened.push(cluster)),
            ...consoleSources(context, run),
          },
          run,
        ),
      );
    // Without knowing what to hide, nothing is told but what our own code has written.
    const hidden = await secrets;
    return storable(hidden === undefined ? callsPart(context.lastCalls()) : parts, hidden ?? []);
  } finally {
    for (const cluster of opened) cluster[Symbol.dispose]();
  }
};

async function collected(
  sources: Record<string, () => Promise<string | undefined>>,
  { signal }: StepRun,
): Promise<Record<string, string>> {
  const found = await Promise.all(
    Object.entries(sources).map(async ([name, read]): Promise<[string, string][]> => {
      try {
        const text = await inTime(read(), signal);
        return text === undefined ? [] : [[name, text]];
      } catch (error) {
        return [[name, `not to be had: ${error instanceof Error ? error.message : String(error)}`]];
      }
    }),
  );
  return Object.fromEntries(found.flat());
}

/** @returns undefined when they could not be read */
const readable = (secrets: Promise<readonly Secret[]>, signal: AbortSignal): Promise<readonly Secret[] | undefined> =>
  inTime(secrets, signal).catch(() => undefined);

/** @returns undefined when time was over before */
function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const over = () => resolve(undefined);
    if (signal.aborted) over();
    signal.addEventListener('abort', over, { once: true });
    void work
      .then(resolve, (error: unknown) => (signal.aborted ? over() : reject(error as Error)))
      .finally(() => signal.removeEventListener('abort', over));
  });
}

const callsPart = (calls: readonly EndedCall[]): Record<string, string> =>
  calls.length === 0 ? {} : { 'azure calls': calls.map(callLine).join('\n') };

const callLine = ({ at, identity, operation, asked = '', status, outcome, duration, requestId }: EndedCall): string =>
  [
    ...[toInstant(at), `as ${identity}`, operation, asked, status ?? '', outcome, `${duration} ms`],
    requestId === undefined ? '' : `request ${requestId}`,
  ]
    .filter((word) => word !== '')
    .join(' ');

function errorParts(error: unknown): Record<string, string> {
  const links = chain(error);
  const azure = links.find((one) => one instanceof AzureError);
  const installer = links.find((one) => one instanceof InstallerError);
  const stack = links.findLast((one): one is Error => one instanceof Error)?.stack;
  return {
    ...(azure?.details !== undefined && { 'azure details': JSON.stringify(azure.details, undefined, 1) }),
    ...(installer !== undefined && {
      installer: [`${installer.command}: exit code ${installer.exitCode ?? 'none'}`, ...installer.lines].join('\n'),
    }),
    ...(stack !== undefined && { stack }),
  };
}
