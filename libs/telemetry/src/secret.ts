import { inspect } from 'node:util';

/**
 * A value that must never be printed. Every way of turning it into text gives `***`; only {@link reveal} gives the
 * value, so that `reveal(` is what a reviewer searches for.
 */
export class Secret<T extends string | Uint8Array = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [inspect.custom](): string {
    return '***';
  }
}
