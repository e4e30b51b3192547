import { type Log, type Secret } from '@aro-rp/telemetry';
import { type Clock, type Duration } from '@aro-rp/time';
import { mayPass, NotYet } from './not-yet.ts';

/** Where a server certificate comes from. */
export interface CertificateSource {
  /** Certificate chain and private key in one PEM text; `version` changes when they do. */
  read(): Promise<{ version: string; pem: Secret }>;
}

/**
 * Reads the certificate now and then every `interval`, and hands each new version to `use`. A failed look is logged and
 * tried again at the next; the certificate in use stays.
 * @throws NotYet when the first look cannot be taken now and may be later; else whatever the first read throws
 */
export async function followCertificate(
  source: CertificateSource,
  use: (pem: Secret) => void,
  options: { clock: Clock; log: Log; interval: Duration; signal: AbortSignal },
): Promise<void> {
  const { clock, log, interval, signal } = options;
  const first = await source.read().catch((error: unknown) => {
    if (!mayPass(error)) throw error;
    throw new NotYet(`the server's certificate cannot be read: ${(error as Error).message}`, { cause: error });
  });
  use(first.pem);
  let version = first.version;
  const look = async () => {
    try {
      const now = await source.read();
      if (now.version === version) return;
      use(now.pem);
      version = now.version;
      log.info('certificate reloaded', { version });
    } catch (error) {
      log.error('cannot look for a new certificate; the one in use stays', { err: error });
    }
  };
  const loop = async () => {
    while (!signal.aborted) {
      await clock.sleep(interval, signal);
      await look();
    }
  };
  loop().catch((error: unknown) => {
    if (!signal.aborted) log.error('no longer looking for new certificates', { err: error });
  });
}
