import { createFakeClock } from '@aro-rp/testing';
import { minutes, seconds } from '@aro-rp/time';
import { DeployError } from '../deploy-error.ts';
import { poll } from './poll.ts';

const { signal } = new AbortController();
const away = new DeployError('failed', 'Azure does not answer');

/** Polls for two seconds, looking once a second, with looks that come to these and then to the last for ever. */
async function pollOf(...answers: (Error | string | undefined)[]) {
  const clock = createFakeClock(0);
  let count = 0;
  const look = () => {
    const next = answers[Math.min(count++, answers.length - 1)];
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  };
  const polled = Promise.allSettled([poll({ clock, every: seconds(1), within: seconds(2), signal }, look)]);
  await clock.advance(minutes(5));
  const [outcome] = await polled;
  return { outcome, count };
}

it.each([
  ['gives what a look finds', [undefined, 'found'], 'found', 2],
  ['gives nothing when the time is over', [undefined], undefined, 3],
  ['looks on when a look has no answer', [undefined, away, 'found'], 'found', 3],
  ['ends with an answer, not with the time alone', [undefined, undefined, away, away, 'found'], 'found', 5],
])('%s', async (_what, answers, value, count) => {
  expect(await pollOf(...answers)).toEqual({ outcome: { status: 'fulfilled', value }, count });
});

it('gives up when there is no answer for two minutes, and at once for what no time mends', async () => {
  const refused = new DeployError('refused', 'no right');

  expect(await pollOf(undefined, away)).toEqual({ outcome: { status: 'rejected', reason: away }, count: 121 });
  expect(await pollOf(refused)).toEqual({ outcome: { status: 'rejected', reason: refused }, count: 1 });
});
