import { errors } from '@aro-rp/api';

/** Deeper than anything that ARM or a customer says; Cosmos DB stores no more than 128 levels. */
const deepest = 64;

/**
 * What the bytes of a body say: JSON (RFC 8259) in UTF-8, of at most 64 levels, whose texts and names are Unicode. Half
 * a surrogate pair can be written in JSON, but neither stored nor given back by everybody.
 * @throws CloudError 400; it never quotes the body, which may hold a secret
 */
export function parseJson(bytes: Uint8Array): unknown {
  const value = read(bytes);
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) {
      throw errors.invalidRequestContent(`The request content is nested more than ${deepest} levels deep.`);
    }
    level = level.flatMap(partsOf);
  }
  return value;
}

function read(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw errors.invalidRequestContent('The request content is not valid JSON.');
  }
}

function partsOf(value: unknown): unknown[] {
  if (typeof value === 'string') refuseBroken(value);
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value;
  Object.keys(value).forEach(refuseBroken);
  return Object.values(value);
}

function refuseBroken(text: string): void {
  if (!text.isWellFormed()) {
    throw errors.invalidRequestContent(
      'A text in the request content is not valid Unicode: half a character is missing.',
    );
  }
}
