const leastLimit = 1_000;

/**
 * A binary heap: the smallest by `rank` comes out first, equal ranks in any order. Items that `isAlive` says no of may be
 * forgotten at any time, and are before they are more than the others.
 */
export class Heap<T> {
  #items: T[] = [];
  /** As many items as there may be before the dead ones are looked for. */
  #limit = leastLimit;

  constructor(
    private readonly rank: (item: T) => number,
    private readonly isAlive: (item: T) => boolean = () => true,
  ) {}

  get size(): number {
    return this.#items.length;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    if (this.#items.length >= this.#limit) this.#forgetDead();
    const items = this.#items;
    items.push(item);
    let at = items.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.rank(items[parent] as T) <= this.rank(item)) break;
      items[at] = items[parent] as T;
      at = parent;
    }
    items[at] = item;
  }

  #forgetDead(): void {
    // What is sorted is a heap.
    this.#items = this.#items.filter(this.isAlive).sort((a, b) => this.rank(a) - this.rank(b));
    this.#limit = Math.max(leastLimit, this.#items.length * 2);
  }

  pop(): T | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && this.rank(items[child + 1] as T) < this.rank(items[child] as T)) child++;
      if (this.rank(items[child] as T) >= this.rank(last)) break;
      items[at] = items[child] as T;
      at = child;
    }
    items[at] = last;
    return first;
  }
}
