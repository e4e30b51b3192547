import { Secret, silentLog } from '@aro-rp/telemetry';
import { createFakeClock } from '@aro-rp/testing';
import { minutes } from '@aro-rp/time';
import { followCertificate } from './certificate-source.ts';
import { NotYet } from './not-yet.ts';

function follow(refusal?: Error) {
  const clock = createFakeClock();
  const controller = new AbortController();
  const used: string[] = [];
  const stored = { version: '1', pem: new Secret('first'), away: false };
  const source = {
    read: async () => {
      if (stored.away) throw new Error('away');
      if (refusal) throw refusal;
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

  const restError = (statusCode?: number) => Object.assign(new Error('no'), { name: 'RestError', statusCode });

  it.each([undefined, 429, 503])('may be tried again when the first look ends with %s', async (statusCode) => {
    await expect(follow(restError(statusCode)).started).rejects.toBeInstanceOf(NotYet);
  });

  it.each([
    ['there is none', restError(404)],
    ['it may not be read', restError(403)],
    ['it is no PEM', new Error('PEM is needed')],
  ])('is of no use when %s', async (_, refusal) => {
    await expect(follow(refusal).started).rejects.toBe(refusal);
  });
});
