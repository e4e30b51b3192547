import { join } from 'node:path';
import { publishReleases, publishUpstream, startUpstream, type Upstream } from '../releases/index.ts';
import { replaceFile } from '../host/durable-file.ts';
import { createAdvanceableClock } from '../host/clock.ts';
import { startLocalAzure } from '../host/local-azure.ts';
import { removeEndpoints, writeEndpointFiles } from './endpoint-files.ts';
import { readCommandLine, type RunLine, usage } from './options.ts';

const longestStop = 1_800;

async function run({ options, releases, upstream: wanted }: RunLine): Promise<void> {
  // Machines may start before it is known where releases are published.
  const published = Promise.withResolvers<Upstream | undefined>();
  const forMirror = async () => {
    const { graph, registry } = (await published.promise) ?? {};
    return graph === undefined ? undefined : { GRAPH_URL: graph, SOURCE_HOSTS: `quay.io=${registry}` };
  };
  const environment = (unit: string) => (unit === 'mirror' ? forMirror() : undefined);
  const azure = await startLocalAzure({
    ...options,
    ...(options.machines && { machines: { ...options.machines, environment } }),
    clock: createAdvanceableClock(),
    log: (service, line) => console.error(`${service}: ${line}`),
  });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), longestStop).unref();
    await writing.catch(() => undefined);
    await removeEndpoints(options.dataDir);
    await upstream?.close();
    await azure.close();
    process.exit(0);
  };
  const upstream = wanted && (await startUpstream(azure, wanted.port));
  published.resolve(upstream);
  const offered = upstream
    ? await publishUpstream(azure, upstream, wanted.releases)
    : await publishReleases(azure, releases);
  if (offered.length > 0)
    await replaceFile(join(options.dataDir, 'releases.json'), `${JSON.stringify(offered, undefined, 2)}\n`);
  const pullSecret = join(options.dataDir, 'pull-secret.json');
  if (upstream) await replaceFile(pullSecret, upstream.pullSecret);
  const endpoints = {
    ...azure.endpoints,
    processes: { 'local-azure': process.pid },
    ...(upstream && { upstream: { registry: upstream.registry, graph: upstream.graph, pullSecret } }),
  };
  const writing = writeEndpointFiles(options.dataDir, azure.certificates.authority, endpoints);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => void stop());
  const written = await writing;
  const { arm, authorityHost, graph, keyVault, blob, registry, clusterProxy, cosmos, serviceBus, admin } = written;
  const bus = serviceBus?.connectionString.split(';')[0]?.replace('Endpoint=', '');
  const shown = {
    'Entra ID': authorityHost,
    Graph: graph,
    'Key Vault': keyVault,
    blobs: blob,
    registry,
    clusters: clusterProxy,
    'Cosmos DB': cosmos?.endpoint,
    'Service Bus': bus,
    ARM: arm,
    admin,
  };
  for (const [name, address] of Object.entries(shown)) if (address) console.log(`${name.padEnd(12)} ${address}`);
  console.log(`ready; addresses and credentials are in ${options.dataDir}/endpoints.json`);
}

async function main(): Promise<number | undefined> {
  // Whoever started this may have gone away; that is no reason to stop.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const line = readCommandLine(process.argv.slice(2));
  switch (line.kind) {
    case 'help':
      console.log(usage);
      return 0;
    case 'refused':
      for (const fault of line.faults) console.error(fault);
      console.error('--help shows the options');
      return 2;
    case 'run':
      await run(line);
      return undefined;
  }
}

main().then(
  (code) => {
    if (code !== undefined) process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
