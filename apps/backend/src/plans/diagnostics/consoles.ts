import { type StepRun } from '@aro-rp/plan';
import { apiVersions, resourceNames } from '../../names.ts';
import { type ClusterContext } from '../context.ts';
import { factOf } from '../facts.ts';
import { managedGroup } from '../names.ts';
import { partLimit } from './parts.ts';

/** Enough for what is left when secrets are out of it. */
const read = partLimit * 4;

/**
 * What the bootstrap machine and the masters wrote on their serial lines, by machine (Compute REST,
 * retrieveBootDiagnosticsData). None before they have names; a machine that is not there has none.
 */
export function consoleSources(
  context: ClusterContext,
  run: StepRun,
): Record<string, () => Promise<string | undefined>> {
  const infraId = factOf(run.facts, 'infraId');
  if (infraId === undefined) return {};
  const { bootstrap, masters } = resourceNames(infraId);
  return Object.fromEntries(
    [bootstrap, ...masters].map(({ machine }) => [`console ${machine}`, () => consoleOf(machine, context, run)]),
  );
}

async function consoleOf(machine: string, context: ClusterContext, run: StepRun): Promise<string | undefined> {
  const { resources } = await context.customer(run);
  const id = `${managedGroup(context.cluster).id}/providers/Microsoft.Compute/virtualMachines/${machine}`;
  if ((await resources.get(id, apiVersions.compute, context.call(run))) === undefined) return undefined;
  const action = `${id}/retrieveBootDiagnosticsData`;
  const answer = await resources.post(action, apiVersions.compute, undefined, context.call(run));
  const url = answer?.['serialConsoleLogBlobUri'];
  return typeof url === 'string' ? tailOf(url, run.signal) : undefined;
}

/** @param url signed: it is never told. @throws Error without it */
async function tailOf(url: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(url, { signal });
  if (!answer.ok || answer.body === null) throw new Error(`the console's blob answers ${answer.status}`);
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of answer.body)
    text = (text + decoder.decode(piece as Uint8Array, { stream: true })).slice(-read);
  return text;
}
