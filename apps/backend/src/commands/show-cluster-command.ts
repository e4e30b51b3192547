import { parseResourceId, type ResourceId } from '@aro-rp/api';
import { type Database } from '@aro-rp/database';
import { type Command, runOnDatabase, say } from './on-database.ts';
import { describe, viewOf } from './show-cluster.ts';

const command: Command = {
  name: 'show-cluster',
  about: `backend show-cluster RESOURCE_ID [--operation ID] [--output json]: where a cluster stands, and why it failed

Shows the state, the operation with what the customer was told and what was gathered when it failed, the plan with its
step and what it waits for, and who works on it. The operation is the cluster's last one, unless another is named.
Nothing is written.`,
  rights: 'read and query in OpenShiftClusters',
  outcomes: '0 shown, 1 failed, or there is no such cluster',
};

interface Asked {
  id: ResourceId;
  operationId?: string;
  json: boolean;
}

/** @returns the process's exit code */
export const showClusterCommand = (args: readonly string[]): Promise<number> =>
  runOnDatabase(command, args, () => {
    const asked = readArguments(args);
    return Array.isArray(asked) ? { faults: asked } : (database) => show(database, asked);
  });

/** @throws Error when there is no such cluster or operation */
async function show(database: Database, { id, operationId, json }: Asked): Promise<void> {
  const cluster = (await database.clusters.get(id))?.document;
  if (cluster === undefined) throw new Error(`there is no cluster ${id.id}`);
  const operation = await database.operations.get(id.subscriptionId, operationId ?? cluster.operationId);
  if (operationId !== undefined && operation === undefined) throw new Error(`there is no operation ${operationId}`);
  const view = viewOf(cluster, operation?.document);
  say(json ? JSON.stringify(view, undefined, 2) : describe(view));
}

/** @returns what is wrong with them, when something is */
function readArguments(args: readonly string[]): Asked | string[] {
  const rest = [...args];
  const option = (name: string): string | undefined => {
    const at = rest.indexOf(name);
    return at < 0 ? undefined : (rest.splice(at, 2)[1] ?? '');
  };
  const operationId = option('--operation');
  const output = option('--output');
  const [text, ...more] = rest;
  const id = text === undefined ? undefined : parseResourceId(text);
  const faults = [
    ...(id === undefined ? ["name one RESOURCE_ID, a cluster's; --help says more"] : []),
    ...(output === undefined || output === 'json' ? [] : ["--output can be 'json' only"]),
    ...(operationId === '' ? ['--operation needs an ID'] : []),
    ...more.map((one) => `what is '${one}'?`),
  ];
  if (id === undefined || faults.length > 0) return faults;
  return { id, json: output === 'json', ...(operationId !== undefined && { operationId }) };
}
