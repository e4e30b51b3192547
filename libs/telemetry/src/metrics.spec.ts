import { createMetrics } from './metrics.ts';

describe('createMetrics', () => {
  it('exposes counters, gauges and durations in seconds with the service as label', async () => {
    const metrics = createMetrics('backend');

    metrics.count('store_writes_total', { outcome: 'written' }, 2);
    metrics.set('queue_age_seconds', 3);
    metrics.time('step_duration_seconds', 1500, { step: 'validate' });

    const text = await metrics.text();
    expect(text).toContain('aro_rp_store_writes_total{outcome="written",service="backend"} 2');
    expect(text).toContain('aro_rp_queue_age_seconds{service="backend"} 3');
    expect(text).toMatch(
      /aro_rp_step_duration_seconds_sum\{service="backend",step="validate"\} 1\.5|aro_rp_step_duration_seconds_sum\{step="validate",service="backend"\} 1\.5/,
    );
  });

  it('keeps the figures of two services apart', async () => {
    const [one, two] = [createMetrics('one'), createMetrics('two')];

    one.count('requests_total');

    expect(await two.text()).not.toContain('requests_total');
  });

  it('asks for what is observed each time, until it is ended', async () => {
    const metrics = createMetrics('change-feed');
    let lag = 1;
    metrics.observe('feed_lag_seconds', () => lag, { container: 'one' });
    const ended = metrics.observe('feed_lag_seconds', () => 7, { container: 'two' });

    const before = await metrics.text();
    lag = 2;
    ended[Symbol.dispose]();
    const after = await metrics.text();

    expect(before).toMatch(/container="one".* 1\n.*container="two".* 7\n/);
    expect(after).toMatch(/container="one".* 2\n/);
    expect(after).not.toContain('container="two"');
  });
});
