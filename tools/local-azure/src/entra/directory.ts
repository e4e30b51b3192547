import { randomUUID, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { type Clock, type Duration, type Instant, toInstant } from '@aro-rp/time';
import { readIfThere, replaceFile } from '../host/durable-file.ts';
import {
  type Application,
  newPassword,
  type Password,
  readDirectory,
  type ServicePrincipal,
} from './directory-file.ts';
import { type AppRole } from './principals.ts';
import { homeTenant } from './tenants.ts';

export { type Application, type Password, type ServicePrincipal } from './directory-file.ts';

/**
 * What Entra ID knows, in every tenant. A change is on disk when its promise resolves. Safe for concurrent use.
 * Client ids and tenant ids are compared ignoring case. A change that names an application which does not exist throws.
 */
export interface Directory {
  /** The clock's time. */
  now(): Instant;
  application(clientId: string): Application | undefined;
  /** Those whose home is the tenant. */
  applications(tenantId: string): readonly Application[];
  servicePrincipal(tenantId: string, clientId: string): ServicePrincipal | undefined;
  servicePrincipals(tenantId: string): readonly ServicePrincipal[];
  /** In the home tenant and for it alone, unless told. */
  addApplication(
    name: string,
    options?: Partial<Pick<Application, 'tenantId' | 'multiTenant' | 'properties' | 'certificates'>>,
  ): Promise<Application>;
  changeApplication(
    clientId: string,
    change: Partial<Pick<Application, 'name' | 'multiTenant' | 'properties' | 'certificates'>>,
  ): Promise<Application>;
  /** With its service principals: no tenant gets tokens for it any more. */
  removeApplication(clientId: string): Promise<void>;
  /** @returns the one that is there already, if any */
  addServicePrincipal(
    tenantId: string,
    clientId: string,
    options?: Partial<Pick<ServicePrincipal, 'enabled' | 'appRoles'>>,
  ): Promise<ServicePrincipal>;
  /** Does nothing when there is none. */
  removeServicePrincipal(tenantId: string, clientId: string): Promise<void>;
  /** Tokens for Microsoft Graph carry them from now on. @throws Error when there is no such service principal */
  setAppRoles(tenantId: string, clientId: string, appRoles: readonly AppRole[]): Promise<void>;
  /** @returns the new password, beside which the old ones go on working */
  addPassword(clientId: string, endDateTime?: Instant): Promise<string>;
  /** The same with all that Microsoft Graph tells of a password. It works after the delay that the directory was opened with. */
  addPasswordCredential(
    clientId: string,
    about?: Partial<Pick<Password, 'displayName' | 'startDateTime' | 'endDateTime'>>,
  ): Promise<Password>;
  /** @returns false when the application has no such password */
  removePassword(clientId: string, keyId: string): Promise<boolean>;
  /** @throws Error when the text is no certificate */
  addCertificate(clientId: string, pem: string): Promise<void>;
}

export interface DirectoryOptions {
  clock: Clock;
  /** How long a password that `addPasswordCredential` made is not known yet; it works at once unless told. */
  passwordDelay?: Duration;
}

/** Opens the directory of `folder`; on the first start it has the seeded applications, each with a random password. */
export async function openDirectory(folder: string, { clock, passwordDelay }: DirectoryOptions): Promise<Directory> {
  const path = join(folder, 'directory.json');
  const { stored, changed } = readDirectory(await readIfThere(path), clock);
  let writing: Promise<void> = Promise.resolve();
  const save = () => {
    writing = writing.catch(() => undefined).then(() => replaceFile(path, JSON.stringify(stored, undefined, 1)));
    return writing;
  };
  if (changed) await save();

  const now = () => toInstant(clock.now());
  const application = (clientId: string) => stored.applications.find((one) => same(one.clientId, clientId));
  const servicePrincipal = (tenantId: string, clientId: string) =>
    stored.servicePrincipals.find((one) => same(one.tenantId, tenantId) && same(one.clientId, clientId));
  const existing = (clientId: string) => {
    const found = application(clientId);
    if (!found) throw new Error(`there is no application ${clientId}`);
    return found;
  };
  const added = async (clientId: string, password: Omit<Password, 'keyId' | 'value'>) => {
    const made: Password = { keyId: randomUUID(), value: newPassword(), ...password };
    existing(clientId).passwords.push(made);
    await save();
    return made;
  };

  return {
    now,
    application,
    applications: (tenantId) => stored.applications.filter((one) => same(one.tenantId, tenantId)),
    servicePrincipal,
    servicePrincipals: (tenantId) => stored.servicePrincipals.filter((one) => same(one.tenantId, tenantId)),
    async addApplication(name, options = {}) {
      const made: Application = {
        objectId: randomUUID(),
        clientId: randomUUID(),
        tenantId: homeTenant,
        name,
        createdDateTime: now(),
        multiTenant: false,
        passwords: [],
        certificates: [],
        properties: {},
        ...options,
      };
      stored.applications.push(made);
      await save();
      return made;
    },
    async changeApplication(clientId, change) {
      const changed = Object.assign(existing(clientId), change);
      await save();
      return changed;
    },
    async removeApplication(clientId) {
      const gone = existing(clientId);
      stored.applications = stored.applications.filter((one) => one !== gone);
      stored.servicePrincipals = stored.servicePrincipals.filter((one) => !same(one.clientId, clientId));
      await save();
    },
    async addServicePrincipal(tenantId, clientId, options = {}) {
      const found = servicePrincipal(tenantId, existing(clientId).clientId);
      if (found) return found;
      const made: ServicePrincipal = {
        objectId: randomUUID(),
        tenantId,
        clientId: existing(clientId).clientId,
        enabled: true,
        createdDateTime: now(),
        appRoles: [],
        ...options,
      };
      stored.servicePrincipals.push(made);
      await save();
      return made;
    },
    async removeServicePrincipal(tenantId, clientId) {
      const gone = servicePrincipal(tenantId, clientId);
      stored.servicePrincipals = stored.servicePrincipals.filter((one) => one !== gone);
      await save();
    },
    async setAppRoles(tenantId, clientId, appRoles) {
      const found = servicePrincipal(tenantId, clientId);
      if (!found) throw new Error(`the application ${clientId} has no service principal in ${tenantId}`);
      found.appRoles = [...appRoles];
      await save();
    },
    async addPassword(clientId, endDateTime) {
      const { value } = await added(clientId, {
        startDateTime: now(),
        ...(endDateTime === undefined ? {} : { endDateTime }),
      });
      return value;
    },
    addPasswordCredential: (clientId, about = {}) =>
      added(clientId, {
        startDateTime: now(),
        ...about,
        ...(passwordDelay === undefined ? {} : { usableFrom: toInstant(clock.now() + passwordDelay) }),
      }),
    async removePassword(clientId, keyId) {
      const found = existing(clientId);
      const kept = found.passwords.filter((one) => !same(one.keyId, keyId));
      if (kept.length === found.passwords.length) return false;
      found.passwords = kept;
      await save();
      return true;
    },
    async addCertificate(clientId, pem) {
      existing(clientId).certificates.push(new X509Certificate(pem).toString());
      await save();
    },
  };
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
