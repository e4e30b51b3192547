import { backoff, type Clock, type Random, seconds, withTimeout } from '@aro-rp/time';
import { MirrorError } from '../mirror-error.ts';
import { readGraph, type Release } from './read-graph.ts';

export interface GraphPlace {
  url: string;
  architecture: string;
  clock: Clock;
  random?: Random;
}

const attempts = 4;
const pause = { first: seconds(1), cap: seconds(10) };
const limit = seconds(30);
/** The largest channels have about a thousand releases in 1 MB. */
const largest = 32 * 2 ** 20;

/**
 * The releases of one channel (`GET ?channel=…&arch=…`, Cincinnati's graph API).
 * @throws MirrorError `unreachable` after four attempts, or at once when the answer is a refusal; `malformed`
 */
export async function fetchGraph(place: GraphPlace, channel: string, signal: AbortSignal): Promise<Release[]> {
  const { clock, random } = place;
  const where = `the channel ${channel} of ${place.url}`;
  for (let attempt = 0; ; attempt++) {
    try {
      return readGraph(await fetchText(place, channel, signal), where);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof MirrorError) throw error;
      if (attempt + 1 >= attempts || !isTransient(error))
        throw new MirrorError('unreachable', `${where}: ${reasonOf(error)}`, { cause: error });
      await clock.sleep(backoff(pause, attempt, random), signal);
    }
  }
}

class AnswerError extends Error {
  constructor(readonly status: number) {
    super(`it was answered with ${status}`);
  }
}

async function fetchText({ url, architecture, clock }: GraphPlace, channel: string, signal: AbortSignal) {
  const address = new URL(url);
  address.searchParams.set('channel', channel);
  address.searchParams.set('arch', architecture);
  using timeout = withTimeout(clock, limit, signal);
  const answer = await fetch(address, { headers: { accept: 'application/json' }, signal: timeout.signal });
  if (answer.status !== 200) {
    await answer.body?.cancel();
    throw new AnswerError(answer.status);
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.byteLength;
    if (size > largest) throw new MirrorError('malformed', `${url}: the graph is larger than ${largest} bytes`);
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}

const isTransient = (error: unknown): boolean =>
  !(error instanceof AnswerError) || error.status >= 500 || error.status === 429;

/** `fetch` says why in the cause alone, and of several addresses that were tried in its code alone. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message: string; cause?: { message?: string; code?: string } };
  const why = cause?.message || cause?.code;
  return why === undefined ? message : `${message}: ${why}`;
}
