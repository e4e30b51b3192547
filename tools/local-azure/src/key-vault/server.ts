import { join } from 'node:path';
import { type Claims, type HostContext, type LocalService } from '../host/context.ts';
import { createArmVaults } from './arm-vaults.ts';
import { VaultError } from './model/errors.ts';
import { type MayUseVault, type VaultResource } from './resource.ts';
import { openVaultHost } from './vault-host.ts';

export interface KeyVaultServer extends LocalService {
  name: 'key-vault';
  /** Of the vault that is there from the start. */
  origin: string;
  /** Serves the vaults that Azure Resource Manager has, each on a port of its own, and keeps what is in deleted ones. */
  follow(resources: readonly VaultResource[]): void;
  /** When all vaults that were told are open, or gone. */
  settled(): Promise<void>;
  /** A vault of Azure Resource Manager by its name: `https://localhost:PORT/`; undefined until it is open. */
  vaultUri(name: string): string | undefined;
}

/** What a call does: look at a value or a list, or change something. */
export type VaultAccess = 'read' | 'write';

export interface KeyVaultOptions {
  port: number;
  /** The root of Entra ID, where the challenge sends callers. */
  authority: string;
  /** The tenant of the vault that is there from the start. */
  tenantId: string;
  /** Role assignments on the vault that is there from the start; everyone of the tenant may do everything unless told. */
  mayAccess?(claims: Claims, access: VaultAccess, collection: string): boolean;
  /** Role assignments on the others; nobody may do anything unless told. */
  mayUse?: MayUseVault;
}

/** The vault that is there from the start, and those of Azure Resource Manager. */
export async function createKeyVaultServer(context: HostContext, options: KeyVaultOptions): Promise<KeyVaultServer> {
  const { authority, tenantId, mayAccess = () => true, mayUse = () => false } = options;
  const first = await openVaultHost(context, {
    port: options.port,
    file: join(context.folder('key-vault'), 'vault.db'),
    authority,
    rules: () => ({
      tenantId,
      retention: { days: 90, isPurgeable: true },
      isGone: false,
      admit(claims, { method, parts }, path) {
        const access = method === 'GET' ? 'read' : 'write';
        if (!mayAccess(claims, access, parts[0]?.toLowerCase() ?? '')) throw forbidden(claims, method, path);
      },
    }),
  });
  const vaults = await createArmVaults(context, authority, mayUse).catch(async (error: unknown) => {
    await first.close();
    throw error;
  });

  return {
    name: 'key-vault',
    origin: first.origin,
    endpoints: { keyVault: first.origin },
    follow: vaults.follow,
    settled: vaults.settled,
    vaultUri(name) {
      const open = vaults.find(name);
      return open && `${open.origin}/`;
    },
    async close() {
      await vaults.close();
      await first.close();
    },
  };
}

const forbidden = ({ appid, oid }: Claims, method: string, path: string) =>
  new VaultError(
    403,
    'Forbidden',
    `Caller is not authorized to perform action on resource. Caller: appid=${appid};oid=${oid} Action: ${method} ${path}. If role assignments were changed recently, please observe propagation time.`,
    'ForbiddenByRbac',
  );
