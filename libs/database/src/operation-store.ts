import { type DocumentContainer } from './cosmos/container.ts';
import { type OperationDocument } from './documents.ts';
import { type OperationStore } from './stores.ts';

export function operationStore(container: DocumentContainer): OperationStore {
  return {
    async get(subscriptionId, operationId, options) {
      const found = await container.read<OperationDocument>(subscriptionId, operationId, options);
      return found?.document.type === 'operation' ? found : undefined;
    },
  };
}
