import { type Duration } from '@aro-rp/time';
import { type ArmOptions, type ArmServer } from '../arm/index.ts';
import { serviceRegistry } from '../arm/model/providers/container-registry/names.ts';
import { type BlobServer } from '../blob/index.ts';
import { type OpenShiftServer, type Timeline } from '../openshift/index.ts';
import { type RegistryServer } from '../registry/index.ts';
import { type CosmosServer } from '../cosmos/index.ts';
import { type EntraServer } from '../entra/index.ts';
import { homeTenant, otherTenant } from '../entra/tenants.ts';
import { type KeyVaultServer } from '../key-vault/index.ts';
import { type ServiceBusServer, type ServiceBusTopology } from '../service-bus/index.ts';
import { type HostContext, type ServiceName } from './context.ts';
import { cosmosRoles, mayAccessVault } from './role-assignments.ts';

export interface ServiceOptions {
  cosmos?: {
    /** Physical partitions of new containers; 1 unless told. */
    partitions?: number;
    /** The database in which our services have their roles; `aro` unless told. */
    database?: string;
  };
  serviceBus?: {
    /** None unless told; `setTopology` adds queues later. */
    topology?: ServiceBusTopology | string;
  };
  arm?: {
    /** Where requests for our namespace go. */
    frontend?: string;
    /** `eastus` unless told. */
    location?: string;
    /** Two of the home tenant, the first of which is in `endpoints`, and one of the other, unless told. */
    subscriptions?: { id: string; tenantId: string; name: string }[];
    /** How long a long operation runs; 1 s unless told. */
    operationDuration?: Duration;
    /** How long a new role assignment takes to spread; 5 s unless told. */
    roleAssignmentDelay?: Duration;
    /** Quota, restricted sizes and failures of Microsoft.Compute. */
    compute?: ArmOptions['compute'];
    /** Limits of Microsoft.Network other than Azure's. */
    network?: ArmOptions['network'];
  };
  openshift?: {
    /** How fast clusters come up; `fast`, about three seconds, unless told. */
    timeline?: 'fast' | 'real' | Timeline;
  };
}

const subscriptions = [
  { id: '00000000-0000-4000-8000-000000000001', tenantId: homeTenant, name: 'local' },
  { id: '00000000-0000-4000-8000-000000000002', tenantId: homeTenant, name: 'local-2' },
  { id: '00000000-0000-4000-8000-000000000003', tenantId: otherTenant, name: 'other-customer' },
];

export interface Services {
  entra: EntraServer;
  'key-vault': KeyVaultServer;
  cosmos: CosmosServer;
  'service-bus': ServiceBusServer;
  arm: ArmServer;
  blob: BlobServer;
  registry: RegistryServer;
  openshift: OpenShiftServer;
}

/** Starts one service; those it needs are running. Each service's code is loaded only when it is started. */
type Starter<Name extends keyof Services> = (
  context: HostContext,
  port: number,
  options: ServiceOptions,
  running: Partial<Services>,
) => Promise<Services[Name]>;

export const starters: { [Name in keyof Services]: Starter<Name> } = {
  async entra(context, port) {
    const { createEntraServer } = await import('../entra/index.ts');
    return createEntraServer(context, { port });
  },
  async 'key-vault'(context, port, _, running) {
    const { entra } = running;
    const { createKeyVaultServer, serviceUnavailable } = await import('../key-vault/index.ts');
    if (!entra) throw new Error('key-vault needs entra');
    const server = await createKeyVaultServer(context, {
      port,
      authority: entra.origin,
      tenantId: homeTenant,
      mayAccess: mayAccessVault,
      mayUse(principal, action, scope) {
        if (!running.arm) throw serviceUnavailable('Azure Resource Manager is starting.');
        return running.arm.mayUseVault(principal, action, scope);
      },
    });
    if (running.arm) server.follow(running.arm.keyVaults());
    await server.settled();
    return server;
  },
  async cosmos(context, port, { cosmos = {} }, running) {
    const { createCosmosServer } = await import('../cosmos/index.ts');
    const { definitions, assignments } = cosmosRoles(cosmos.database ?? 'aro');
    return createCosmosServer(context, {
      port,
      ...(cosmos.partitions === undefined ? {} : { partitions: cosmos.partitions }),
      roleDefinitions: definitions,
      roleAssignments: assignments,
      controlPlane: () => running.arm?.cosmosAccount,
    });
  },
  async 'service-bus'(context, port, { serviceBus = {} }, running) {
    const { createServiceBusServer, serverBusy } = await import('../service-bus/index.ts');
    const server = await createServiceBusServer(context, {
      port,
      topology: serviceBus.topology ?? { queues: [] },
      mayUse(clientId, right, namespace, queue) {
        if (!running.arm) throw serverBusy('Azure Resource Manager is starting.');
        return running.arm.mayUseServiceBus(clientId, right, namespace, queue);
      },
    });
    if (running.arm) server.follow(running.arm.serviceBusNamespaces());
    await server.settled();
    return server;
  },
  async arm(context, port, { arm = {} }, running) {
    const { entra } = running;
    // Told again at each start.
    const identities = new Set<string>();
    const { createArmServer } = await import('../arm/index.ts');
    const server = await createArmServer(context, {
      port,
      location: arm.location ?? 'eastus',
      tenantId: homeTenant,
      subscriptions: arm.subscriptions ?? subscriptions,
      registryLoginServer: (name) => {
        const own = running.registry?.loginServer ?? 'localhost:8446';
        if (name.toLowerCase() === serviceRegistry) return own;
        return running.registry ? running.registry.loginServerOf(name) : `${name.toLowerCase()}.${own}`;
      },
      blobEndpoint: () => running.blob?.origin ?? 'https://localhost:8445',
      cosmosEndpoint: () => running.cosmos?.endpoint ?? 'https://localhost:8081',
      ...(running['key-vault'] && { vaultUri: (name) => running['key-vault']?.vaultUri(name) }),
      ...(running['service-bus'] && {
        serviceBus: {
          endpoint: (name) => running['service-bus']?.namespace(name)?.endpoint,
          counts: (name) => running['service-bus']?.namespace(name)?.status(),
        },
      }),
      ...(arm.operationDuration === undefined ? {} : { operationDuration: arm.operationDuration }),
      ...(arm.roleAssignmentDelay === undefined ? {} : { roleAssignmentDelay: arm.roleAssignmentDelay }),
      ...(arm.compute === undefined ? {} : { compute: arm.compute }),
      ...(arm.network === undefined ? {} : { network: arm.network }),
      ...(arm.frontend === undefined ? {} : { frontend: arm.frontend }),
      owners: [],
      ...(entra === undefined ? {} : { authority: entra.origin, principalExists: isKnownTo(entra, identities) }),
      directory: {
        add: ({ principalId }) => void identities.add(principalId),
        remove: ({ principalId }) => void identities.delete(principalId),
      },
    });
    const tell = () => {
      running['service-bus']?.follow(server.serviceBusNamespaces());
      running['key-vault']?.follow(server.keyVaults());
      running.registry?.follow(server.registries());
    };
    server.changed(tell);
    tell();
    await Promise.all([running['service-bus']?.settled(), running['key-vault']?.settled()]);
    const { zone: name, ...place } = server.dns;
    Object.assign(server.endpoints, { dnsZone: { ...place, name } }, arm.frontend && { frontend: arm.frontend });
    return server;
  },
  async blob(context, port, _, running) {
    const { createBlobServer } = await import('../blob/index.ts');
    const arm = () => {
      if (!running.arm) throw new Error('blob needs arm');
      return running.arm;
    };
    return createBlobServer(context, {
      port,
      account: (name) => arm().storageAccount(name),
      mayAccess: (principal, action) => arm().mayAccessBlob(principal, action),
      ...(running.entra === undefined ? {} : { authority: running.entra.origin }),
    });
  },
  async registry(context, port, _, running) {
    const { createRegistryServer } = await import('../registry/index.ts');
    const arm = () => {
      if (!running.arm) throw new Error('registry needs arm');
      return running.arm;
    };
    const server = await createRegistryServer(context, {
      port,
      registry: (host) => arm().registry(host),
      mayAccess: ({ oid, tid }, operation, scope) => arm().mayAccessRegistry({ oid, tid }, operation, scope),
      audiences: [arm().endpoint],
    });
    server.follow(arm().registries());
    await server.settled();
    return server;
  },
  async openshift(context, port, { openshift = {} }, { arm, entra }) {
    const { createOpenShiftServer, worldOfArm } = await import('../openshift/index.ts');
    if (!arm || !entra) throw new Error('openshift needs arm and entra');
    const { timeline = 'fast' } = openshift;
    return createOpenShiftServer(context, { port, arm: worldOfArm(arm, entra.origin), timeline });
  },
};

const isKnownTo =
  ({ directory }: EntraServer, identities: ReadonlySet<string>) =>
  (tenantId: string, principalId: string): boolean =>
    identities.has(principalId) ||
    directory.servicePrincipals(tenantId).some(({ objectId }) => objectId.toLowerCase() === principalId.toLowerCase());

/** The services that a service cannot start without. */
export const needs: Partial<Record<ServiceName, readonly ServiceName[]>> = {
  'key-vault': ['entra'],
  blob: ['arm'],
  registry: ['arm'],
  openshift: ['arm', 'entra'],
};

/** Those that hold on to a service as it was when they were started, and are started again with it. */
export const heldBy: Partial<Record<ServiceName, readonly ServiceName[]>> = { arm: ['openshift'] };
