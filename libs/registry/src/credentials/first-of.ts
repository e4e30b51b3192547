import { type Credentials } from './credentials.ts';

/** The first of `sources` that has a credential for the registry. */
export function firstOf(...sources: readonly Credentials[]): Credentials {
  return {
    async for(question) {
      for (const source of sources) {
        const found = await source.for(question);
        if (found) return found;
      }
      return undefined;
    },
    forget: (host) => sources.forEach((source) => source.forget?.(host)),
  };
}
