import { randomBytes, randomUUID } from 'node:crypto';
import { type Clock, type Instant, toInstant } from '@aro-rp/time';
import { type AppRole, type SeededApplication, seededApplications } from './principals.ts';
import { homeTenant } from './tenants.ts';

export interface Password {
  keyId: string;
  value: string;
  displayName?: string;
  startDateTime: Instant;
  endDateTime?: Instant;
  /** Until then it is as good as unknown, as a new one is on Azure until it has reached every replica. */
  usableFrom?: Instant;
}

export interface Application {
  objectId: string;
  clientId: string;
  /** Its home. */
  tenantId: string;
  name: string;
  createdDateTime: Instant;
  /** Whether other tenants may have a service principal of it. */
  multiTenant: boolean;
  passwords: Password[];
  /** PEM. */
  certificates: string[];
  /** What else Microsoft Graph was told of it, by Graph's names. */
  properties: Record<string, unknown>;
}

export interface ServicePrincipal {
  objectId: string;
  tenantId: string;
  clientId: string;
  /** One that is not enabled gets no token. */
  enabled: boolean;
  createdDateTime: Instant;
  /** Microsoft Graph's application permissions that it was given. */
  appRoles: AppRole[];
}

export interface Stored {
  applications: Application[];
  servicePrincipals: ServicePrincipal[];
  /** Client ids that have been seeded once: what was deleted since then stays deleted. */
  seeded: string[];
}

/** What a directory of an earlier release holds, or of this one. */
interface Found {
  applications?: (Partial<Omit<Application, 'passwords'>> & {
    passwords?: (Partial<Password> & { value: string })[];
  })[];
  servicePrincipals?: Partial<ServicePrincipal>[];
  seeded?: string[];
}

/** Reads a directory's text, none on the first start, and adds what is missing. @returns whether anything was */
export function readDirectory(text: string | undefined, clock: Clock): { stored: Stored; changed: boolean } {
  const found = (text === undefined ? {} : JSON.parse(text)) as Found;
  const now = toInstant(clock.now());
  const stored: Stored = {
    applications: (found.applications ?? []).map((one) => completeApplication(one, now)),
    servicePrincipals: (found.servicePrincipals ?? []).map((one) => completePrincipal(one, now)),
    seeded: found.seeded ?? (found.applications ?? []).map(({ clientId = '' }) => clientId),
  };
  const missing = seededApplications.filter(({ clientId }) => !stored.seeded.includes(clientId));
  for (const one of missing) seed(stored, one, now);
  return { stored, changed: JSON.stringify(stored) !== JSON.stringify(found) };
}

/** 40 characters that no shell, form or command line takes for anything else. */
export const newPassword = (): string => randomBytes(20).toString('hex');

function completeApplication(one: NonNullable<Found['applications']>[number], now: Instant): Application {
  const seeded = seededApplications.find(({ clientId }) => clientId === one.clientId);
  const passwords = (one.passwords ?? []).map((password) => ({
    keyId: randomUUID(),
    startDateTime: now,
    ...password,
  }));
  return {
    objectId: randomUUID(),
    clientId: randomUUID(),
    tenantId: homeOf(seeded),
    name: '',
    createdDateTime: now,
    multiTenant: seeded?.multiTenant ?? false,
    certificates: [],
    properties: {},
    ...one,
    passwords,
  };
}

function completePrincipal(one: Partial<ServicePrincipal>, now: Instant): ServicePrincipal {
  const seeded = seededApplications.find(({ clientId }) => clientId === one.clientId);
  return {
    objectId: randomUUID(),
    tenantId: homeTenant,
    clientId: '',
    enabled: true,
    createdDateTime: now,
    appRoles: [...(seeded?.appRoles ?? [])],
    ...one,
  };
}

function seed(stored: Stored, one: SeededApplication, now: Instant): void {
  const { clientId, name } = one;
  stored.seeded.push(clientId);
  stored.applications.push(completeApplication({ clientId, name, passwords: [{ value: newPassword() }] }, now));
  for (const [tenantId, objectId] of Object.entries(one.objectIds))
    stored.servicePrincipals.push(completePrincipal({ objectId, tenantId, clientId }, now));
}

const homeOf = (seeded: SeededApplication | undefined): string => Object.keys(seeded?.objectIds ?? {})[0] ?? homeTenant;
