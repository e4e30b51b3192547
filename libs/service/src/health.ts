import { createServer, type Server } from 'node:http';
import { type Metrics } from '@aro-rp/telemetry';

export interface HealthSources {
  /** Empty means ready. */
  notReady(): string[];
  metrics: Metrics;
}

/**
 * Answers `/healthz/live`, `/healthz/ready` (503 with the reasons while not ready), `/healthz/vm` and `/metrics`, over
 * plain HTTP. `/healthz/vm` is for Azure's Application Health extension 2.0, which has unhealthy machines replaced: 503
 * (unknown) until the service was ready for the first time, and healthy from then on. A service that drains must not be
 * replaced in the middle of it, and no new machine mends a database that is away.
 */
export async function serveHealth(port: number, host: string, sources: HealthSources): Promise<Server> {
  let wasReady = false;
  const server = createServer((request, response) => {
    const answer = (status: number, type: string, body: string) =>
      void response.writeHead(status, { 'content-type': type }).end(body);
    const path = request.url?.split('?')[0];
    if (path === '/healthz/live') return answer(200, 'text/plain', 'ok\n');
    if (path === '/healthz/ready') {
      const reasons = sources.notReady();
      return answer(
        reasons.length === 0 ? 200 : 503,
        'application/json',
        `${JSON.stringify({ ready: reasons.length === 0, reasons })}\n`,
      );
    }
    if (path === '/healthz/vm') {
      wasReady ||= sources.notReady().length === 0;
      return answer(
        wasReady ? 200 : 503,
        'application/json',
        `${JSON.stringify({ ApplicationHealthState: wasReady ? 'Healthy' : 'Unknown' })}\n`,
      );
    }
    if (path === '/metrics') {
      sources.metrics.text().then(
        (text) => answer(200, 'text/plain; version=0.0.4', text),
        () => answer(500, 'text/plain', 'no metrics\n'),
      );
      return;
    }
    answer(404, 'text/plain', 'try /healthz/live, /healthz/ready, /healthz/vm or /metrics\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}
