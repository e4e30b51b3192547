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
});
