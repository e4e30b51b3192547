import { type AddressInfo } from 'node:net';
import { createMetrics } from '@aro-rp/telemetry';
import { serveHealth } from './health.ts';

it('a machine is healthy from when its service was ready first: not before, and also while it drains', async () => {
  let reasons = ['starting'];
  const server = await serveHealth(0, '127.0.0.1', { notReady: () => reasons, metrics: createMetrics('test') });
  const ask = async (path: string) => {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/healthz/${path}`);
    return [answer.status, await answer.json()];
  };
  try {
    expect(await ask('vm')).toEqual([503, { ApplicationHealthState: 'Unknown' }]);
    reasons = [];
    expect(await ask('vm')).toEqual([200, { ApplicationHealthState: 'Healthy' }]);
    reasons = ['draining'];
    expect(await ask('ready')).toEqual([503, { ready: false, reasons: ['draining'] }]);
    expect(await ask('vm')).toEqual([200, { ApplicationHealthState: 'Healthy' }]);
  } finally {
    server.close();
  }
});
