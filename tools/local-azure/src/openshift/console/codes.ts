import { createHash } from 'node:crypto';
import { type Clock, minutes } from '@aro-rp/time';
import { createTickets } from './tickets.ts';

/** What an authorization code stands for. */
export interface Grant {
  user: string;
  clientId: string;
  redirectUri: string;
  /** RFC 7636, proof key for code exchange. */
  challenge?: { method: 'plain' | 'S256'; value: string };
}

export interface Redemption {
  code: string;
  clientId: string;
  redirectUri: string;
  verifier?: string;
}

/** Authorization codes (RFC 6749 4.1): good once, for five minutes, for the client that asked. */
export interface Codes {
  issue(grant: Grant): string;
  /** @returns the user, or undefined when the code is no good; it's spent either way */
  redeem(redemption: Redemption): string | undefined;
}

export function createCodes(clock: Clock): Codes {
  const tickets = createTickets<Grant>(clock, minutes(5));
  return {
    issue: (grant) => tickets.issue(grant),
    redeem({ code, clientId, redirectUri, verifier }) {
      const grant = tickets.take(code);
      if (grant?.clientId !== clientId || grant.redirectUri !== redirectUri) return undefined;
      return grant.challenge === undefined || answers(grant.challenge, verifier) ? grant.user : undefined;
    },
  };
}

function answers({ method, value }: NonNullable<Grant['challenge']>, verifier = ''): boolean {
  if (verifier === '') return false;
  return value === (method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url'));
}
