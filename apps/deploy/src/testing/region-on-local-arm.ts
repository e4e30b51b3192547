import { type AdvanceableClock, resourceProvider } from '@aro-rp/local-azure';
import { type Duration } from '@aro-rp/time';
import { openRegion, type Region } from '../azure/index.ts';
import { type Command, type Workshop } from '../commands/command.ts';
import { type RegionConfig } from '../config/index.ts';
import { type Connection, openConnection, whoSignsIn } from '../connection/index.ts';
import { paintOf } from '../progress/index.ts';
import { type DeployUnderTest, startDeployUnderTest } from './local-azure.ts';
import { noInterruption, recordProgress } from './run-release.ts';

export interface RegionUnderTest extends AsyncDisposable {
  under: DeployUnderTest;
  /** Of a region of which nothing is there, not even its groups. */
  config: RegionConfig;
  /** The subscription's owner. */
  owner: Connection;
  /** An application that has nothing but what its owner gives it. */
  pipeline: Connection;
}

/** An empty subscription on local Azure, and two who work on it. */
export async function startRegionUnderTest(): Promise<RegionUnderTest> {
  const under = await startDeployUnderTest();
  const { endpoints } = under.azure;
  const connect = (clientId = '', clientSecret = '') => {
    const connection = openConnection(
      {
        ...{ CREDENTIAL: 'client-secret', AZURE_TENANT_ID: endpoints.tenantId, AZURE_CLIENT_ID: clientId },
        AZURE_CLIENT_SECRET: clientSecret,
        ...{ AZURE_AUTHORITY_HOST: endpoints.authorityHost, ARM_ENDPOINT: endpoints.arm },
      },
      { ...under.clock, sleep: (duration, signal) => pass(under.clock, duration, signal) },
    );
    if ('faults' in connection) throw new Error(connection.faults.join('\n'));
    return connection;
  };
  const owner = connect(endpoints.clientId, endpoints.clientSecret);
  const pipeline = connect(endpoints.clusterClientId, endpoints.clusterClientSecret);
  const config = {
    ...under.config,
    ...{ group: 'r', endpointsGroup: 'r-endpoints', globalGroup: 'r-global', prefix: 'spec' },
    ...{ storageName: 'specreleases', registryName: 'specregistry', replicas: [] },
    ...{ parentZone: 'spec.example.com', dnsZone: 'eastus.spec.example.com' },
    rpPrincipalId: resourceProvider.objectIds[endpoints.tenantId ?? ''] ?? '',
    pipelinePrincipalId: (await whoSignsIn(pipeline)).objectId,
  };
  return { under, config, owner, pipeline, [Symbol.asyncDispose]: () => under[Symbol.asyncDispose]() };
}

/** Whoever waits for local Azure moves its clock, and gives it a turn to do what is due then. */
async function pass(clock: AdvanceableClock, duration: Duration, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  clock.advance(duration);
  await new Promise(setImmediate);
}

/** A registry would be a service of its own. */
const registry: Region['registry'] = { loginServer: 'r.azurecr.io', digestOf: async () => undefined };

/** What a command works with, and all that it has told. */
export async function workshopOf(config: RegionConfig, connection: Connection) {
  const progress = recordProgress();
  const workshop: Workshop = {
    ...{ config, connection, progress, clock: connection.clock, run: 'run', by: 'spec' },
    region: { ...(await openRegion(config, connection)), registry },
    ...{ interruption: noInterruption, output: 'text', paint: paintOf(false), write: () => undefined },
  };
  return { workshop, told: progress.told };
}

/** Runs a command as the tool does. @param options those without a value */
export async function runCommand(
  command: Command,
  { config, connection, options = [] }: { config: RegionConfig; connection: Connection; options?: string[] },
) {
  const { workshop, told } = await workshopOf(config, connection);
  const line = { operands: [], value: () => undefined, has: (name: string) => options.includes(name) };
  return { code: await command.run(workshop, line), told };
}
