import { type GenericResource as SdkGenericResource } from '@azure/arm-resources';
import { type Call, type CallOptions, orNotFound } from './call.ts';
import { type Clients } from './clients.ts';

/** A resource of any type as ARM gives it, members that we do not know included. */
export interface GenericResource {
  id: string;
  location?: string;
  tags?: Record<string, string>;
  properties?: Record<string, unknown>;
}

/** Resources of types that have no typed client here. The api-version is the type's own. */
export interface Resources {
  get(id: string, apiVersion: string, options: CallOptions): Promise<GenericResource | undefined>;
  /** A PUT, which replaces what is there: look first. Returns when Azure has accepted it, not when it is done. */
  beginPut(id: string, apiVersion: string, body: Omit<GenericResource, 'id'>, options: CallOptions): Promise<void>;
  /** Returns when Azure has accepted it, not when it is done. Gone is fine. */
  beginDelete(id: string, apiVersion: string, options: CallOptions): Promise<void>;
}

export function createResources(clients: () => Clients, call: Call): Resources {
  return {
    async get(id, apiVersion, options) {
      const found = await orNotFound(
        call('resource GET', options, ({ abortSignal, headers }) =>
          clients().resources.resources.getById(id, apiVersion, { abortSignal, requestOptions: { headers } }),
        ),
      );
      return found && toResource(id, found);
    },

    async beginPut(id, apiVersion, body, options) {
      await call('resource PUT', options, ({ abortSignal, headers }) =>
        clients()
          .resources.resources.createOrUpdateById(id, apiVersion, body, { abortSignal, requestOptions: { headers } })
          .submitted(),
      );
    },

    async beginDelete(id, apiVersion, options) {
      await orNotFound(
        call('resource DELETE', options, ({ abortSignal, headers }) =>
          clients()
            .resources.resources.deleteById(id, apiVersion, { abortSignal, requestOptions: { headers } })
            .submitted(),
        ),
      );
    },
  };
}

const toResource = (id: string, found: SdkGenericResource): GenericResource => ({
  id: found.id ?? id,
  ...(found.location !== undefined && { location: found.location }),
  ...(found.tags !== undefined && { tags: found.tags }),
  ...(found.properties !== undefined && { properties: found.properties as Record<string, unknown> }),
});
