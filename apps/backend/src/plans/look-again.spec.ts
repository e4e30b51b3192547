import { seconds } from '@aro-rp/time';
import { lookAgain } from './look-again.ts';

it.each([
  ['as often as the service is told', undefined, 10],
  ['so, too, when Azure has nothing to say', 1, 10],
  ['so, too, when Azure says sooner', 5, 10],
  ['when Azure says, when that is later', 25, 25],
  ['after a minute at most', 3_600, 60],
])('looks again %s', (_, asked, expected) => {
  const accepted = asked === undefined ? {} : { retryAfterMs: seconds(asked) };

  expect(lookAgain({ pollEvery: seconds(10) }, {}, accepted)).toBe(seconds(expected));
});
