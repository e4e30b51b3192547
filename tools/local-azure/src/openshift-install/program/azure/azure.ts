import { STATUS_CODES } from 'node:http';
import { Failure } from '../failure.ts';
import { quote } from '../go-text.ts';
import { type World } from '../world.ts';
import { type Credentials, readCredentials } from './auth-file.ts';
import { createHttps, type Https } from './https.ts';

export type Json = Record<string, unknown>;

/** ARM's refusal, told as Azure's SDK for Go tells it. */
export class AzureRefusal extends Failure {}

/** Azure Resource Manager as the cluster's service principal. */
export interface Azure {
  credentials: Credentials;
  /** @param path below the subscription. @param operation in the SDK's words. @throws AzureRefusal */
  get(path: string, apiVersion: string, operation: string): Promise<Json>;
  /** Every page's `value`; asked for once. @throws AzureRefusal */
  list(path: string, apiVersion: string, operation: string): Promise<Json[]>;
}

/** Reads credentials at the first `connect`, and signs in at the first request: once, whatever comes of it. */
export function createAzure({ env, linked, log }: Pick<World, 'env' | 'linked' | 'log'>): {
  connect: () => Promise<Azure>;
  close: () => void;
} {
  const https = createHttps(linked.caPem);
  let azure: Promise<Azure> | undefined;

  async function connect(): Promise<Azure> {
    const credentials = readCredentials({ env, log });
    let token: Promise<string> | undefined;
    const root = `${linked.arm}/subscriptions/${credentials.subscriptionId}`;
    const getUrl = async (url: string, operation: string): Promise<Json> => {
      token ??= signIn(https, linked.authorityHost, credentials);
      const authorization = `Bearer ${await token.catch(unsent(operation))}`;
      const { status, text } = await https.get(url, { authorization }).catch(unsent(operation));
      if (status === 200) return Object(JSON.parse(text)) as Json;
      throw refusal(operation, status, text);
    };
    const listings = new Map<string, Promise<Json[]>>();
    const pages = async (first: string, operation: string): Promise<Json[]> => {
      const found: Json[] = [];
      for (let url: unknown = first; typeof url === 'string' && url !== '';) {
        const page = await getUrl(url, operation);
        found.push(...((page['value'] ?? []) as Json[]));
        url = page['nextLink'];
      }
      return found;
    };
    const urlOf = (path: string, apiVersion: string) =>
      `${root}${path}${path.includes('?') ? '&' : '?'}api-version=${apiVersion}`;
    return {
      credentials,
      get: (path, apiVersion, operation) => getUrl(urlOf(path, apiVersion), operation),
      list(path, apiVersion, operation) {
        const first = urlOf(path, apiVersion);
        const listing = listings.get(first) ?? pages(first, operation);
        listings.set(first, listing);
        return listing;
      },
    };
  }
  return { connect: () => (azure ??= connect()), close: https.close };
}

/** A request that was not answered, told as Azure's SDK for Go tells it. */
const unsent =
  (operation: string) =>
  (error: unknown): never => {
    const cause = error instanceof Failure ? error.message : String(error);
    throw new AzureRefusal(`${operation}: Failure sending request: StatusCode=0 -- Original Error: ${cause}`);
  };

/** A token for ARM (OAuth 2.0 client credentials, RFC 6749 4.4). @throws Failure with Entra ID's own words */
async function signIn(https: Https, authorityHost: string, credentials: Credentials): Promise<string> {
  const { clientId, clientSecret, tenantId } = credentials;
  const url = `${authorityHost}/${tenantId}/oauth2/v2.0/token`;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: 'https://management.azure.com/.default',
  });
  const { status, text } = await https.post(url, form).catch((error: unknown) => {
    throw new Failure(`ClientSecretCredential: ${String(error)}`);
  });
  if (status !== 200) throw new Failure(authenticationFailed(url, status, text));
  return String((JSON.parse(text) as Json)['access_token']);
}

/** As azidentity's `AuthenticationFailedError`. */
function authenticationFailed(url: string, status: number, text: string): string {
  const rule = '-'.repeat(80);
  return [
    'ClientSecretCredential authentication failed. ',
    `POST ${url}`,
    rule,
    `RESPONSE ${status}: ${status} ${STATUS_CODES[status] ?? ''}`,
    rule,
    indented(text),
    rule,
    'To troubleshoot, visit https://aka.ms/azsdk/go/identity/troubleshoot#client-secret',
  ].join('\n');
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function refusal(operation: string, status: number, text: string): AzureRefusal {
  const { code, message } = errorOf(text);
  return new AzureRefusal(
    `${operation}: Failure responding to request: StatusCode=${status} -- Original Error: autorest/azure: Service returned an error. Status=${status} Code=${quote(code)} Message=${quote(message)}`,
  );
}

function errorOf(text: string): { code: string; message: string } {
  try {
    const { error } = Object(JSON.parse(text)) as { error?: { code?: unknown; message?: unknown } };
    return { code: String(error?.code ?? 'Unknown'), message: String(error?.message ?? '') };
  } catch {
    return { code: 'Unknown', message: text };
  }
}
