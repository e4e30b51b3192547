import { createWatch } from './watch.ts';

const line = (fields: Record<string, unknown>) => JSON.stringify({ resourceId: '/a', ...fields });

describe('a watch', () => {
  it("tells when a cluster's first step began, asked before or after", async () => {
    const watch = createWatch();
    const before = watch.begun('/a');

    watch.line('backend', line({ event: 'step-started', timestamp: '2026-01-01T00:00:00.007Z' }));
    watch.line('backend', line({ event: 'step-started', timestamp: '2026-01-01T00:00:09.000Z' }));

    const first = Date.parse('2026-01-01T00:00:00.007Z');
    expect([await before, await watch.begun('/a')]).toEqual([first, first]);
  });

  it('waits for the end of the plan, and rejects when it is another than hoped for', async () => {
    const watch = createWatch();

    watch.line('backend', line({ event: 'plan-ended', outcome: 'Succeeded' }));
    watch.line('backend', line({ event: 'plan-ended', outcome: 'Failed', resourceId: '/b' }));

    await expect(watch.ended('/a')).resolves.toBeUndefined();
    await expect(watch.ended('/b')).rejects.toThrow('/b has ended as Failed');
  });

  it('ignores other services, other clusters and lines that are no JSON', async () => {
    const watch = createWatch();

    watch.line('frontend', line({ event: 'step-started', timestamp: '2026-01-01T00:00:00.000Z' }));
    watch.line('backend', line({ event: 'step-started', timestamp: '2026-01-01T00:00:00.000Z', resourceId: '/b' }));
    watch.line('backend', 'Warning: something');
    watch.line('backend', line({ event: 'step-started', timestamp: '2026-01-01T00:00:01.000Z' }));

    expect(await watch.begun('/a')).toBe(Date.parse('2026-01-01T00:00:01.000Z'));
  });
});
