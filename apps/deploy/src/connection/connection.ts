import { readSettings, type Environment } from '@aro-rp/service';
import { type Clock, type Duration } from '@aro-rp/time';
import { type TokenCredential } from '@azure/core-auth';
import { type Arm, connectArm } from './arm.ts';
import { asking } from './asking.ts';
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

/** Whoever has signed in, by the claims of the token. */
export interface Principal {
  objectId: string;
  isApplication: boolean;
  /** A person's address, or an application's client id. */
  name: string;
}

/** @throws DeployError when nobody has signed in */
export async function whoSignsIn({ credential, arm }: Connection): Promise<Principal> {
  const given = await asking('the sign-in', () => credential.getToken(arm.scope));
  const claims = JSON.parse(Buffer.from(given?.token.split('.')[1] ?? '', 'base64url').toString() || '{}') as {
    oid?: string;
    /** `app` where an application acts by itself, managed identities included (access token claims reference). */
    idtyp?: string;
    upn?: string;
    unique_name?: string;
    appid?: string;
  };
  const { oid: objectId = '', idtyp, upn, unique_name: uniqueName, appid } = claims;
  return { objectId, isApplication: idtyp === 'app', name: upn ?? uniqueName ?? appid ?? objectId };
}
