import { createDatabase, type Database, keepServerClock } from '@aro-rp/database';
import { connectKeyVault, createKeyRing, type RunningService, type ServiceContext } from '@aro-rp/service';
import { createOfferedRoleSets, createOfferedVersions } from './offered/offered.ts';
import { type FrontendSettings } from './settings.ts';
import { type AdminCertificateRule } from './tls/admin-authorizer.ts';
import { armMetadata } from './tls/arm-metadata.ts';
import { serveFrontend } from './frontend.ts';

/** The frontend with the Azure services that it works with. */
export async function startFrontend(
  settings: FrontendSettings,
  context: ServiceContext,
): Promise<RunningService & { port: number }> {
  const { log, metrics, clock, credential } = context;
  const admin = adminRule(settings);
  const vault = connectKeyVault(settings.keyVault, credential);
  const database = createDatabase({
    endpoint: settings.cosmosEndpoint,
    databaseName: settings.cosmosDatabase,
    auth: { credential },
    keyRing: createKeyRing(vault.keySource(settings.dataKeyName), { clock, log, metrics }),
    clock,
    log,
    onOutcome: (outcome, { name, container }) => metrics.count('database_batches', { outcome, name, container }),
  });
  const serverClock = keepServerClock(database, { clock, log });
  const close = () => {
    serverClock[Symbol.dispose]();
    database.dispose();
  };
  const frontend = await serveFrontend({
    log,
    metrics,
    clock,
    clusters: database.clusters,
    operations: database.operations,
    subscriptions: database.subscriptions,
    offeredVersions: createOfferedVersions(database.versions, clock),
    offeredRoleSets: createOfferedRoleSets(database.roleSets, clock),
    polling: { location: settings.location, retryAfterSeconds: settings.retryAfter },
    ...(settings.clusterDomain !== undefined && { clusterDomain: settings.clusterDomain }),
    address: { host: settings.host, port: settings.port },
    certificate: vault.certificateSource(settings.certificateName),
    certificateInterval: settings.certificateEvery,
    armCertificates: armMetadata(settings.armMetadata, clock),
    ...(admin && { admin }),
    requestLimits: { burst: settings.requestBurst, perSecond: settings.requestsPerSecond },
    serveWhileDraining: settings.serveWhileDraining,
    storesNotReady: () => notReady(database),
  }).catch((error: unknown) => {
    close();
    throw error;
  });
  return {
    ...frontend,
    async stop() {
      await frontend.stop();
      close();
    },
  };
}

/** T1: without server time nothing can be accepted. */
const notReady = ({ serverClock }: Database): string[] =>
  serverClock.isKnown() ? [] : ["Cosmos DB's time is not known"];

function adminRule({ adminIssuers, adminCommonName }: FrontendSettings): AdminCertificateRule | undefined {
  if (adminIssuers === undefined && adminCommonName === undefined) return undefined;
  if (adminIssuers === undefined || adminCommonName === undefined) {
    throw new Error('ADMIN_ISSUERS and ADMIN_COMMON_NAME go together: set both or neither');
  }
  return { issuers: adminIssuers, commonName: adminCommonName };
}
