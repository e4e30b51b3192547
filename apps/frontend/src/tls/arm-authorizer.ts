import { type X509Certificate } from 'node:crypto';
import { type Log } from '@aro-rp/telemetry';
import { backoff, type Clock, hours, minutes, seconds } from '@aro-rp/time';
import { type ArmCertificate, type ReadArmCertificates } from './arm-metadata.ts';
import { type Authorizer, isWithin } from './authorizer.ts';

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
  let known: { certificates: ArmCertificate[]; at: number } | undefined;
  const isValid = ({ notBefore, notAfter }: ArmCertificate) => isWithin(clock.now(), notBefore, notAfter);

  const refresh = async (): Promise<boolean> => {
    try {
      const certificates = await read(signal);
      if (!certificates.some(isValid)) throw new Error('none of ARM’s certificates is valid now');
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
      known.certificates.some((one) => isValid(one) && isSame(one, certificate)),
    notReady() {
      if (!known) return ["ARM's certificates are not known yet"];
      if (clock.monotonic() - known.at > trustFor) return ["ARM's certificates were last read over 24 hours ago"];
      return known.certificates.some(isValid) ? [] : ["none of ARM's certificates is valid now"];
    },
  };
}

/** By the whole certificate where ARM gives it; a thumbprint stands in for it where it does not. */
function isSame(arm: ArmCertificate, presented: X509Certificate): boolean {
  if (arm.certificate !== undefined) return presented.raw.equals(Buffer.from(arm.certificate, 'base64'));
  const thumbprint = arm.thumbprint.toUpperCase();
  return [presented.fingerprint, presented.fingerprint256].some((one) => one.replaceAll(':', '') === thumbprint);
}
