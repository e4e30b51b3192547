import { readFile } from 'node:fs/promises';
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
import { readVersions } from './read-versions.ts';
import { updateVersions } from './update-versions.ts';

const settings = {
  ...credentialSettings,
  cosmosEndpoint: setting.url('COSMOS_ENDPOINT', 'the Cosmos DB account'),
  cosmosDatabase: setting.text('COSMOS_DATABASE', 'the database in it', databaseName),
};

const usage = `backend update-versions FILE: sets which OpenShift versions may be installed, and with what

FILE is a JSON list; each version has
  version       4.16.30
  enabled       true or false: whether customers may choose it
  default       true for the one that is taken when nobody chooses
  releaseImage  HOST/NAME@sha256:HEX, in the registry that clusters pull from
  installer     {"digest": "sha256:HEX", "size": BYTES}: its openshift-install
  osImage       {"publisher", "offer", "skus": {"V1", "V2"}, "version"}: the machines' image, by hyper-V generation
Versions that the file does not name stay as they are. Nothing is written when anything in the file is wrong.

Configuration comes from the environment; the identity needs to create, read, replace and query in OpenShiftVersions:
${describeSettings(settings)}

Exit codes: 0 done, 1 failed, 2 bad arguments, settings or file.`;

/** @returns the process's exit code */
export async function updateVersionsCommand(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) return (say(usage), exitCodes.ok);
  const [file, ...rest] = args;
  if (file === undefined || file.startsWith('-') || rest.length > 0) return refuse(['name one FILE; --help says more']);
  const read = readSettings(settings, process.env);
  const text = await readFile(file, 'utf8').catch((error: Error) => error);
  const content = typeof text === 'string' ? readVersions(text) : { faults: [text.message] };
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
    await updateVersions(database.versions, content.versions, say);
    return exitCodes.ok;
  } catch (error) {
    process.stderr.write(`update-versions failed: ${(error as Error).message}\n`);
    return exitCodes.failed;
  } finally {
    database.dispose();
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function refuse(faults: readonly string[]): number {
  process.stderr.write(`update-versions cannot begin:\n${faults.map((fault) => `  ${fault}\n`).join('')}`);
  return exitCodes.usage;
}
