import {
  type ContainerDefinition,
  containerDefinitions,
  type ContainerName,
  containerNames,
  containerResource,
  databaseMaxThroughput,
  databaseName,
} from '@aro-rp/database/provision';
import { call, type Expression, resourceId, text } from '../language/expression.ts';
import { type Resource } from '../language/template.ts';
import { apiVersions, identityId, type ServiceName, services, types } from '../names.ts';
import { principalIdOf } from '../roles.ts';

const actions = {
  create: 'items/create',
  read: 'items/read',
  replace: 'items/replace',
  remove: 'items/delete',
  query: 'executeQuery',
  feed: 'readChangeFeed',
} as const;
type Action = keyof typeof actions;
type Grants = Partial<Record<ContainerName, readonly Action[]>>;

/** What each service may do in each container, and nothing else. Nobody may upsert: no write is unconditional. */
export const grants: Record<ServiceName, Grants> = {
  // No removal: the backend ends things.
  frontend: {
    OpenShiftClusters: ['create', 'read', 'replace', 'query'],
    Subscriptions: ['create', 'read', 'replace'],
    OpenShiftVersions: ['read', 'query', 'feed'],
    PlatformWorkloadIdentityRoleSets: ['read', 'query', 'feed'],
  },
  'change-feed': {
    OpenShiftClusters: ['read', 'query', 'feed'],
    Subscriptions: ['read', 'query', 'feed'],
    Leases: ['create', 'read', 'replace', 'remove', 'query'],
  },
  backend: {
    OpenShiftClusters: ['create', 'read', 'replace', 'remove', 'query'],
    Subscriptions: ['read', 'replace'],
    OpenShiftVersions: ['read'],
    Billing: ['create', 'read', 'replace'],
  },
  mirror: {
    Releases: ['create', 'read', 'replace', 'query'],
    OpenShiftVersions: ['create', 'read'],
    Leases: ['create', 'read', 'replace', 'query'],
  },
};

/** A grant as the data actions of a role definition (Cosmos DB "data plane security reference"). */
export const dataActions = (granted: readonly Action[]): string[] => [
  'Microsoft.DocumentDB/databaseAccounts/readMetadata',
  ...granted.map((one) => `Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/${actions[one]}`),
];

/** The account's own settings: one region, Strong, no keys, backed up continuously. */
export const account = (
  name: Expression,
  location: Expression,
  reach: { isPublic: boolean; zones: boolean },
): Resource => ({
  type: types.cosmos,
  apiVersion: apiVersions.cosmos,
  name,
  location,
  kind: 'GlobalDocumentDB',
  properties: {
    databaseAccountOfferType: 'Standard',
    consistencyPolicy: { defaultConsistencyLevel: 'Strong' },
    locations: [{ locationName: location, failoverPriority: 0, isZoneRedundant: reach.zones }],
    // A second region that writes could answer 404 after a 201.
    enableMultipleWriteLocations: false,
    disableLocalAuth: true,
    disableKeyBasedMetadataWriteAccess: true,
    publicNetworkAccess: reach.isPublic ? 'Enabled' : 'Disabled',
    networkAclBypass: 'None',
    minimalTlsVersion: 'Tls12',
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous30Days' } },
  },
});

/** The database with every container, as `@aro-rp/database` defines them. */
export function database(name: Expression): Resource[] {
  const id = resourceId(types.cosmosDatabase, name, databaseName);
  return [
    {
      type: types.cosmosDatabase,
      apiVersion: apiVersions.cosmos,
      name: text`${name}/${databaseName}`,
      dependsOn: [resourceId(types.cosmos, name)],
      properties: { resource: { id: databaseName }, options: autoscale(databaseMaxThroughput) },
    },
    ...containerNames.map((container): Resource => {
      const { maxThroughput }: ContainerDefinition = containerDefinitions[container];
      return {
        type: types.cosmosContainer,
        apiVersion: apiVersions.cosmos,
        name: text`${name}/${databaseName}/${container}`,
        dependsOn: [id],
        properties: {
          resource: containerResource(container),
          options: maxThroughput === undefined ? {} : autoscale(maxThroughput),
        },
      };
    }),
  ];
}

const autoscale = (maxThroughput: number) => ({ autoscaleSettings: { maxThroughput } });

/** What people may do who operate the service: `update-versions`, `update-role-sets`, `show-cluster`. */
export const operatorGrants: Grants = {
  // Secrets in them are sealed with a key that operators do not have.
  OpenShiftClusters: ['read', 'query'],
  OpenShiftVersions: ['create', 'read', 'replace', 'query'],
  PlatformWorkloadIdentityRoleSets: ['create', 'read', 'replace', 'query'],
};

/**
 * One definition and one assignment for each service and container, and for the operators, one after the other: Cosmos
 * DB refuses a change of an account's roles while another is under way.
 * @param operators the object id of their group; empty: nobody
 */
export function dataRoles(name: Expression, operators: Expression): Resource[] {
  const ofServices = services.flatMap((service) => {
    const to = identityId(service);
    return containersIn(grants[service]).flatMap(([container, granted]) =>
      dataRole(name, container, granted, { who: service, id: to, principalId: principalIdOf(to), dependsOn: [to] }),
    );
  });
  const ofOperators = containersIn(operatorGrants).flatMap(([container, granted]) =>
    dataRole(name, container, granted, { who: 'operators', id: operators, principalId: operators, dependsOn: [] }),
  );
  const condition = call('not', call('empty', operators));
  const all = [...ofServices, ...ofOperators.map(({ id, resource }) => ({ id, resource: { ...resource, condition } }))];
  return all.map(({ resource }, index) => {
    const dependsOn = [...(resource.dependsOn ?? []), ...all.slice(Math.max(0, index - 1), index).map(({ id }) => id)];
    const different = new Map(dependsOn.map((id) => [JSON.stringify(id), id]));
    return { ...resource, dependsOn: [...different.values()] };
  });
}

const containersIn = (all: Grants) => Object.entries(all) as [ContainerName, readonly Action[]][];

interface Holder {
  who: string;
  /** Known when the assignment has to have a name. */
  id: Expression;
  principalId: Expression;
  dependsOn: readonly Expression[];
}

/** A resource that another waits for. */
interface Made {
  id: Expression;
  resource: Resource;
}

function dataRole(name: Expression, container: ContainerName, granted: readonly Action[], holder: Holder): Made[] {
  const accountId = resourceId(types.cosmos, name);
  const roleName = `${holder.who} in ${container}`;
  const guid = call('guid', accountId, roleName);
  const definition = resourceId(types.cosmosDefinition, name, guid);
  const assignment = call('guid', accountId, roleName, holder.id);
  return [
    {
      id: definition,
      resource: {
        type: types.cosmosDefinition,
        apiVersion: apiVersions.cosmos,
        name: text`${name}/${guid}`,
        dependsOn: [accountId],
        properties: {
          roleName,
          type: 'CustomRole',
          assignableScopes: [accountId],
          permissions: [{ dataActions: dataActions(granted) }],
        },
      },
    },
    {
      id: resourceId(types.cosmosAssignment, name, assignment),
      resource: {
        type: types.cosmosAssignment,
        apiVersion: apiVersions.cosmos,
        name: text`${name}/${assignment}`,
        dependsOn: [definition, resourceId(types.cosmosContainer, name, databaseName, container), ...holder.dependsOn],
        properties: {
          roleDefinitionId: definition,
          principalId: holder.principalId,
          scope: text`${accountId}/dbs/${databaseName}/colls/${container}`,
        },
      },
    },
  ];
}

/** Azure's own role for everything in every container, for a developer. */
export function everyContainer(name: Expression, principalId: Expression): Resource {
  const accountId = resourceId(types.cosmos, name);
  return {
    type: types.cosmosAssignment,
    apiVersion: apiVersions.cosmos,
    name: text`${name}/${call('guid', accountId, principalId)}`,
    dependsOn: [accountId],
    properties: {
      roleDefinitionId: text`${accountId}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002`,
      principalId,
      scope: accountId,
    },
  };
}
