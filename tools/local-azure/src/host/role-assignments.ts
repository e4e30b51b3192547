import { type RoleAssignment, type RoleDefinition } from '../cosmos/index.ts';
import { customer, services } from '../entra/principals.ts';
import { homeTenant } from '../entra/tenants.ts';
import { type VaultAccess } from '../key-vault/index.ts';
import { type Claims } from './context.ts';

const action = (name: string) => `Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/${name}`;
const metadata = 'Microsoft.DocumentDB/databaseAccounts/readMetadata';
const create = action('items/create');
const read = action('items/read');
const replace = action('items/replace');
const remove = action('items/delete');
const query = action('executeQuery');
const feed = action('readChangeFeed');

/** What each service may do in each container, and nothing else; as the templates assign it in Azure. */
const grants: Record<keyof typeof services, Record<string, readonly string[]>> = {
  // No delete: the backend ends things.
  frontend: {
    OpenShiftClusters: [create, read, replace, query],
    Subscriptions: [create, read, replace],
    OpenShiftVersions: [read, query, feed],
    PlatformWorkloadIdentityRoleSets: [read, query, feed],
  },
  'change-feed': {
    OpenShiftClusters: [read, query, feed],
    Subscriptions: [read, query, feed],
    Leases: [create, read, replace, remove, query],
  },
  backend: {
    OpenShiftClusters: [create, read, replace, remove, query],
    Subscriptions: [read, replace],
    OpenShiftVersions: [read],
    Billing: [create, read, replace],
  },
  // It adds versions; whether they are offered an SRE says.
  mirror: {
    Releases: [create, read, replace, query],
    OpenShiftVersions: [create, read],
    Leases: [create, read, replace, query],
  },
};

const builtInContributor = '00000000-0000-0000-0000-000000000002';
const principalOf = (application: { objectIds: Readonly<Record<string, string>> }) =>
  application.objectIds[homeTenant] ?? '';

/** Cosmos DB's data-plane roles: one definition per service and container, and all for the customer's principal. */
export function cosmosRoles(database: string): { definitions: RoleDefinition[]; assignments: RoleAssignment[] } {
  const perContainer = Object.entries(grants).flatMap(([service, containers]) =>
    Object.entries(containers).map(([container, actions]) => ({ service, container, actions })),
  );
  const idOf = (index: number) => `c0000000-0000-4000-8000-0000000000${String(index).padStart(2, '0')}`;
  return {
    definitions: perContainer.map(({ actions }, index) => ({ id: idOf(index), dataActions: [metadata, ...actions] })),
    assignments: [
      { principalId: principalOf(customer), scope: '/', roleDefinitionId: builtInContributor },
      ...perContainer.map(({ service, container }, index) => ({
        principalId: principalOf(services[service as keyof typeof services]),
        scope: `/dbs/${database}/colls/${container}`,
        roleDefinitionId: idOf(index),
      })),
    ],
  };
}

/** Key Vault Secrets User for the frontend and the backend, nothing for the change feed, all for the customer's. */
export function mayAccessVault({ oid }: Claims, access: VaultAccess, collection: string): boolean {
  if (oid === principalOf(customer)) return true;
  const isReader = [services.frontend, services.backend].some((one) => principalOf(one) === oid);
  return isReader && access === 'read' && collection === 'secrets';
}
