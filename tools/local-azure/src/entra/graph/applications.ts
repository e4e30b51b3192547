import { type Instant, toInstant } from '@aro-rp/time';
import { type Application, type Directory } from '../directory.ts';
import { type Answer, type Call, find, requireWriter } from './call.ts';
import { refuse } from './errors.ts';
import { readApplication } from './properties.ts';
import { contextOf, listPage, select } from './query.ts';
import { applicationFilter, showApplication, showPassword } from './shapes.ts';

/** `/applications` (Graph REST v1.0, resource type application). */
export async function applications(call: Call): Promise<Answer> {
  const { method, key, caller, directory, query, url, action } = call;
  const inTenant = directory.applications(caller.claims.tid);
  if (method !== 'GET') requireWriter(caller);
  else if (!caller.mayRead) throw refuse.rights();
  const whole = (one: Application) => ({
    '@odata.context': contextOf(url, 'applications/$entity'),
    ...select(showApplication(one), query),
  });

  if (key === undefined) {
    if (method === 'GET') {
      const listing = { items: inTenant, filterable: applicationFilter, show: showApplication, url };
      return { status: 200, body: listPage({ ...listing, context: 'applications' }, query) };
    }
    if (method !== 'POST') throw refuse.method();
    const { name, ...rest } = readApplication(call.body ?? {});
    if (name === undefined) throw refuse.required('displayName', 'Application');
    const made = await directory.addApplication(name, { ...rest, tenantId: caller.claims.tid });
    return { status: 201, body: whole(made), location: `${url}/${made.objectId}` };
  }

  const one = find(key, inTenant);
  if (action !== '') return passwords(call, one);
  switch (method) {
    case 'GET':
      return { status: 200, body: whole(one) };
    case 'PATCH': {
      const { properties, ...rest } = readApplication(call.body ?? {}, one);
      await directory.changeApplication(one.clientId, { ...rest, properties: { ...one.properties, ...properties } });
      return { status: 204 };
    }
    case 'DELETE':
      await directory.removeApplication(one.clientId);
      return { status: 204 };
    default:
      throw refuse.method();
  }
}

/** `addPassword`, also without a body, and `removePassword`. */
async function passwords({ method, action, body, directory, url }: Call, one: Application): Promise<Answer> {
  switch (action.toLowerCase()) {
    case 'addpassword': {
      if (method !== 'POST') throw refuse.method();
      const made = await directory.addPasswordCredential(one.clientId, wanted(body, directory));
      const context = contextOf(url, 'microsoft.graph.passwordCredential');
      return { status: 200, body: { '@odata.context': context, ...showPassword(made), secretText: made.value } };
    }
    case 'removepassword': {
      if (method !== 'POST') throw refuse.method();
      const keyId = body?.['keyId'];
      if (typeof keyId !== 'string') throw refuse.required('keyId', 'passwordCredential');
      if (!(await directory.removePassword(one.clientId, keyId))) throw refuse.password(keyId);
      return { status: 204 };
    }
    default:
      throw refuse.segment(action);
  }
}

const twoYears = 2 * 365 * 24 * 3_600_000;

/** A password lives for two years unless told. */
function wanted(body: Call['body'], { now }: Directory) {
  const given = body?.['passwordCredential'] ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) throw refuse.value('passwordCredential', 'Application');
  const { displayName, startDateTime, endDateTime } = given as Record<string, unknown>;
  if (typeof displayName !== 'string' && displayName !== undefined && displayName !== null)
    throw refuse.value('displayName', 'passwordCredential');
  const start = instant('startDateTime', startDateTime) ?? now();
  const end = instant('endDateTime', endDateTime) ?? toInstant(Date.parse(start) + twoYears);
  if (end <= start) throw refuse.value('endDateTime', 'passwordCredential');
  return { startDateTime: start, endDateTime: end, ...(typeof displayName === 'string' ? { displayName } : {}) };
}

function instant(name: string, value: unknown): Instant | undefined {
  if (value === undefined || value === null) return undefined;
  const at = typeof value === 'string' ? Date.parse(value) : NaN;
  if (Number.isNaN(at)) throw refuse.value(name, 'passwordCredential');
  return toInstant(at);
}
