import { timingSafeEqual } from 'node:crypto';
import { type Clock, fromInstant } from '@aro-rp/time';
import { judgeAssertion } from './assertion.ts';
import { type Application, type Directory } from './directory.ts';
import { type AadError, refuse } from './errors.ts';
import { type TokenRequest } from './tokens.ts';

export interface GrantRequest {
  tenantId: string;
  /** Version 2 names a scope, version 1 a resource; either form may name either. */
  form: URLSearchParams;
  audiences: string[];
}

export interface GrantRules {
  directory: Directory;
  clock: Clock;
  /** Whether a resource of this name exists here; compared without trailing slash. */
  isResource(name: string): boolean;
  /** Whether it is Microsoft Graph, whose tokens carry the caller's application permissions. */
  isGraph(name: string): boolean;
}

/** Judges a token request of the client credentials flow. @throws AadError */
export async function grant(rules: GrantRules, { tenantId, form, audiences }: GrantRequest): Promise<TokenRequest> {
  const { directory, clock } = rules;
  const grantType = required(form, 'grant_type');
  if (grantType !== 'client_credentials') throw refuse.grantType(grantType);
  const clientId = required(form, 'client_id');
  const application = directory.application(clientId);
  const principal = directory.servicePrincipal(tenantId, clientId);
  if (!application || !principal) throw refuse.application(clientId, tenantId);

  const secret = form.get('client_secret');
  const jwt = form.get('client_assertion');
  if (secret === null && jwt === null) throw refuse.noProof();
  const refusal =
    jwt === null
      ? judgeSecret(application, secret ?? '', clock)
      : await judgeAssertion(
          application,
          { type: form.get('client_assertion_type') ?? undefined, jwt, audiences },
          clock,
        );
  if (refusal) throw refusal;
  if (!principal.enabled) throw refuse.disabled(clientId);

  const audience = requestedResource(form);
  if (!rules.isResource(audience)) throw refuse.resource(audience, tenantId);
  return {
    tenantId,
    objectId: principal.objectId,
    clientId: application.clientId,
    audience,
    proof: jwt === null ? '1' : '2',
    ...(rules.isGraph(audience) && principal.appRoles.length > 0 ? { roles: principal.appRoles } : {}),
  };
}

function judgeSecret({ clientId, passwords }: Application, secret: string, clock: Clock): AadError | undefined {
  const given = Buffer.from(secret);
  const found = passwords.find(({ value }) => {
    const known = Buffer.from(value);
    return known.length === given.length && timingSafeEqual(known, given);
  });
  const begins = [found?.startDateTime, found?.usableFrom].map((at) => (at === undefined ? 0 : fromInstant(at)));
  if (!found || clock.now() < Math.max(...begins)) return refuse.secret(clientId);
  const expired = found.endDateTime !== undefined && fromInstant(found.endDateTime) <= clock.now();
  return expired ? refuse.expiredSecret(clientId) : undefined;
}

/** A scope is the resource followed by `/.default`; a resource that ends in a slash keeps it. */
function requestedResource(form: URLSearchParams): string {
  const resource = form.get('resource');
  if (resource) return resource;
  const scope = required(form, 'scope');
  const scopes = scope.split(' ').filter((one) => one !== '' && !['openid', 'profile', 'offline_access'].includes(one));
  const [only] = scopes;
  if (scopes.length !== 1 || !only?.endsWith('/.default')) throw refuse.scope(scope);
  return only.slice(0, -'/.default'.length);
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (!value) throw refuse.parameter(name);
  return value;
}
