import { randomBytes } from 'node:crypto';
import { type Clock, type Duration } from '@aro-rp/time';

/** Things that whoever shows the right random text may have, until they expire. */
export interface Tickets<T> {
  /** @returns 256 random bits in base64url */
  issue(value: T): string;
  look(ticket: string): T | undefined;
  /** As {@link look}, once. */
  take(ticket: string): T | undefined;
}

/** More are not kept at a time; the oldest go first. */
const most = 1_000;

/** In memory: they end with the process. */
export function createTickets<T>(clock: Clock, lifetime: Duration): Tickets<T> {
  const issued = new Map<string, { value: T; until: number }>();
  const look = (ticket: string): T | undefined => {
    const found = issued.get(ticket);
    return found && clock.now() < found.until ? found.value : undefined;
  };
  return {
    issue(value) {
      for (const [oldest] of issued) {
        if (issued.size < most) break;
        issued.delete(oldest);
      }
      const ticket = randomBytes(32).toString('base64url');
      issued.set(ticket, { value, until: clock.now() + lifetime });
      return ticket;
    },
    look,
    take(ticket) {
      const value = look(ticket);
      issued.delete(ticket);
      return value;
    },
  };
}
