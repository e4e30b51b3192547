import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Claims, type HostContext } from '../host/context.ts';
import { createFollower, type Follower } from '../host/followers.ts';
import { VaultError } from './model/errors.ts';
import { rightOf } from './protocol/rights.ts';
import { type Call } from './protocol/routes.ts';
import { type MayUseVault, type VaultResource } from './resource.ts';
import { openVaultHost, type VaultHost } from './vault-host.ts';

/** A vault that is served, and what Azure Resource Manager says of it. */
export interface ArmVault extends VaultHost {
  resource: VaultResource;
}

/** The vaults of Azure Resource Manager, the deleted ones among them, which keep what is in them. */
export type ArmVaults = Follower<VaultResource, ArmVault>;

export function createArmVaults(context: HostContext, authority: string, mayUse: MayUseVault): Promise<ArmVaults> {
  const folder = context.folder('key-vault');
  const fileOf = ({ name, generation }: VaultResource) => {
    const digest = createHash('sha256').update(generation).digest('hex').slice(0, 16);
    return join(folder, `${name.toLowerCase()}.${digest}.db`);
  };
  return createFollower<VaultResource, ArmVault>({
    folder,
    log: (line) => context.log('key-vault', line),
    async open(first, port) {
      const vault: { resource: VaultResource } = { resource: first };
      const host = await openVaultHost(context, {
        port,
        file: fileOf(first),
        authority,
        rules: () => ({
          tenantId: vault.resource.tenantId,
          retention: vault.resource.retention,
          isGone: vault.resource.isDeleted,
          admit: (claims, call) => admit(vault.resource, claims, call, mayUse),
        }),
      });
      return Object.assign(vault, host);
    },
    align(vault, resource) {
      vault.resource = resource;
    },
    async forget(resource) {
      const file = fileOf(resource);
      for (const one of [file, `${file}-wal`, `${file}-shm`]) await rm(one, { force: true });
    },
  });
}

/** "Key Vault REST API error codes", HTTP 403. */
function admit(
  resource: VaultResource,
  claims: Claims,
  call: Pick<Call, 'method' | 'parts'>,
  mayUse: MayUseVault,
): void {
  const { appid, oid, iss } = claims;
  if (resource.closed === 'no-private-endpoint')
    throw new VaultError(
      403,
      'Forbidden',
      `Public network access is disabled and request is not from a trusted service nor via an approved private link.\nCaller: appid=${appid};oid=${oid};iss=${iss}\nVault: ${resource.name}`,
      'ForbiddenByConnection',
    );
  if (resource.closed === 'firewall')
    throw new VaultError(
      403,
      'Forbidden',
      `Client address is not authorized and caller is not a trusted service.\nClient address: 127.0.0.1\nCaller: appid=${appid};oid=${oid};iss=${iss}\nVault: ${resource.name}`,
      'ForbiddenByFirewall',
    );
  const right = rightOf(call);
  if (!right) return;
  const scope = `${resource.id}${right.path}`;
  if (mayUse({ oid, tid: claims.tid, appid }, right.action, scope)) return;
  throw new VaultError(
    403,
    'Forbidden',
    `Caller is not authorized to perform action on resource.\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\nCaller: appid=${appid};oid=${oid};iss=${iss}\nAction: '${right.action}'\nResource: '${scope}'\nAssignment: (not found)\nVault: ${resource.name}`,
    'ForbiddenByRbac',
  );
}
