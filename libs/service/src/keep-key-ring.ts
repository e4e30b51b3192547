import { type Log } from '@aro-rp/telemetry';
import { type Clock, seconds } from '@aro-rp/time';
import { type KeyRing } from './service.ts';

const lookEvery = seconds(2);

/** Until there is a data key, no secret can be sealed or opened. */
export interface KeptKeyRing extends Disposable {
  /** Why there is none; empty means there is one, from then on for good. */
  notReady(): string[];
  /** Resolves when there is one. @throws the signal's reason */
  untilReady(signal: AbortSignal): Promise<void>;
}

/** Asks for the key to seal with until it has one, so that a service that starts while the vault is away goes on later. */
export function keepKeyRing(ring: Pick<KeyRing, 'current'>, { clock, log }: { clock: Clock; log: Log }): KeptKeyRing {
  const stopped = new AbortController();
  let why: string | undefined = 'not asked yet';
  const look = async () => {
    try {
      await ring.current();
      why = undefined;
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
      if (!stopped.signal.aborted) log.warn('there is no data key yet', { err: error });
    }
  };
  const run = async () => {
    while (!stopped.signal.aborted) {
      await look();
      if (why === undefined) return;
      await clock.sleep(lookEvery, stopped.signal).catch(() => undefined);
    }
  };
  void run();
  return {
    notReady: () => (why === undefined ? [] : [`Key Vault gives no data key: ${why}`]),
    async untilReady(signal) {
      while (why !== undefined) await clock.sleep(lookEvery, signal);
    },
    [Symbol.dispose]: () => stopped.abort(),
  };
}
