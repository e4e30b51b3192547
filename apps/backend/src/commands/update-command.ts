import { readFile } from 'node:fs/promises';
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
import { type ReadList } from './read-list.ts';

/** A command with which an SRE says what is offered, by a file. */
export interface UpdateCommand<C> {
  name: string;
  /** What it does, and what a file holds. */
  about: string;
  container: string;
  read(text: string): ReadList<C>;
  /** May be repeated. @param tell is called with one line for each that was looked at */
  write(database: Database, contents: readonly C[], tell: (line: string) => void): Promise<void>;
}

const settings = {
  ...credentialSettings,
  cosmosEndpoint: setting.url('COSMOS_ENDPOINT', 'the Cosmos DB account'),
  cosmosDatabase: setting.text('COSMOS_DATABASE', 'the database in it', databaseName),
};

const usageOf = ({ about, container }: Pick<UpdateCommand<never>, 'about' | 'container'>) => `${about}
Nothing is written when anything in the file is wrong.

Configuration comes from the environment; the identity needs to create, read, replace and query in ${container}:
${describeSettings(settings)}

Exit codes: 0 done, 1 failed, 2 bad arguments, settings or file.`;

/** @returns the process's exit code */
export async function runUpdate<C>(command: UpdateCommand<C>, args: readonly string[]): Promise<number> {
  if (args.includes('--help')) return (say(usageOf(command)), exitCodes.ok);
  const refuse = (faults: readonly string[]) => refuseToBegin(command.name, faults);
  const [file, ...rest] = args;
  if (file === undefined || file.startsWith('-') || rest.length > 0) return refuse(['name one FILE; --help says more']);
  const read = readSettings(settings, process.env);
  const text = await readFile(file, 'utf8').catch((error: Error) => error);
  const content = typeof text === 'string' ? command.read(text) : { faults: [text.message] };
  const faults = [
    ...(read.kind === 'refused' ? read.faults : []),
    ...('faults' in content ? content.faults.map((fault) => `${file}: ${fault}`) : []),
  ];
  if (read.kind === 'refused' || 'faults' in content) return refuse(faults);
  const credential = createServiceCredential(read.values);
  if ('fault' in credential) return refuse([credential.fault]);

  const { cosmosEndpoint: endpoint, cosmosDatabase } = read.values;
  const database = createDatabase({ endpoint, databaseName: cosmosDatabase, auth: { credential }, clock: systemClock });
  try {
    await database.ping();
    await command.write(database, content.contents, say);
    return exitCodes.ok;
  } catch (error) {
    process.stderr.write(`${command.name} failed: ${(error as Error).message}\n`);
    return exitCodes.failed;
  } finally {
    database.dispose();
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function refuseToBegin(name: string, faults: readonly string[]): number {
  process.stderr.write(`${name} cannot begin:\n${faults.map((fault) => `  ${fault}\n`).join('')}`);
  return exitCodes.usage;
}
