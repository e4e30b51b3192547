import { type Authorization } from '../model/authorization/index.ts';
import { showPermission } from '../model/authorization/role-definitions.ts';
import { ArmError, refusals } from '../model/errors.ts';
import { type Model } from '../model/index.ts';
import { type Json } from '../model/json.ts';
import { keyOf, parseResourcePath } from '../model/resource-id.ts';
import { type Answer, type Call, jsonBody, requireApiVersion } from './call.ts';
import { authorizationTypes, type AuthorizationType } from './authorization-types.ts';
import { page } from './paging.ts';
import { type LocalRoutes } from './routes.ts';

const namespace = 'Microsoft.Authorization';

/** A path below a scope: `{scope}/providers/Microsoft.Authorization/{type}[/{name}]`. */
interface Place {
  scope: string;
  type: string;
  name?: string;
}

/**
 * Microsoft.Authorization: role assignments and definitions, locks, policies and permissions, at every scope: each is an
 * extension of the subscription, the group or the resource that its path begins with. Dispatch has judged the caller.
 */
export function authorizationRoutes(model: Model, authorization: Authorization): LocalRoutes {
  const types = authorizationTypes(authorization);

  const tenantAt = (call: Call, scope: string): string => {
    const id = /^\/subscriptions\/([^/]+)/i.exec(scope)?.[1];
    return id === undefined ? call.caller.tid : model.subscriptions.require(id).tenantId;
  };

  /** @throws ArmError unless the group and the resource are there; children of a resource are its own business */
  const requireScope = (scope: string): void => {
    const [, subscriptionId, group] = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)/i.exec(scope) ?? [];
    if (subscriptionId !== undefined && group !== undefined) model.groups.require(subscriptionId, group);
    const path = parseResourcePath(scope);
    const [type = '', name = ''] = [path?.types[0], path?.names[0]];
    if (path?.resourceGroup === undefined) return;
    const head = scope.split('/').slice(0, 9).join('/');
    if (!model.resources.view.get(head))
      throw refusals.resourceNotFound(`${path.namespace}/${type}`, name, path.resourceGroup);
  };

  const typeAt = (call: Call, { type }: Place): AuthorizationType => {
    const version = requireApiVersion(call);
    const found = types[keyOf(type)];
    if (!found) throw refusals.invalidType(type, namespace, version);
    if (!found.apiVersions.includes(version))
      throw refusals.unsupportedApiVersion(found.name, 'global', version, found.apiVersions);
    return found;
  };

  const permissions = (call: Call, scope: string): Answer => {
    requireScope(scope);
    const value = authorization.rights.permissions(call.caller, scope).map(showPermission);
    return { status: 200, body: { value } };
  };

  const get = (call: Call): Answer => {
    const place = placeOf(call);
    if (keyOf(place.type) === 'permissions' && place.name === undefined) return permissions(call, place.scope);
    const type = typeAt(call, place);
    const tenantId = tenantAt(call, place.scope);
    const version = requireApiVersion(call);
    if (place.name !== undefined) {
      const found = type.get({ ...place, name: place.name, tenantId, version });
      if (!found) throw type.absent(place.name);
      return { status: 200, body: found };
    }
    requireScope(place.scope);
    const all = type.list({ scope: place.scope, tenantId, version, call });
    const inOrder = [...all].sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
    return { status: 200, body: page(call, inOrder, idOf, (one) => one) };
  };

  return routesAt({
    get,
    head: (call) => ({ status: get(call).status === 200 ? 204 : 404 }),
    put(call) {
      const { name, ...place } = placeOf(call);
      const type = typeAt(call, place);
      if (name === undefined || name === '') throw refusals.methodNotAllowed(call.method);
      requireScope(place.scope);
      const tenantId = tenantAt(call, place.scope);
      const version = requireApiVersion(call);
      const { body, effect } = type.put({ ...place, name, tenantId, version }, jsonBody(call), call.caller);
      const status = effect === 'created' ? 201 : (type.repeated?.(version) ?? 200);
      return { status, body, effect, resourceId: idOf(body) };
    },
    delete(call) {
      const { name, ...place } = placeOf(call);
      const type = typeAt(call, place);
      if (name === undefined) throw refusals.methodNotAllowed(call.method);
      const version = requireApiVersion(call);
      const found = type.remove({ ...place, name, tenantId: tenantAt(call, place.scope), version });
      if (!found) return { status: 204, effect: 'none' };
      return { status: 200, body: found, effect: 'deleted', resourceId: idOf(found) };
    },
  });
}

/** The same handlers wherever the scope may end. */
const routesAt = (handlers: LocalRoutes[string]): LocalRoutes => ({
  [`/subscriptions/:subscriptionId/providers/${namespace}/*rest`]: handlers,
  [`/subscriptions/:subscriptionId/*scope/providers/${namespace}/*rest`]: handlers,
  [`/providers/${namespace}/*rest`]: handlers.get === undefined ? {} : { get: handlers.get },
});

const idOf = (body: Json): string => String(body['id']);

function placeOf(call: Call): Place {
  const at = call.path.toLowerCase().lastIndexOf(`/providers/${namespace.toLowerCase()}/`);
  const [type = '', name, ...more] = call.path.slice(at + `/providers/${namespace}/`.length).split('/');
  const scope = call.path.slice(0, at);
  if (at < 0 || more.length > 0) throw new ArmError(404, 'NotFound', `No resource was found at '${call.path}'.`);
  return { scope, type, ...(name === undefined ? {} : { name }) };
}
