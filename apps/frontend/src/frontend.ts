import { adminVersion, versions } from '@aro-rp/api';
import { type CertificateSource, followCertificate, type RunningService, type ServiceContext } from '@aro-rp/service';
import { type Secret } from '@aro-rp/telemetry';
import { type Duration, minutes } from '@aro-rp/time';
import express, { type Express } from 'express';
import { type ClusterService } from './clusters/cluster-service.ts';
import { sendAnswer } from './http/answer.ts';
import { listen, type ListeningServer } from './http/lifecycle.ts';
import { listenerOf } from './http/listener.ts';
import { answerUnreadable } from './http/unreadable.ts';
import { authenticate } from './middleware/authenticate.ts';
import { begin } from './middleware/begin.ts';
import { answerFailures } from './middleware/failures.ts';
import { setCommonHeaders } from './middleware/headers.ts';
import { asksForHealth, healthAnswer } from './middleware/health.ts';
import { mount } from './routes/mount.ts';
import { routes } from './routes/routes.ts';
import { type AdminCertificateRule, createAdminAuthorizer } from './tls/admin-authorizer.ts';
import { createArmAuthorizer } from './tls/arm-authorizer.ts';
import { type ReadArmCertificates } from './tls/arm-metadata.ts';
import { type Authorizer } from './tls/authorizer.ts';
import { createThrottle, type RequestLimits } from './throttling/throttle.ts';
import { createTlsServer, useCertificate } from './tls/server.ts';

export interface FrontendParts extends ClusterService, Pick<ServiceContext, 'log' | 'metrics' | 'clock'> {
  address: { host: string; port: number };
  /** Followed while the service runs: a new certificate is served without a restart. */
  certificate: CertificateSource;
  /** How often to look for a new one. */
  certificateInterval?: Duration;
  armCertificates: ReadArmCertificates;
  admin?: AdminCertificateRule;
  /** For each subscription; absent: none. */
  requestLimits?: RequestLimits;
  /** How long to go on serving after being told to stop, until load balancers have noticed. */
  serveWhileDraining: Duration;
  /** Why the stores cannot be used; empty means they can. */
  storesNotReady(): string[];
}

/** Serves ARM's contract over HTTPS until it is stopped. @throws Error when certificate or address cannot be had */
export async function serveFrontend(parts: FrontendParts): Promise<RunningService & { port: number }> {
  const { log, metrics, clock } = parts;
  const stopped = new AbortController();
  const { signal } = stopped;
  const arm = createArmAuthorizer(parts.armCertificates, { clock, log, signal });
  let listening: ListeningServer | undefined;
  const notReady = (): string[] => [
    ...(listening?.isDraining() ? ['draining'] : []),
    ...arm.notReady(),
    ...parts.storesNotReady(),
  ];
  try {
    const admin = createAdminAuthorizer(parts.admin, clock);
    const server = createTlsServer(listenerOf(createApp(parts, { arm, admin }, notReady), log));
    answerUnreadable(server, log);
    const interval = parts.certificateInterval ?? minutes(5);
    let validFrom = 0;
    const use = (pem: Secret) => void (validFrom = useCertificate(server, pem));
    await followCertificate(parts.certificate, use, { clock, log, interval, signal });
    metrics.observe('certificate_age_seconds', () => (clock.now() - validFrom) / 1000);
    listening = await listen(server, parts.address, clock);
  } catch (error) {
    stopped.abort();
    throw error;
  }
  const { port, drain, close } = listening;
  return {
    port,
    notReady,
    drain: (over) => drain(parts.serveWhileDraining, over),
    async stop() {
      stopped.abort();
      close();
    },
  };
}

/** The order of things: nothing of a request is judged before the caller is. */
function createApp(
  parts: FrontendParts,
  authorizers: { arm: Authorizer; admin: Authorizer },
  notReady: () => string[],
): Express {
  const { log, metrics, clock, polling, requestLimits } = parts;
  const isKnownVersion = (apiVersion: string) => versions.has(apiVersion);
  const app = express();
  app.disable('etag');
  app.disable('x-powered-by');
  app.set('query parser', false);
  app.use((request, response, next) => {
    const call = begin(request, response, { log, metrics, clock, isKnownVersion });
    setCommonHeaders(request, response, call.requestId);
    if (asksForHealth(call)) {
      call.route = 'health';
      sendAnswer(response, healthAnswer(notReady()));
      return;
    }
    authenticate(request, call, authorizers);
    next();
  });
  mount(app, routes(parts), {
    versions,
    admin: adminVersion,
    location: polling.location,
    ...(requestLimits && { throttle: createThrottle(requestLimits, clock) }),
  });
  app.use(answerFailures);
  return app;
}
