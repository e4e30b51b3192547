import { type Application, type ServicePrincipal } from '../directory.ts';
import { type Answer, type Call, find, requireWriter } from './call.ts';
import { refuse } from './errors.ts';
import { contextOf, listPage, select } from './query.ts';
import { parseFilter } from './filter.ts';
import { requireReadable } from './rights.ts';
import { servicePrincipalFilter, showServicePrincipal } from './shapes.ts';

/** `/servicePrincipals` (Graph REST v1.0, resource type servicePrincipal). */
export async function servicePrincipals(call: Call): Promise<Answer> {
  const { method, key, caller, directory, query, url, action } = call;
  const { tid } = caller.claims;
  const inTenant = directory.servicePrincipals(tid);
  if (method !== 'GET') requireWriter(caller);
  const applicationOf = (one: ServicePrincipal): Application => {
    const found = directory.application(one.clientId);
    if (!found) throw refuse.noBackingApplication(one.clientId);
    return found;
  };
  const filterable = servicePrincipalFilter(applicationOf);
  const show = (one: ServicePrincipal) => showServicePrincipal(one, applicationOf(one));
  const whole = (one: ServicePrincipal) => ({
    '@odata.context': contextOf(url, 'servicePrincipals/$entity'),
    ...select(show(one), query),
  });

  if (key === undefined) {
    if (method === 'GET') {
      requireReadable(caller, inTenant.filter(parseFilter(query.get('$filter'), filterable)));
      return {
        status: 200,
        body: listPage({ items: inTenant, filterable, show, url, context: 'servicePrincipals' }, query),
      };
    }
    if (method !== 'POST') throw refuse.method();
    const made = await create(call);
    return { status: 201, body: whole(made), location: `${url}/${made.objectId}` };
  }

  if (action !== '') throw refuse.segment(action);
  if (method === 'GET') {
    if (!caller.mayRead)
      requireReadable(
        caller,
        inTenant.filter((one) => one.objectId === caller.claims.oid && isNamed(one, key)),
      );
    return { status: 200, body: whole(find(key, inTenant)) };
  }
  if (method !== 'DELETE') throw refuse.method();
  await directory.removeServicePrincipal(tid, find(key, inTenant).clientId);
  return { status: 204 };
}

/** Of an application of this tenant, or of one that every tenant may use. */
async function create({ body = {}, caller, directory }: Call): Promise<ServicePrincipal> {
  const { tid } = caller.claims;
  const { appId, accountEnabled = true, ...others } = body;
  for (const name of Object.keys(others)) throw refuse.unknownProperty(name);
  if (typeof appId !== 'string') throw refuse.required('appId', 'ServicePrincipal');
  if (typeof accountEnabled !== 'boolean') throw refuse.value('accountEnabled', 'ServicePrincipal');
  const application = directory.application(appId);
  if (!application || (application.tenantId !== tid && !application.multiTenant))
    throw refuse.noBackingApplication(appId);
  if (directory.servicePrincipal(tid, appId)) throw refuse.principalExists(appId);
  return directory.addServicePrincipal(tid, appId, { enabled: accountEnabled });
}

const isNamed = ({ objectId, clientId }: ServicePrincipal, key: NonNullable<Call['key']>): boolean =>
  'id' in key ? key.id.toLowerCase() === objectId : key.appId.toLowerCase() === clientId;
