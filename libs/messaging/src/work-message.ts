import { type WorkMessage } from './messages.ts';

export type ReadBody =
  | { kind: 'message'; body: WorkMessage }
  /** Well-formed, but of a container that only a newer version knows: for another worker. */
  | { kind: 'unknown-container'; container: string }
  /** Nobody will ever read it. */
  | { kind: 'unreadable'; reason: string };

const containers: readonly string[] = ['OpenShiftClusters', 'Subscriptions'] satisfies WorkMessage['container'][];

export const encodeBody = (body: WorkMessage): Buffer => Buffer.from(JSON.stringify(body));

/** The inverse of {@link encodeBody}; takes whatever the broker delivers, never throws, ignores unknown members (L2). */
export function decodeBody(body: unknown): ReadBody {
  if (!(body instanceof Uint8Array)) return { kind: 'unreadable', reason: 'the body is not one data section' };
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return { kind: 'unreadable', reason: 'the body is not JSON' };
  }
  if (typeof parsed !== 'object' || parsed === null) return { kind: 'unreadable', reason: 'the body is no object' };
  const { container, id, partitionKey, etag, revision, traceparent } = parsed as Record<string, unknown>;
  const texts = { container, id, partitionKey, etag };
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value !== 'string' || value === '') return { kind: 'unreadable', reason: `${name} is not a text` };
  }
  if (typeof revision !== 'number') return { kind: 'unreadable', reason: 'revision is not a number' };
  if (!containers.includes(container as string)) return { kind: 'unknown-container', container: container as string };
  return {
    kind: 'message',
    body: {
      container: container as WorkMessage['container'],
      id: id as string,
      partitionKey: partitionKey as string,
      etag: etag as string,
      revision,
      ...(typeof traceparent === 'string' ? { traceparent } : {}),
    },
  };
}
