import { Secret } from '@aro-rp/telemetry';
import { bootstrapPointer, customDataLimit, CustomDataTooLargeError, toCustomData } from './ignition.ts';

it('points the bootstrap machine at the URL, in the words of Ignition 3.2.0', () => {
  const url = 'https://localhost:8445/clusterab/ignition/bootstrap.ign?sv=1&sig=canary%2F';

  const pointer = bootstrapPointer(new Secret(url));

  expect(JSON.parse(Buffer.from(pointer.reveal(), 'base64').toString())).toEqual({
    ignition: { version: '3.2.0', config: { replace: { source: url } } },
  });
});

it('takes as much as Azure takes, counted in bytes before base64, and not one more', () => {
  expect(Buffer.from(toCustomData('é'.repeat(customDataLimit / 2)), 'base64').byteLength).toBe(customDataLimit);
  expect(() => toCustomData(`${'é'.repeat(customDataLimit / 2)}x`)).toThrow(CustomDataTooLargeError);
});
