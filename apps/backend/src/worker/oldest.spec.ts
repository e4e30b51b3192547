import { createFakeClock } from '@aro-rp/testing';
import { milliseconds, minutes, seconds } from '@aro-rp/time';
import { createOldest } from './oldest.ts';

it('is the largest of the last minute, and nothing when there was none', async () => {
  const clock = createFakeClock();
  const ages = createOldest(clock, minutes(1));
  const found: number[] = [ages.oldest()];

  ages.saw(seconds(9));
  await clock.advance(seconds(30));
  ages.saw(seconds(4));
  ages.saw(milliseconds(7));
  found.push(ages.oldest());
  await clock.advance(seconds(30));
  found.push(ages.oldest());
  await clock.advance(seconds(30));
  found.push(ages.oldest());

  expect(found).toEqual([0, 9_000, 4_000, 0]);
});
