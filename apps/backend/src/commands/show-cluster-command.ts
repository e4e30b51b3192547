import { parseResourceId, type ResourceId } from '@aro-rp/api';
import { createDatabase, databaseName } from '@aro-rp/database';
import {
  createServiceCredential,
  credentialSettings,
  describeSettings,
  exitCodes,
  readSettings,
  setting,
} from '@aro-rp/service';
import { systemClock } from '@aro-rp/time';
import { describe, viewOf } from './show-cluster.ts';

const settings = {
  ...credentialSettings,
  cosmosEndpoint: setting.url('COSMOS_ENDPOINT', 'the Cosmos DB account'),
  cosmosDatabase: setting.text('COSMOS_DATABASE', 'the database in it', databaseName),
};

const usage = `backend show-cluster RESOURCE_ID [--operation ID] [--output json]: where a cluster stands, and why it failed

Shows the state, the operation with what the customer was told and what was gathered when it failed, the plan with its
step and what it waits for, and who works on it. The operation is the cluster's last one, unless another is named.
Nothing is written.

Configuration comes from the environment; the identity needs to read and query in OpenShiftClusters:
${describeSettings(settings)}

Exit codes: 0 shown, 1 failed, or there is no such cluster, 2 bad arguments or settings.`;

interface Asked {
  id: ResourceId;
  operationId?: string;
  json: boolean;
}

/** @returns the process's exit code */
export async function showClusterCommand(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) return (print(usage), exitCodes.ok);
  const asked = readArguments(args);
  const read = readSettings(settings, process.env);
  const faults = [...(Array.isArray(asked) ? asked : []), ...(read.kind === 'refused' ? read.faults : [])];
  if (Array.isArray(asked) || read.kind === 'refused') return refuse(faults);
  const credential = createServiceCredential(read.values);
  if ('fault' in credential) return refuse([credential.fault]);

  const { cosmosEndpoint: endpoint, cosmosDatabase } = read.values;
  const database = createDatabase({ endpoint, databaseName: cosmosDatabase, auth: { credential }, clock: systemClock });
  try {
    await database.ping();
    const { id, operationId, json } = asked;
    const cluster = (await database.clusters.get(id))?.document;
    if (cluster === undefined) throw new Error(`there is no cluster ${id.id}`);
    const operation = await database.operations.get(id.subscriptionId, operationId ?? cluster.operationId);
    if (operationId !== undefined && operation === undefined) throw new Error(`there is no operation ${operationId}`);
    const view = viewOf(cluster, operation?.document);
    print(json ? JSON.stringify(view, undefined, 2) : describe(view));
    return exitCodes.ok;
  } catch (error) {
    process.stderr.write(`show-cluster failed: ${(error as Error).message}\n`);
    return exitCodes.failed;
  } finally {
    database.dispose();
  }
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

const print = (text: string): void => void process.stdout.write(`${text}\n`);

function refuse(faults: readonly string[]): number {
  process.stderr.write(`show-cluster cannot begin:\n${faults.map((fault) => `  ${fault}\n`).join('')}`);
  return exitCodes.usage;
}
