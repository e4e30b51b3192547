import { type Server } from 'node:https';
import { type AddressInfo } from 'node:net';
import { type Clock, type Duration } from '@aro-rp/time';

export interface ListeningServer {
  port: number;
  isDraining(): boolean;
  /**
   * From now on not ready and asking clients to reconnect, but serving for `announce`, until load balancers have
   * noticed; then takes no more connections, closes idle ones and waits for running requests, until `signal` aborts.
   */
  drain(announce: Duration, signal: AbortSignal): Promise<void>;
  /** Closes what is still open. */
  close(): void;
}

/** @throws Error when the address is taken or not ours */
export async function listen(server: Server, address: { host: string; port: number }, clock: Clock) {
  let state: 'serving' | 'draining' | 'closing' = 'serving';
  server.prependListener('request', (_request, response) => {
    if (state !== 'serving') response.setHeader('Connection', 'close');
    response.once('close', () => {
      if (state === 'closing') setImmediate(() => server.closeIdleConnections());
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, () => {
      server.off('error', reject);
      resolve();
    });
  });

  const listening: ListeningServer = {
    port: (server.address() as AddressInfo).port,
    isDraining: () => state !== 'serving',
    async drain(announce, signal) {
      state = 'draining';
      const over = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      await clock.sleep(announce, signal).catch(() => undefined);
      state = 'closing';
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      if (!signal.aborted) await Promise.race([closed, over]);
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return listening;
}
