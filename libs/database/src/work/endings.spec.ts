import { toInstant } from '@aro-rp/time';
import { type ClusterDocument } from '../documents.ts';
import { protocolTimes } from '../protocol-times.ts';
import { endPlanOf } from './endings.ts';

describe('the end of a plan', () => {
  it.each([{ cluster: undefined }, { cluster: {} }])(
    'can be written on a document that lost its cluster: %j',
    (broken) => {
      const document = {
        id: 'c',
        type: 'cluster',
        partitionKey: 's',
        key: 'k',
        revision: 1,
        provisioningState: 'Creating',
        operationId: 'o',
        plan: { id: 'p', kind: 'create-cluster', version: 1, cursor: '', deadline: toInstant(0), attempts: 6 },
        ...broken,
      } as unknown as ClusterDocument;

      const ended = endPlanOf(document, { provisioningState: 'Failed' }, () => 0, protocolTimes);

      expect(ended).toMatchObject({ provisioningState: 'Failed' });
      expect(ended.plan).toBeUndefined();
    },
  );
});
