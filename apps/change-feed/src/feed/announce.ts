import { type Envelope, isWork, type ProtocolTimes, type Versioned, type WorkContainer } from '@aro-rp/database';
import { type OutgoingMessage } from '@aro-rp/messaging';
import { fromInstant } from '@aro-rp/time';

/** A feed's range from its beginning until its continuation is refused; part of every message id (L3). */
export interface Source {
  container: WorkContainer;
  generation: string;
}

export interface Found {
  partitionKey: string;
  found: Versioned<Envelope>;
}

/**
 * The message for one version of a document: leased or not (L1), naming the version and nothing of its content (L2).
 * The envelope alone decides, so that a document of a newer version never stops a range. Its id is the version and the
 * generation (L3). It is due when the lease ends, at `notBefore`, or at once (L4).
 * @param now server time in milliseconds
 * @returns undefined for operations, secrets, reservations, terminal documents and tombstones, and for nothing else
 */
export function announce(
  { partitionKey, found }: Found,
  source: Source,
  now: number,
  { lease, watchdogMargin, atOnceWithin }: ProtocolTimes,
): OutgoingMessage | undefined {
  const { document, writtenAt } = found;
  if (!isWork(document)) return undefined;
  const etag = found.etag.replaceAll('"', '');
  const due = document.lease
    ? // A watch-dog: every take and renewal writes a full lease, so the write's time decides, not a process's clock.
      Math.min(writtenAt + lease + watchdogMargin, now + lease + watchdogMargin)
    : dueAt(document);
  return {
    messageId: `${document.id}.${etag}.${source.generation}`,
    body: { container: source.container, id: document.id, partitionKey, etag, revision: document.revision },
    ...(due > now + atOnceWithin && { at: due }),
  };
}

/** `notBefore`, at most the deadline; what is no date counts as due, so that a broken document is looked at. */
function dueAt({ plan }: Readonly<Envelope>): number {
  const notBefore = plan?.notBefore === undefined ? 0 : fromInstant(plan.notBefore);
  const deadline = plan === undefined ? 0 : fromInstant(plan.deadline);
  const due = Number.isNaN(deadline) ? notBefore : Math.min(notBefore, deadline);
  return Number.isNaN(due) ? 0 : due;
}
