import { type SubscriptionStore } from '@aro-rp/database';
import { createFakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { startHarness } from './testing/harness.ts';
import { clusterBody, clusterPath, refusal } from './testing/requests.ts';

describe('when what a request needs never comes', () => {
  it('R023 R164 answers in time with 503 and when to try again, though nothing heeds the signal', async () => {
    const asked = Promise.withResolvers<void>();
    const silence: SubscriptionStore['get'] = () => {
      asked.resolve();
      return new Promise(() => undefined);
    };
    const clock = createFakeClock(Date.now());
    await using harness = await startHarness({
      clock,
      parts: { subscriptions: { get: silence, put: () => silence('') as never } },
    });
    const place = { subscription: '00000000-0000-4000-8000-000000000001' };
    const replying = harness.arm.call('PUT', clusterPath(place), { body: clusterBody(place) });
    await asked.promise;

    await clock.advance(seconds(59));

    const reply = await replying;
    expect(refusal(reply)).toBe('503 ServiceUnavailable');
    expect(reply.headers['retry-after']).toMatch(/^[1-9]\d*$/);
  });
});
