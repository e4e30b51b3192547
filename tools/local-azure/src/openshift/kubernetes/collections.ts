import { refusals } from './status.ts';

/** One page of `items`, and how to go on. @throws ApiError 400 for a `continue` that is not ours */
export function page<T>(items: T[], limit: string | null, token: string | null): { items: T[]; metadata: object } {
  const start = token === null || token === '' ? 0 : readToken(token);
  const size = Number(limit ?? 0);
  if (!Number.isInteger(size) || size <= 0) return { items: items.slice(start), metadata: {} };
  const rest = items.length - start - size;
  if (rest <= 0) return { items: items.slice(start), metadata: {} };
  const next = Buffer.from(JSON.stringify({ start: start + size })).toString('base64url');
  return { items: items.slice(start, start + size), metadata: { continue: next, remainingItemCount: rest } };
}

function readToken(token: string): number {
  try {
    const { start } = JSON.parse(Buffer.from(token, 'base64url').toString()) as { start?: unknown };
    if (Number.isInteger(start)) return Number(start);
  } catch {
    // The same refusal as for a token of another shape.
  }
  throw refusals.badRequest('continue key is not valid');
}
