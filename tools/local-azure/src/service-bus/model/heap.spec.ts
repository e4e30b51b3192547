import fc from 'fast-check';
import { Heap } from './heap.ts';

test('gives back whatever was put in, smallest first, at any moment', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(100), fc.constant('pop' as const))), (script) => {
      const heap = new Heap<number>((item) => item);
      const list: number[] = [];
      for (const item of script) {
        if (item === 'pop') expect(heap.pop()).toBe(list.shift());
        else {
          heap.push(item);
          list.push(item);
          list.sort((a, b) => a - b);
        }
        expect([heap.peek(), heap.size]).toEqual([list[0], list.length]);
      }
    }),
  );
});

test('forgets what is dead before it is more than what is alive, and nothing else', () => {
  let alive = (item: number) => item >= 0;
  const heap = new Heap<number>(
    (item) => item,
    (item) => alive(item),
  );
  for (let item = 0; item < 100_000; item++) {
    heap.push(item);
    alive = (one) => one % 50 === 0 || one === item;
  }

  expect(heap.size).toBeLessThan(2 * 2_000 + 1_000);
  const left: number[] = [];
  for (let item = heap.pop(); item !== undefined; item = heap.pop()) if (item % 50 === 0) left.push(item);
  expect(left).toEqual(Array.from({ length: 2_000 }, (_, n) => n * 50));
});
