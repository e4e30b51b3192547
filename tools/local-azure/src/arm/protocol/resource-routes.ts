import { ArmError, refusals } from '../model/errors.ts';
import { type Model } from '../model/index.ts';
import { type Json } from '../model/json.ts';
import { findType } from '../model/providers/index.ts';
import { type ResourceProvider } from '../model/providers/provider.ts';
import { requireName } from '../model/providers/resource-names.ts';
import { groupIdPath, keyOf, parseResourcePath, type ResourcePath } from '../model/resource-id.ts';
import { type Resource } from '../model/resource.ts';
import { type Target, type Written } from '../model/resources.ts';
import { showResource } from '../model/show.ts';
import { type Answer, type Call, conditionsOf, jsonBody, queryOf, requireApiVersion } from './call.ts';
import { acceptedDelete, headersOfPut, resultAnswer, statusAnswer } from './long-running.ts';
import { page } from './paging.ts';
import { type LocalRoutes } from './routes.ts';

/** Resources of the providers that are served here, their collections, and the operations that work on them. */
export function resourceRoutes(model: Model, retryAfter: number): LocalRoutes {
  const { resources, groups, catalogue, registrations, operations } = model;

  const resolve = (call: Call): { path: ResourcePath; provider: ResourceProvider; apiVersion: string } => {
    const path = parseResourcePath(call.path);
    if (!path) throw notFound(call);
    const provider = catalogue.find(path.namespace);
    if (!provider) throw refusals.invalidNamespace(path.namespace);
    registrations.require(path.subscriptionId, provider.namespace);
    return { path, provider, apiVersion: requireApiVersion(call) };
  };

  const target = (call: Call): Target => targetAt(resolve(call));
  const targetAt = ({ path, provider, apiVersion }: ReturnType<typeof resolve>): Target => {
    const { subscriptionId, resourceGroup, types, names } = path;
    const type = findType(provider, types.join('/'));
    const name = names.at(-1) ?? '';
    if (!type || resourceGroup === undefined)
      throw refusals.invalidType(types.join('/'), provider.namespace, apiVersion);
    if (!type.apiVersions.includes(apiVersion))
      throw refusals.unsupportedApiVersion(type.name, 'global', apiVersion, type.apiVersions);
    refuseName(name);
    const group = groups.find(subscriptionId, resourceGroup)?.name ?? resourceGroup;
    const canonical = type.name.split('/').map((one, index) => `${one}/${names[index] ?? ''}`);
    const id = `${groupIdPath(subscriptionId, group)}/providers/${provider.namespace}/${canonical.join('/')}`;
    return { id, name, subscriptionId, group, namespace: provider.namespace, type, apiVersion };
  };

  const typeOf = (resource: Resource) => {
    const [namespace = '', ...rest] = resource.type.split('/');
    const provider = catalogue.find(namespace);
    return provider && findType(provider, rest.join('/'));
  };

  const show = (resource: Resource, expand?: string) => {
    const type = typeOf(resource);
    return type ? showResource(resource, type, resources.view, expand) : {};
  };

  const answer = (call: Call, { resource, effect, operation }: Written): Answer => {
    const body = show(resource);
    const polling = operation === undefined ? {} : headersOfPut(call.origin, operation, retryAfter);
    return {
      status: effect === 'created' ? 201 : 200,
      headers: { ...etagHeader(body), ...polling },
      body,
      effect,
      resourceId: resource.id,
    };
  };

  const collection = (call: Call): Answer => {
    const { path, provider, apiVersion } = resolve(call);
    const { subscriptionId, resourceGroup, types, names } = path;
    const name = types.join('/');
    const several = provider.collections?.[name.toLowerCase()];
    const wanted = findType(provider, name);
    if (!several && !wanted) throw refusals.invalidType(name, provider.namespace, apiVersion);
    if (resourceGroup !== undefined) groups.require(subscriptionId, resourceGroup);
    const parent = call.path.replace(/\/$/, '').split('/').slice(0, -1).join('/');
    if (names.length > 0 && !resources.view.get(parent))
      throw refusals.resourceNotFound(
        `${provider.namespace}/${types.slice(0, -1).join('/')}`,
        names.at(-1) ?? '',
        resourceGroup ?? '',
      );
    const scope =
      names.length > 0 ? parent : resourceGroup === undefined ? '' : groupIdPath(subscriptionId, resourceGroup);
    const below = scope === '' ? '' : `${keyOf(scope)}/`;
    const prefix = `${provider.namespace}/`.length;
    const found = resources
      .inSubscription(subscriptionId)
      .filter(
        (one) => keyOf(one.id).startsWith(below) && one.type.toLowerCase().startsWith(`${keyOf(provider.namespace)}/`),
      )
      .filter(
        (one) => several?.(one.type.slice(prefix)) ?? one.type.slice(prefix).toLowerCase() === name.toLowerCase(),
      );
    return {
      status: 200,
      body: page(
        call,
        found,
        ({ id }) => keyOf(id),
        (one) => show(one, queryOf(call, '$expand')),
      ),
    };
  };

  const isCollection = (call: Call): boolean => {
    const path = parseResourcePath(call.path);
    return path !== undefined && path.types.length > path.names.length;
  };

  const resource: LocalRoutes[string] = {
    get: (call) => {
      if (isCollection(call)) return collection(call);
      const body = show(resources.get(target(call), call.caller), queryOf(call, '$expand'));
      return { status: 200, body, headers: etagHeader(body) };
    },
    head: (call) => {
      resources.get(target(call), call.caller);
      return { status: 204 };
    },
    put: (call) => {
      const wanted = target(call);
      requireName(`${wanted.namespace}/${wanted.type.name}`, wanted.name);
      return answer(call, resources.put(wanted, jsonBody(call), conditionsOf(call), call.caller));
    },
    patch: (call) => answer(call, resources.patch(target(call), jsonBody(call), conditionsOf(call), call.caller)),
    post: (call) => {
      const { path, ...rest } = resolve(call);
      const { types, names } = path;
      const action = types.at(-1);
      if (types.length === names.length || action === undefined) throw notFound(call);
      const wanted = targetAt({ path: { ...path, types: types.slice(0, -1) }, ...rest });
      const body = call.body.length === 0 ? {} : jsonBody(call);
      const answered = resources.act(wanted, action, { body, query: call.query }, call.caller);
      return { status: answered.status ?? 200, ...(answered.body === undefined ? {} : { body: answered.body }) };
    },
    delete: (call) => {
      const wanted = target(call);
      const removed = resources.remove(wanted, conditionsOf(call), call.caller);
      if (!removed) return { status: 204 };
      const { operation, effect } = removed;
      const accepted = operation === undefined ? { status: 200 } : acceptedDelete(call.origin, operation, retryAfter);
      return { ...accepted, effect, resourceId: wanted.id };
    },
  };

  const operation = (call: Call, subscriptionId: string, id: string) => {
    const found = operations.get(id);
    if (found?.subscriptionId.toLowerCase() === subscriptionId.toLowerCase()) return found;
    throw new ArmError(404, 'NotFound', `The operation '${id}' was not found. Path: ${call.path}.`);
  };

  return {
    '/subscriptions/:subscriptionId/operationresults/:id': {
      get: (call, { subscriptionId = '', id = '' }) =>
        resultAnswer(call.origin, operation(call, subscriptionId, id), retryAfter),
    },
    '/subscriptions/:subscriptionId/providers/:namespace/locations/:location/operations/:id': {
      get: (call, { subscriptionId = '', id = '' }) => statusAnswer(operation(call, subscriptionId, id), retryAfter),
    },
    '/subscriptions/:subscriptionId/providers/:namespace/locations/:location/operationResults/:id': {
      get: (call, { subscriptionId = '', id = '' }) => {
        const found = operation(call, subscriptionId, id);
        const made = found.work.kind === 'put' ? resources.view.get(found.work.resourceId) : undefined;
        if (made && found.status === 'Succeeded') return { status: 200, body: show(made) };
        return resultAnswer(call.origin, found, retryAfter);
      },
    },
    '/subscriptions/:subscriptionId/providers/*rest': resource,
    '/subscriptions/:subscriptionId/resourceGroups/:group/providers/*rest': resource,
    '/{*rest}': {
      get: unknownPath,
      put: unknownPath,
      patch: unknownPath,
      post: unknownPath,
      delete: unknownPath,
      head: unknownPath,
    },
  };
}

/** What the body says, the header says too (ARM RPC, addendum on ETags). */
const etagHeader = ({ etag }: Json): Record<string, string> => (typeof etag === 'string' ? { ETag: etag } : {});

const notFound = (call: Call): ArmError => new ArmError(404, 'NotFound', `No resource was found at '${call.path}'.`);

function unknownPath(call: Call): never {
  throw notFound(call);
}

function refuseName(name: string): void {
  if (name !== '' && name.length <= 260 && !/[<>%&:\\?/\u0000-\u001f]/.test(name)) return;
  throw new ArmError(
    400,
    'InvalidResourceName',
    `Resource name '${name}' is invalid. It has 1 to 260 characters, none of them <, >, %, &, :, \\, ?, / or a control character.`,
  );
}
