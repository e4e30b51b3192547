import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Duration } from '@aro-rp/time';
import { readBody, sendJson } from '../host/body.ts';
import { type HostContext, type LocalService } from '../host/context.ts';
import { listen } from '../host/http.ts';
import { type Directory, openDirectory } from './directory.ts';
import { instanceDiscovery, openidConfiguration } from './discovery.ts';
import { AadError, errorBody, refuse } from './errors.ts';
import { grant } from './grants.ts';
import { createGraph, graphAudiences, isGraphPath } from './graph/index.ts';
import { loadSigningKey } from './keys.ts';
import { cluster, customer, resourceProvider, services } from './principals.ts';
import { homeTenant, tenants } from './tenants.ts';
import { issueToken } from './tokens.ts';

export interface EntraServer extends LocalService {
  name: 'entra';
  /** The root, without a slash. */
  origin: string;
  directory: Directory;
  /** From now on tokens are issued for this resource, with and without a trailing slash. */
  addResource(name: string): void;
  /**
   * A token of a managed identity, as the metadata service of a machine gets it, and its seconds; whether the machine has
   * that identity is for the caller to know. Undefined when no tenant knows the resource.
   */
  issueToManagedIdentity(
    identity: { tenantId: string; clientId: string; principalId: string },
    resource: string,
  ): Promise<{ token: string; lifetime: number } | undefined>;
}

export interface EntraOptions {
  port: number;
  /** Seconds; an hour unless told. */
  tokenLifetime?: number;
  /** How long a password made through Microsoft Graph is not known to the token endpoint; none unless told. */
  passwordDelay?: Duration;
}

/** Resources that exist in every tenant of Azure. */
const publicResources = [
  'https://management.azure.com',
  'https://management.core.windows.net',
  ...graphAudiences,
  'https://vault.azure.net',
  'https://cosmos.azure.com',
  'https://servicebus.azure.net',
  'https://storage.azure.com',
  'https://containerregistry.azure.net',
];

/**
 * Entra ID's OpenID discovery, keys and token endpoints, under `/{tenant}` for the SDKs and `/adfs` for `az`, and
 * Microsoft Graph under `/v1.0`. `/adfs` stands for the home tenant.
 */
export async function createEntraServer(context: HostContext, options: EntraOptions): Promise<EntraServer> {
  const { clock } = context;
  const key = await loadSigningKey(context.folder('entra'));
  const directory = await openDirectory(context.folder('entra'), {
    clock,
    ...(options.passwordDelay === undefined ? {} : { passwordDelay: options.passwordDelay }),
  });
  const resources = new Set(publicResources);
  const isResource = (name: string) => resources.has(normal(name));
  const isGraph = (name: string) => [listener.origin, ...graphAudiences].includes(normal(name));

  const token = async (request: IncomingMessage, response: ServerResponse, realm: string, version: 'v1' | 'v2') => {
    const tenantId = realm === 'adfs' ? homeTenant : realm;
    const form = new URLSearchParams(await readBody(request));
    const root = `${listener.origin}/${realm}`;
    const audiences = [root, `${root}/`, `${root}/v2.0`, `${root}/oauth2/token`, `${root}/oauth2/v2.0/token`];
    const granted = await grant({ directory, clock, isResource, isGraph }, { tenantId, form, audiences });
    const lifetime = options.tokenLifetime ?? 3_600;
    const now = Math.floor(clock.now() / 1_000);
    const times =
      version === 'v2'
        ? { expires_in: lifetime, ext_expires_in: lifetime }
        : {
            expires_in: String(lifetime),
            ext_expires_in: String(lifetime),
            expires_on: String(now + lifetime),
            not_before: String(now - 300),
            resource: granted.audience,
          };
    const accessToken = await issueToken(key, clock, { ...granted, lifetime });
    noStore(response);
    sendJson(response, 200, { token_type: 'Bearer', ...times, access_token: accessToken });
  };

  const route = (request: IncomingMessage, response: ServerResponse): Promise<void> | void => {
    const url = new URL(listener.origin + (request.url ?? '/'));
    if (isGraphPath(url.pathname)) return graph(request, response, url);
    const [realm = '', ...rest] = url.pathname.split('/').filter((part) => part !== '');
    const path = `${request.method} ${rest.join('/')}`.toLowerCase();
    if (path === 'get discovery/instance') {
      const authority = url.searchParams.get('authorization_endpoint') ?? `${listener.origin}/${realm}`;
      const asked = new URL(authority, listener.origin).pathname.split('/')[1] ?? '';
      return sendJson(response, 200, instanceDiscovery(listener.origin, asked));
    }
    if (path === 'get discovery/keys' || path === 'get discovery/v2.0/keys')
      return sendJson(response, 200, { keys: [key.jwk] });
    const known = realm.toLowerCase() === 'adfs' ? 'adfs' : tenants.find((tenant) => tenant === realm.toLowerCase());
    const tenant = () => {
      if (known === undefined) throw refuse.tenant(realm);
      return known;
    };
    switch (path) {
      case 'get .well-known/openid-configuration':
        return sendJson(response, 200, openidConfiguration(listener.origin, tenant(), 'v1'));
      case 'get v2.0/.well-known/openid-configuration':
        return sendJson(response, 200, openidConfiguration(listener.origin, tenant(), 'v2'));
      case 'post oauth2/token':
        // ADFS has one endpoint for both; az sends it a scope and reads numbers.
        return token(request, response, tenant(), tenant() === 'adfs' ? 'v2' : 'v1');
      case 'post oauth2/v2.0/token':
        return token(request, response, tenant(), 'v2');
      default:
        return sendJson(response, 404, {
          error: 'not_found',
          error_description: `There is no ${request.method} ${url.pathname}.`,
        });
    }
  };

  const listener = await listen(context, {
    service: 'entra',
    port: options.port,
    portOption: '--entra-port',
    async handler(request, response) {
      try {
        await route(request, response);
      } catch (error) {
        if (!(error instanceof AadError)) throw error;
        noStore(response);
        sendJson(response, error.status, errorBody(error, clock.now()));
      }
    },
  });

  resources.add(listener.origin);
  const graph = createGraph({ directory, clock, tokens: context.tokens, origin: listener.origin });
  const credentials = (clientId: string) => ({
    clientId,
    clientSecret: directory.application(clientId)?.passwords[0]?.value ?? '',
  });
  const identities = { ...services, [resourceProvider.name]: resourceProvider };
  const forCluster = credentials(cluster.clientId);
  return {
    name: 'entra',
    origin: listener.origin,
    directory,
    addResource: (name) => void resources.add(normal(name)),
    async issueToManagedIdentity({ tenantId, clientId, principalId: objectId }, audience) {
      if (!isResource(audience)) return undefined;
      const lifetime = options.tokenLifetime ?? 3_600;
      return { token: await issueToken(key, clock, { tenantId, clientId, objectId, audience, lifetime }), lifetime };
    },
    endpoints: {
      authority: `${listener.origin}/adfs`,
      authorityHost: listener.origin,
      graph: listener.origin,
      tenantId: homeTenant,
      ...credentials(customer.clientId),
      clusterClientId: forCluster.clientId,
      clusterClientSecret: forCluster.clientSecret,
      identities: Object.fromEntries(
        Object.entries(identities).map(([name, { clientId }]) => [name, credentials(clientId)]),
      ),
    },
    close: () => listener.close(),
  };
}

function noStore(response: ServerResponse): void {
  response.setHeader('Cache-Control', 'no-store, no-cache');
  response.setHeader('Pragma', 'no-cache');
}

const normal = (resource: string) => resource.replace(/\/+$/, '').toLowerCase();
