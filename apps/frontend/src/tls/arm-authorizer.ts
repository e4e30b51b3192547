import { type X509Certificate } from 'node:crypto';
import { type Log } from '@aro-rp/telemetry';
import { backoff, type Clock, hours, minutes, seconds } from '@aro-rp/time';
import { type ArmCertificate, type ReadArmCertificates } from './arm-metadata.ts';
import { type Authorizer, within } from './authorizer.ts';

const refreshEvery = hours(1);
const retry = { first: seconds(1), cap: minutes(1) };
/** Older knowledge still authorises, but a process that has not heard from ARM for so long is not ready. */
const trustFor = hours(24);

/**
 * Authorises ARM by the certificates that its metadata endpoint names: read at once and then hourly; what was read
 * last stays in use while the endpoint fails.
 */
export function createArmAuthorizer(
  read: ReadArmCertificates,
  options: { clock: Clock; log: Log; signal: AbortSignal },
): Authorizer {
  const { clock, log, signal } = options;
  let known: { certificates: Trusted[]; at: number } | undefined;
  const isValidNow = ({ isValid }: Trusted) => isValid(clock.now());

  const refresh = async (): Promise<boolean> => {
    try {
      const certificates = (await read(signal)).map(trusted);
      if (!certificates.some(isValidNow)) throw new Error('none of ARM’s certificates is valid now');
      known = { certificates, at: clock.monotonic() };
      return true;
    } catch (error) {
      if (!signal.aborted) log.warn('cannot refresh the certificates of ARM; those at hand stay', { err: error });
      return false;
    }
  };
  const run = async () => {
    for (let failures = 0; !signal.aborted;) {
      failures = (await refresh()) ? 0 : failures + 1;
      await clock.sleep(failures === 0 ? refreshEvery : backoff(retry, failures - 1), signal);
    }
  };
  run().catch((error: unknown) => {
    if (!signal.aborted) log.error('no longer refreshing the certificates of ARM', { err: error });
  });

  return {
    isAuthorized: (certificate) =>
      certificate !== undefined &&
      known !== undefined &&
      known.certificates.some((one) => isValidNow(one) && one.isSame(certificate)),
    notReady() {
      if (!known) return ["ARM's certificates are not known yet"];
      if (clock.monotonic() - known.at > trustFor) return ["ARM's certificates were last read over 24 hours ago"];
      return known.certificates.some(isValidNow) ? [] : ["none of ARM's certificates is valid now"];
    },
  };
}

/** One of ARM's certificates, made ready to be compared with each request's. */
interface Trusted {
  isValid(now: number): boolean;
  isSame(presented: X509Certificate): boolean;
}

/** By the whole certificate where ARM gives it; a thumbprint stands in for it where it does not. */
function trusted({ notBefore, notAfter, certificate, ...arm }: ArmCertificate): Trusted {
  const isValid = within(notBefore, notAfter);
  if (certificate !== undefined) {
    const raw = Buffer.from(certificate, 'base64');
    return { isValid, isSame: (presented) => presented.raw.equals(raw) };
  }
  const thumbprint = arm.thumbprint.toUpperCase();
  const isSame = ({ fingerprint, fingerprint256 }: X509Certificate) =>
    [fingerprint, fingerprint256].some((one) => one.replaceAll(':', '') === thumbprint);
  return { isValid, isSame };
}
