import { Secret } from '@aro-rp/telemetry';
import { type Credentials } from './credentials.ts';

/** One user and password, for one registry or for each that is asked. */
export function userAndPassword(user: string, password: Secret | string): Credentials {
  const credential = {
    kind: 'password',
    user,
    password: typeof password === 'string' ? new Secret(password) : password,
  } as const;
  return { for: () => Promise.resolve(credential) };
}
