import { type X509Certificate } from 'node:crypto';

/** Decides by the client certificate of a connection who may call. */
export interface Authorizer {
  isAuthorized(certificate: X509Certificate | undefined): boolean;
  /** Why nobody can be authorised at present; empty means ready. */
  notReady(): string[];
}

/** Whether a time lies within a period given as dates in any form that `Date.parse` reads; never, if it reads none. */
export function within(notBefore: string, notAfter: string): (now: number) => boolean {
  const [from, to] = [Date.parse(notBefore), Date.parse(notAfter)];
  return (now) => from <= now && now <= to;
}
