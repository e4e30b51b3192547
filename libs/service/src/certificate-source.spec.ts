import { Secret, silentLog } from '@aro-rp/telemetry';
import { createFakeClock } from '@aro-rp/testing';
import { minutes } from '@aro-rp/time';
import { followCertificate } from './certificate-source.ts';

function follow() {
  const clock = createFakeClock();
  const controller = new AbortController();
  const used: string[] = [];
  const stored = { version: '1', pem: new Secret('first'), away: false };
  const source = {
    read: async () => {
      if (stored.away) throw new Error('away');
      return stored;
    },
  };
  const started = followCertificate(source, (pem) => void used.push(pem.reveal()), {
    clock,
    log: silentLog,
    interval: minutes(5),
    signal: controller.signal,
  });
  return { clock, used, stored, started, stop: () => controller.abort() };
}

describe('followCertificate', () => {
  it('hands on a new version once, without a restart', async () => {
    const { clock, used, stored, started, stop } = follow();
    await started;

    await clock.advance(minutes(10));
    Object.assign(stored, { version: '2', pem: new Secret('second') });
    await clock.advance(minutes(10));
    stop();

    expect(used).toEqual(['first', 'second']);
  });

  it('keeps the certificate in use when a look fails, and looks again', async () => {
    const { clock, used, stored, started, stop } = follow();
    await started;

    stored.away = true;
    await clock.advance(minutes(5));
    Object.assign(stored, { version: '2', pem: new Secret('second'), away: false });
    await clock.advance(minutes(5));
    stop();

    expect(used).toEqual(['first', 'second']);
  });
});
