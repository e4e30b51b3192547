import { AzureError } from '@aro-rp/azure';
import { atOnce } from './at-once.ts';

const items = Array.from({ length: 20 }, (_, index) => index);
const never = () => false;

it('does the work for each, so many at a time', async () => {
  const seen: number[] = [];
  let [now, most] = [0, 0];

  await atOnce(8, items, never, async (item) => {
    most = Math.max(most, ++now);
    await Promise.resolve();
    seen.push(item);
    now--;
  });

  expect([seen.sort((a, b) => a - b), most]).toEqual([items, 8]);
});

it('begins no more once it is late', async () => {
  const seen: number[] = [];

  await atOnce(
    2,
    items,
    () => seen.length >= 5,
    async (item) => void seen.push(item),
  );

  expect(seen.length).toBeLessThan(7);
});

const refusing = (kind: 'throttled' | 'forbidden') => {
  const seen: number[] = [];
  const work = async (item: number) => {
    seen.push(item);
    if (item === 0) throw new AzureError(kind, 'resource DELETE', 'no', { identity: 'rp', code: 'No' });
  };
  return { seen, work };
};

it('ends when Azure cannot take more now, and throws what it said', async () => {
  const { seen, work } = refusing('throttled');

  await expect(atOnce(2, items, never, work)).rejects.toMatchObject({ kind: 'throttled' });
  expect(seen.length).toBeLessThan(5);
});

it('goes on with the others when one is refused, and throws what was said of that one', async () => {
  const { seen, work } = refusing('forbidden');

  await expect(atOnce(2, items, never, work)).rejects.toMatchObject({ kind: 'forbidden' });
  expect(seen).toHaveLength(20);
});
