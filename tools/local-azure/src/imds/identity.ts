import { type Clock } from '@aro-rp/time';
import { type ImdsOptions, type MachineIdentity } from './options.ts';

export interface ImdsAnswer {
  status: number;
  body: unknown;
}

const invalid = (description: string, error = 'invalid_request'): ImdsAnswer => ({
  status: 400,
  body: { error, error_description: description },
});

/** GET /metadata/identity/oauth2/token ("How to use managed identities for Azure resources on an Azure VM"). */
export async function answerToken(options: ImdsOptions, clock: Clock, query: URLSearchParams): Promise<ImdsAnswer> {
  for (const name of ['api-version', 'resource'])
    if (!query.get(name)) return invalid(`Required query variable '${name}' is missing`);
  const version = query.get('api-version') ?? '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(version) || version < '2018-02-01')
    return invalid(`The api-version '${version}' is not supported`);
  const chosen = choose(options.identities(), query);
  if ('status' in chosen) return chosen;
  const resource = query.get('resource') ?? '';
  const issued = await options.issue(chosen, resource);
  if (!issued)
    return invalid(
      `AADSTS500011: The resource principal named ${resource} was not found in the tenant named ${chosen.tenantId}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
      'invalid_resource',
    );
  const now = Math.floor(clock.now() / 1_000);
  return {
    status: 200,
    body: {
      access_token: issued.token,
      client_id: chosen.clientId,
      expires_in: String(issued.lifetime),
      expires_on: String(now + issued.lifetime),
      ext_expires_in: String(issued.lifetime),
      not_before: String(now - 300),
      resource,
      token_type: 'Bearer',
    },
  };
}

const selectors: Record<string, (identity: MachineIdentity) => string> = {
  client_id: ({ clientId }) => clientId,
  object_id: ({ principalId }) => principalId,
  msi_res_id: ({ resourceId }) => resourceId,
  mi_res_id: ({ resourceId }) => resourceId,
};

/** The one that the request names; without a name the system's, or the only one. */
function choose(identities: readonly MachineIdentity[], query: URLSearchParams): MachineIdentity | ImdsAnswer {
  const named = Object.entries(selectors).flatMap(([name, of]) => {
    const value = query.get(name);
    return value === null ? [] : [{ value: value.toLowerCase(), of }];
  });
  if (named.length > 1) return invalid('Only one of client_id, object_id and msi_res_id can be given');
  const [name] = named;
  if (name) return identities.find((one) => name.of(one).toLowerCase() === name.value) ?? invalid('Identity not found');
  const [system] = identities.filter(({ kind }) => kind === 'system');
  if (system) return system;
  if (identities.length > 1)
    return invalid(
      'Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request',
    );
  return identities[0] ?? invalid('Identity not found');
}
