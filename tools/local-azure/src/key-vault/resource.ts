import { type Claims } from '../host/context.ts';

/**
 * A vault as Azure Resource Manager has it at this moment, also a deleted one that can be recovered. Vaults are Resource
 * Manager's: this service keeps what is in them.
 */
export interface VaultResource {
  name: string;
  /** New each time that a vault of this name is made, but not when it is recovered. */
  generation: string;
  /** In Azure Resource Manager. */
  id: string;
  tenantId: string;
  /** Deleted: it keeps what is in it, and nobody reaches it. */
  isDeleted: boolean;
  retention: Retention;
  /** Why nobody gets in through the network, or undefined. */
  closed?: 'no-private-endpoint' | 'firewall';
}

/** What becomes of what is deleted in a vault. */
export interface Retention {
  /** Days for which it can be recovered. */
  days: number;
  /** Whether it can be purged before. */
  isPurgeable: boolean;
}

/**
 * Whether one of the caller's roles allows it; assigned at the secret, the vault or above.
 * @throws VaultError when it cannot be said just now
 */
export type MayUseVault = (
  principal: Pick<Claims, 'oid' | 'tid' | 'appid'>,
  /** Such as `Microsoft.KeyVault/vaults/secrets/getSecret/action`. */
  action: string,
  /** The vault's id, or that of a secret or certificate below it. */
  scope: string,
) => boolean;
