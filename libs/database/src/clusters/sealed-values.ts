import { type Secret } from '@aro-rp/telemetry';
import { type Found } from '../batch.ts';
import { type SecretsDocument } from '../documents.ts';
import { type KeyRing } from '../key-ring.ts';
import { seal } from '../seal.ts';
import { sealingContextOf, secretsIdOf } from './document-ids.ts';

/** Values for a cluster's `secrets` document, sealed once so that each try of a write writes the same. */
export interface SealedValues {
  secretsId: string;
  values: Readonly<Record<string, string>>;
}

/** @returns undefined when there is nothing to seal; the ring is not asked then. @throws StoreError `unavailable` */
export async function sealValues(
  keys: KeyRing,
  clusterDocumentId: string,
  secrets: Readonly<Record<string, Secret>> | undefined,
): Promise<SealedValues | undefined> {
  const entries = Object.entries(secrets ?? {});
  if (entries.length === 0) return undefined;
  const key = await keys.current();
  const secretsId = secretsIdOf(clusterDocumentId);
  const values = entries.map(([name, value]) => [name, seal(key, sealingContextOf(secretsId, name), value)] as const);
  return { secretsId, values: Object.fromEntries(values) };
}

/** The `secrets` document with the values in it; those of other names are kept. Its id must have been read. */
export function withSealed(found: Found, partitionKey: string, { secretsId, values }: SealedValues): SecretsDocument {
  const before = found.get<SecretsDocument>(secretsId)?.document;
  return {
    ...before,
    id: secretsId,
    type: 'secrets',
    partitionKey,
    revision: 0,
    values: { ...before?.values, ...values },
  };
}
