import { createMetrics } from './metrics.ts';
import { publishedSince, readPublished } from './published.ts';

const route = { method: 'GET', route: 'cluster', api_version: '2022-04-01' };

describe('what is published', () => {
  it('adds up requests and those answered with 5xx, without the probes of health', async () => {
    const metrics = createMetrics('frontend');
    metrics.count('frontend_requests', { ...route, status: '200' }, 7);
    metrics.count('frontend_requests', { ...route, status: '500' });
    metrics.count('frontend_requests', { ...route, method: 'PUT', status: '503' }, 2);
    metrics.count('frontend_requests', { ...route, route: 'health', status: '503' }, 40);

    const figures = readPublished('frontend', await metrics.text());

    expect(figures).toEqual({ Requests: 10, Failures: 3, DataKeyAgeSeconds: 0, CertificateAgeSeconds: 0 });
  });

  it("counts as the backend's failures what no customer can mend", async () => {
    const metrics = createMetrics('backend');
    metrics.count('backend_messages', { outcome: 'taken' }, 3);
    metrics.count('backend_messages', { outcome: 'failed' });
    metrics.count('backend_slices', { plan: 'create-cluster', outcome: 'died' });
    metrics.count('backend_slices', { plan: 'create-cluster', outcome: 'waits' });
    metrics.count('plans_ended', { plan: 'create-cluster', outcome: 'Succeeded', code: '' });
    metrics.count('plans_ended', { plan: 'create-cluster', outcome: 'Failed', code: 'QuotaExceeded' });
    metrics.count('plans_ended', { plan: 'create-cluster', outcome: 'Failed', code: 'OperationTimedOut' });

    expect(readPublished('backend', await metrics.text())).toMatchObject({ Requests: 4, Failures: 3 });
  });

  it('takes the largest of what is no count', async () => {
    const metrics = createMetrics('change-feed');
    metrics.set('feed_lag_seconds', 0.1, { container: 'Subscriptions' });
    metrics.set('feed_lag_seconds', 2.5, { container: 'OpenShiftClusters' });
    metrics.set('stranded_documents', 4, { container: 'OpenShiftClusters' });

    const figures = readPublished('change-feed', await metrics.text());

    expect(figures).toEqual({ Requests: 0, Failures: 0, QueueAgeSeconds: 2.5, StrandedDocuments: 4 });
  });

  it('publishes increases, and the whole of what a process has counted that began anew', () => {
    const before = { Requests: 10, Failures: 3, QueueAgeSeconds: 9 };

    expect(publishedSince('backend', { Requests: 14, Failures: 1, QueueAgeSeconds: 2 }, before)).toEqual({
      Requests: 4,
      Failures: 1,
      QueueAgeSeconds: 2,
      DataKeyAgeSeconds: 0,
    });
  });
});
