import { toInstant } from '@aro-rp/time';
import { type ClusterDocument } from '../documents.ts';
import { protocolTimes } from '../protocol-times.ts';
import { endPlanOf } from './endings.ts';

const atWork = (properties: object) =>
  ({
    id: 'c',
    type: 'cluster',
    partitionKey: 's',
    key: 'k',
    revision: 1,
    provisioningState: 'AdminUpdating',
    operationId: 'o',
    facts: {},
    reservations: [{ kind: 'client-id', value: 'one' }],
    cluster: { properties: { provisioningState: 'AdminUpdating', ...properties } },
    plan: { id: 'p', kind: 'admin-update-cluster', version: 1, cursor: '', deadline: toInstant(0), attempts: 1 },
  }) as unknown as ClusterDocument;

describe("the end of an administrator's update", () => {
  it('gives back the state that was before it, and what had failed then', () => {
    const before = {
      lastProvisioningState: 'Failed',
      failedProvisioningState: 'Updating',
      lastAdminUpdateError: 'old',
    };

    const ended = endPlanOf(atWork(before), { provisioningState: 'Succeeded' }, () => 0, protocolTimes);

    expect(ended).toMatchObject({
      provisioningState: 'Failed',
      cluster: { properties: { provisioningState: 'Failed', failedProvisioningState: 'Updating' } },
      reservations: [{ kind: 'client-id', value: 'one' }],
    });
    expect(ended).not.toHaveProperty('cluster.properties.lastAdminUpdateError');
  });

  it('that has failed leaves a working cluster working, and says why', () => {
    const error = { code: 'OperationTimedOut', message: 'It took too long.' };
    const document = atWork({ lastProvisioningState: 'Succeeded' });

    const ended = endPlanOf(document, { provisioningState: 'Failed', error }, () => 0, protocolTimes);

    expect(ended).toMatchObject({
      provisioningState: 'Succeeded',
      cluster: {
        properties: { provisioningState: 'Succeeded', lastAdminUpdateError: 'OperationTimedOut: It took too long.' },
      },
    });
    expect(ended).not.toHaveProperty('cluster.properties.failedProvisioningState');
  });

  it('is Succeeded or Failed as any other where the state before is none to go back to', () => {
    const document = atWork({ lastProvisioningState: 'Updating' });

    expect(endPlanOf(document, { provisioningState: 'Failed' }, () => 0, protocolTimes)).toMatchObject({
      provisioningState: 'Failed',
      cluster: { properties: { failedProvisioningState: 'AdminUpdating' } },
    });
  });
});

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
