import { type Call } from '../http/call.ts';
import { operationHeaders } from './operation-urls.ts';

const call = (publicVersion?: string) =>
  ({
    params: { subscriptionId: 'SUB' },
    apiVersion: '2022-04-01',
    publicAddress: { origin: 'https://public.example:444', apiVersion: publicVersion },
  }) as unknown as Call;

describe('operationHeaders', () => {
  it('R036 R141 R149 are absolute URLs of the customer, below the subscription, with an api-version that works', () => {
    const headers = operationHeaders(call('2023-04-01'), 'id', { location: 'eastus', retryAfterSeconds: 10 });

    const place = 'https://public.example:444/subscriptions/SUB/providers/Microsoft.RedHatOpenShift/locations/eastus';
    expect(headers).toEqual({
      Location: `${place}/operationresults/id?api-version=2023-04-01`,
      'Azure-AsyncOperation': `${place}/operationsstatus/id?api-version=2023-04-01`,
      'Retry-After': '10',
    });
  });

  it('R141 are URLs whatever the location is called', () => {
    const { Location } = operationHeaders(call(), 'id', { location: 'East US', retryAfterSeconds: 1 });

    expect(Location).toMatch(/\/locations\/East%20US\/operationresults\/id\?api-version=2022-04-01$/);
  });
});
