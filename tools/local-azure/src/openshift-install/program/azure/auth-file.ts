import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { quote } from '../go-text.ts';
import { type World } from '../world.ts';

/** The service principal that installs, and that the cluster will act as. */
export interface Credentials {
  subscriptionId: string;
  clientId: string;
  clientSecret: string;
  tenantId: string;
}

const members = ['subscriptionId', 'clientId', 'clientSecret', 'tenantId'] as const;

/** Reads the file that `AZURE_AUTH_LOCATION` names, or `~/.azure/osServicePrincipal.json`. @throws Failure */
export function readCredentials({ env, log }: Pick<World, 'env' | 'log'>): Credentials {
  const path = env['AZURE_AUTH_LOCATION'] ?? join(env['HOME'] ?? '/', '.azure', 'osServicePrincipal.json');
  const found = parse(read(path), path);
  log.info(`Credentials loaded from file ${quote(path)}`);
  const [subscriptionId, clientId, clientSecret, tenantId] = members.map((name) => {
    const value = found[name];
    if (typeof value !== 'string' || value === '') throw new Failure(`could not retrieve ${name} from auth file`);
    return value;
  }) as [string, string, string, string];
  return { subscriptionId, clientId, clientSecret, tenantId };
}

/** The binary would now ask for each member; nobody is there to answer. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new Failure('failed to get Azure session: failed UserInput: EOF');
  }
}

function parse(text: string, path: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    // Go's own words would not quote the content either.
    throw new Failure(`failed to get Azure session: failed to decode auth file ${quote(path)}`);
  }
}
