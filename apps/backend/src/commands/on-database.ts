import { createDatabase, type Database, databaseName } from '@aro-rp/database';
import {
  createServiceCredential,
  credentialSettings,
  describeSettings,
  exitCodes,
  readSettings,
  setting,
} from '@aro-rp/service';
import { systemClock } from '@aro-rp/time';

const settings = {
  ...credentialSettings,
  cosmosEndpoint: setting.url('COSMOS_ENDPOINT', 'the Cosmos DB account'),
  cosmosDatabase: setting.text('COSMOS_DATABASE', 'the database in it', databaseName),
};

/** A command that an SRE runs beside the service. */
export interface Command {
  name: string;
  /** What `--help` prints before the settings and the exit codes. */
  about: string;
  /** What its identity needs, such as `read and query in OpenShiftClusters`. */
  rights: string;
  /** What 0 and 1 mean, such as `0 done, 1 failed`. */
  outcomes: string;
}

/**
 * Runs a command on the database that the environment names; with `--help` says how it is used.
 * @param prepare reads the arguments and returns the work, or what is wrong with them, which is told together with what
 *   is wrong with the settings; nothing is begun then
 * @returns the process's exit code: 1 with the message of what the work throws
 */
export async function runOnDatabase(
  { name, about, rights, outcomes }: Command,
  args: readonly string[],
  prepare: (args: readonly string[]) => Prepared | Promise<Prepared>,
): Promise<number> {
  if (args.includes('--help')) return (say(helpOf(about, rights, outcomes)), exitCodes.ok);
  const prepared = await prepare(args);
  const read = readSettings(settings, process.env);
  const faults = [
    ...(read.kind === 'refused' ? read.faults : []),
    ...(typeof prepared === 'function' ? [] : prepared.faults),
  ];
  if (read.kind === 'refused' || typeof prepared !== 'function') return refuse(name, faults);
  const credential = createServiceCredential(read.values);
  if ('fault' in credential) return refuse(name, [credential.fault]);

  const { cosmosEndpoint: endpoint, cosmosDatabase } = read.values;
  const database = createDatabase({ endpoint, databaseName: cosmosDatabase, auth: { credential }, clock: systemClock });
  try {
    await database.ping();
    await prepared(database);
    return exitCodes.ok;
  } catch (error) {
    process.stderr.write(`${name} failed: ${(error as Error).message}\n`);
    return exitCodes.failed;
  } finally {
    database.dispose();
  }
}

export type Prepared = ((database: Database) => Promise<void>) | { faults: readonly string[] };

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

const helpOf = (about: string, rights: string, outcomes: string): string => `${about}

Configuration comes from the environment; the identity needs to ${rights}:
${describeSettings(settings)}

Exit codes: ${outcomes}, 2 bad arguments, settings or file; nothing is begun then.`;

function refuse(name: string, faults: readonly string[]): number {
  process.stderr.write(`${name} cannot begin:\n${faults.map((fault) => `  ${fault}\n`).join('')}`);
  return exitCodes.usage;
}
