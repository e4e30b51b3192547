import { consoleHost, oauthHost } from './hosts.ts';

/** An OAuth client that every OpenShift cluster has. */
export interface Client {
  id: string;
  /** Where answers go. */
  redirectUri: string;
  /** Is asked with 401 and takes Basic authentication; the others get the login page. */
  isChallenged: boolean;
  /** Has no secret, so anybody who has a code may redeem it, with the verifier that belongs to it. */
  isPublic: boolean;
}

/** `openshift-challenging-client` is that of `oc login`; `console` that of the web console. */
export const clientsOf = (domain: string): Client[] => [
  {
    id: 'openshift-challenging-client',
    redirectUri: `https://${oauthHost(domain)}/oauth/token/implicit`,
    isChallenged: true,
    isPublic: true,
  },
  {
    id: 'console',
    redirectUri: `https://${consoleHost(domain)}/auth/callback`,
    isChallenged: false,
    isPublic: false,
  },
];
