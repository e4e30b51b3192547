import { batch, type BatchRequest, type WritePath } from './batch.ts';
import { type BillingDocument } from './documents.ts';
import { firstTry } from './first-try.ts';
import { type BillingStore } from './stores.ts';

export function billingStore(path: WritePath): BillingStore {
  const write = async (name: string, id: string, change: BatchRequest<void>['change'], signal?: AbortSignal) => {
    await batch<void>(path, { name, partitionKey: id, ids: [id], change }, { ...(signal && { signal }) });
  };
  /** Whole seconds, as those who read the documents count. */
  const seconds = () => {
    const now = firstTry(path);
    return () => Math.floor(now() / 1_000);
  };

  return {
    get: (id, options) => path.container.read<BillingDocument>(id, id, options),

    open({ id, location, tenantId, infraId, ...told }, { signal } = {}) {
      const now = seconds();
      return write(
        'open-billing',
        id,
        (found) => {
          if (found.get(id)) return { kind: 'unchanged', result: undefined };
          const document: BillingDocument = {
            ...told,
            ...(infraId !== undefined && { infraId }),
            id,
            type: 'billing',
            revision: 0,
            billing: { creationTime: now(), location, tenantID: tenantId },
          };
          return { kind: 'write', put: [document], result: undefined };
        },
        signal,
      );
    },

    close(id, { signal } = {}) {
      const now = seconds();
      return write(
        'close-billing',
        id,
        (found) => {
          const current = found.get<BillingDocument>(id)?.document;
          if (!current || current.billing.deletionTime !== undefined) return { kind: 'unchanged', result: undefined };
          const billing = { ...current.billing, deletionTime: now() };
          return { kind: 'write', put: [{ ...current, billing }], result: undefined };
        },
        signal,
      );
    },
  };
}
