import { randomBytes, randomUUID, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { type Instant } from '@aro-rp/time';
import { readIfThere, replaceFile } from '../host/durable-file.ts';
import { seededApplications } from './principals.ts';

export interface Application {
  clientId: string;
  name: string;
  passwords: { value: string; endDateTime?: Instant }[];
  /** PEM. */
  certificates: string[];
}

export interface ServicePrincipal {
  objectId: string;
  tenantId: string;
  clientId: string;
}

/** What Entra ID knows, in every tenant. A change is on disk when its promise resolves. Safe for concurrent use. */
export interface Directory {
  application(clientId: string): Application | undefined;
  servicePrincipal(tenantId: string, clientId: string): ServicePrincipal | undefined;
  addApplication(name: string): Promise<Application>;
  /** @returns the one that is there already, if any */
  addServicePrincipal(tenantId: string, clientId: string): Promise<ServicePrincipal>;
  /** @returns the new password, beside which the old ones go on working. @throws Error when there is no such application */
  addPassword(clientId: string, endDateTime?: Instant): Promise<string>;
  /** @throws Error when there is no such application or the text is no certificate */
  addCertificate(clientId: string, pem: string): Promise<void>;
}

interface Stored {
  applications: Application[];
  servicePrincipals: ServicePrincipal[];
}

/** Opens the directory of `folder`; on the first start it has the seeded applications, each with a random password. */
export async function openDirectory(folder: string): Promise<Directory> {
  const path = join(folder, 'directory.json');
  const text = await readIfThere(path);
  const stored = text === undefined ? { applications: [], servicePrincipals: [] } : (JSON.parse(text) as Stored);
  let writing: Promise<void> = Promise.resolve();
  const save = () => {
    writing = writing.catch(() => undefined).then(() => replaceFile(path, JSON.stringify(stored, undefined, 1)));
    return writing;
  };
  if (seed(stored)) await save();

  const application = (clientId: string) => stored.applications.find((one) => same(one.clientId, clientId));
  const servicePrincipal = (tenantId: string, clientId: string) =>
    stored.servicePrincipals.find((one) => same(one.tenantId, tenantId) && same(one.clientId, clientId));
  const existing = (clientId: string) => {
    const found = application(clientId);
    if (!found) throw new Error(`there is no application ${clientId}`);
    return found;
  };

  return {
    application,
    servicePrincipal,
    async addApplication(name) {
      const added: Application = { clientId: randomUUID(), name, passwords: [], certificates: [] };
      stored.applications.push(added);
      await save();
      return added;
    },
    async addServicePrincipal(tenantId, clientId) {
      const found = servicePrincipal(tenantId, existing(clientId).clientId);
      if (found) return found;
      const added = { objectId: randomUUID(), tenantId, clientId };
      stored.servicePrincipals.push(added);
      await save();
      return added;
    },
    async addPassword(clientId, endDateTime) {
      const value = newPassword();
      existing(clientId).passwords.push({ value, ...(endDateTime === undefined ? {} : { endDateTime }) });
      await save();
      return value;
    },
    async addCertificate(clientId, pem) {
      existing(clientId).certificates.push(new X509Certificate(pem).toString());
      await save();
    },
  };
}

/** @returns whether anything was missing. */
function seed(stored: Stored): boolean {
  const missing = seededApplications.filter(
    ({ clientId }) => !stored.applications.some((a) => a.clientId === clientId),
  );
  for (const { clientId, name, objectIds } of missing) {
    stored.applications.push({ clientId, name, passwords: [{ value: newPassword() }], certificates: [] });
    for (const [tenantId, objectId] of Object.entries(objectIds))
      stored.servicePrincipals.push({ objectId, tenantId, clientId });
  }
  return missing.length > 0;
}

/** 40 characters that no shell, form or command line takes for anything else. */
const newPassword = () => randomBytes(20).toString('hex');
const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
