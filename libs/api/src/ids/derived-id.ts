import { parse, v5 } from 'uuid';

/** Ours, made once. */
const namespace = parse('0a9e3c52-5b6d-4b0e-8f1a-6f2d9c7e4b31');

/**
 * An id that follows from what it is for: a UUIDv5 (RFC 9562) of the parts, in their order. Who has to do something once
 * names it so, and a repeat names the same.
 */
export const derivedId = (...parts: readonly (string | number)[]): string => v5(JSON.stringify(parts), namespace);
