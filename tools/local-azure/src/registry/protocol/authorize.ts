import { type IncomingMessage } from 'node:http';
import { type TokenVerifier } from '../../host/context.ts';
import { readBody } from '../../host/body.ts';
import { refusals } from '../model/errors.ts';
import { isAllowed, parseScope, type Permission, type Scope } from '../model/scopes.ts';
import { type Registry, type RegistryOperation, type RegistryPrincipal } from '../registry.ts';
import { anybody, type RegistryTokens } from './tokens.ts';

/** The registry that a request is for. */
export interface Gate {
  registry: Registry;
  /** Host and port, as the client called it. */
  host: string;
  key: string;
  tokens: RegistryTokens;
  /** Entra ID's. */
  entra: TokenVerifier;
  /** Audiences of Entra tokens, beside the registry's own. */
  audiences: readonly string[];
  mayAccess(principal: RegistryPrincipal, operation: RegistryOperation, registryId: string): boolean;
}

/** Whether the holder of a password may do it. */
type Holder = (repository: string, permission: Permission) => boolean;

const operations: Record<Permission, RegistryOperation> = {
  pull: 'Microsoft.ContainerRegistry/registries/pull/read',
  push: 'Microsoft.ContainerRegistry/registries/push/write',
  delete: 'Microsoft.ContainerRegistry/registries/artifacts/delete',
};

async function holderOf(gate: Gate, username: string, password: string): Promise<Holder | undefined> {
  const { registry, key } = gate;
  if (username !== anybody) {
    const actions = registry.actionsOf(username, password);
    return actions && ((repository, permission) => isAllowed(actions, repository, permission));
  }
  const principal = await gate.tokens.readRefresh(key, password);
  return principal && ((_any, permission) => gate.mayAccess(principal, operations[permission], registry.id));
}

function basicOf({ headers }: IncomingMessage): { username: string; password: string } | undefined {
  const given = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (given === undefined) return undefined;
  const [username = '', ...rest] = Buffer.from(given, 'base64').toString('utf8').split(':');
  return { username, password: rest.join(':') };
}

/**
 * Lets a request in, by a bearer token or by name and password. @param needed nothing for the root of the API
 * @throws RegistryError `UNAUTHORIZED` with the challenge that tells where to get a token
 */
export async function authorize(
  gate: Gate,
  request: IncomingMessage,
  needed?: { repository: string; permission: Permission } | 'catalog',
): Promise<void> {
  const scope =
    needed === undefined
      ? ''
      : needed === 'catalog'
        ? 'registry:catalog:*'
        : `repository:${needed.repository}:${needed.permission === 'push' ? 'pull,push' : needed.permission}`;
  const challenge = (error: string) => ({
    'WWW-Authenticate':
      `Bearer realm="https://${gate.host}/oauth2/token",service="${gate.host}"` +
      (scope === '' ? '' : `,scope="${scope}"`) +
      (error === '' ? '' : `,error="${error}"`),
  });
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const basic = basicOf(request);
  if (bearer !== undefined) {
    const grant = await gate.tokens.readGrant(gate.key, bearer);
    if (!grant) throw refusals.unauthorized('authentication required', challenge('invalid_token'));
    if (!covers(grant.access, needed))
      throw refusals.unauthorized('authentication required', challenge('insufficient_scope'));
    return;
  }
  if (basic === undefined) throw refusals.unauthorized('authentication required', challenge(''));
  const holder = await holderOf(gate, basic.username, basic.password);
  if (!holder) throw refusals.unauthorized('incorrect name or password', challenge('invalid_token'));
  const isEnough =
    needed === undefined || (needed === 'catalog' ? holder('', 'pull') : holder(needed.repository, needed.permission));
  if (!isEnough) throw refusals.unauthorized('authentication required', challenge('insufficient_scope'));
}

function covers(
  access: readonly Scope[],
  needed: { repository: string; permission: Permission } | 'catalog' | undefined,
) {
  if (needed === undefined) return true;
  return access.some(({ type, name, actions }) =>
    needed === 'catalog'
      ? type === 'registry' && name === 'catalog' && actions.includes('*')
      : type === 'repository' && name === needed.repository && actions.includes(needed.permission),
  );
}

/** What of the wanted scopes the holder may have. */
function granted(holder: Holder, wanted: readonly Scope[]): Scope[] {
  return wanted.flatMap((scope) => {
    if (scope.type === 'registry')
      return holder('', 'pull') && scope.name === 'catalog' ? [{ ...scope, actions: ['*'] }] : [];
    const asked: Permission[] = (['pull', 'push', 'delete'] as const).filter(
      (one) => scope.actions.includes(one) || scope.actions.includes('*'),
    );
    const actions = asked.filter((one) => holder(scope.name, one));
    return actions.length === 0 ? [] : [{ ...scope, actions }];
  });
}

const scopesOf = (texts: readonly string[]): Scope[] =>
  texts.flatMap((text) => text.split(' ')).flatMap((text) => parseScope(text) ?? []);

/** `/oauth2/token`: GET with name and password, or POST of a form with a password or a refresh token. */
export async function giveToken(gate: Gate, request: IncomingMessage, query: URLSearchParams) {
  const form = request.method === 'POST' ? new URLSearchParams(await readBody(request)) : query;
  const refresh = form.get('grant_type') === 'refresh_token' ? form.get('refresh_token') : null;
  const named = { username: form.get('username') ?? '', password: form.get('password') ?? '' };
  const given = refresh !== null ? { username: anybody, password: refresh } : (basicOf(request) ?? named);
  const holder = await holderOf(gate, given.username, given.password);
  if (!holder)
    throw refusals.unauthorized(
      'authentication required, visit https://aka.ms/acr/authorization for more information.',
    );
  const access = granted(holder, scopesOf(form.getAll('scope')));
  return { access_token: await gate.tokens.grant(gate.key, { access }) };
}

/** `/oauth2/exchange`: a refresh token for a token of Entra ID. */
export async function exchange(gate: Gate, request: IncomingMessage) {
  const form = new URLSearchParams(await readBody(request));
  const audiences = ['https://containerregistry.azure.net', 'https://management.azure.com', ...gate.audiences];
  const verdict = await gate.entra.verify(form.get('access_token') ?? '', audiences);
  if (
    form.get('grant_type') !== 'access_token' ||
    !('claims' in verdict) ||
    verdict.claims.tid !== gate.registry.tenantId
  )
    throw refusals.unauthorized('the access token is not accepted');
  return { refresh_token: await gate.tokens.refresh(gate.key, verdict.claims) };
}
