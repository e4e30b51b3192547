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
