import { readSettings, type Environment } from '@aro-rp/service';
import { type Clock, type Duration } from '@aro-rp/time';
import { type TokenCredential } from '@azure/core-auth';
import { type Arm, connectArm } from './arm.ts';
import { createCredential } from './credential.ts';
import { connectionSettings } from './settings.ts';

/** How Azure is reached, and as whom. Nothing is asked before the first call. */
export interface Connection {
  arm: Arm;
  credential: TokenCredential;
  clock: Clock;
  rightsSpread: Duration;
}

/** @returns every fault of the environment at once, or the connection */
export function openConnection(environment: Environment, clock: Clock): Connection | { faults: string[] } {
  const read = readSettings(connectionSettings, environment);
  if (read.kind === 'refused') return { faults: read.faults };
  const { armEndpoint: endpoint, rightsSpread } = read.values;
  const credential = createCredential(read.values);
  if ('faults' in credential) return credential;
  return { arm: connectArm({ endpoint, credential, clock }), credential, clock, rightsSpread };
}

/** Of the principal that has signed in: its object id and kind, from the claims of its token. */
export async function whoSignsIn({
  credential,
  arm,
}: Connection): Promise<{ objectId: string; isApplication: boolean }> {
  const { token } = (await credential.getToken(arm.scope)) ?? { token: '' };
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}') as {
    oid?: string;
    idtyp?: string;
    appidacr?: string;
  };
  // Tokens of applications by themselves carry `idtyp` "app" (access token claims reference); managed identities' do too.
  return { objectId: claims.oid ?? '', isApplication: claims.idtyp === 'app' };
}
