import { type X509Certificate } from 'node:crypto';

/** Decides by the client certificate of a connection who may call. */
export interface Authorizer {
  isAuthorized(certificate: X509Certificate | undefined): boolean;
  /** Why nobody can be authorised at present; empty means ready. */
  notReady(): string[];
}

/** Whether `now` (milliseconds since 1970) lies within a period given as dates in any form that `Date.parse` reads. */
export const isWithin = (now: number, notBefore: string, notAfter: string): boolean =>
  Date.parse(notBefore) <= now && now <= Date.parse(notAfter);
