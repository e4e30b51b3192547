import { CosmosError } from '../model/errors.ts';

const account = 'Microsoft.DocumentDB/databaseAccounts';
const items = `${account}/sqlDatabases/containers/items`;

/** The data-plane actions of Azure Cosmos DB for NoSQL. */
export const dataActions = {
  readMetadata: `${account}/readMetadata`,
  create: `${items}/create`,
  read: `${items}/read`,
  replace: `${items}/replace`,
  upsert: `${items}/upsert`,
  delete: `${items}/delete`,
  executeQuery: `${account}/sqlDatabases/containers/executeQuery`,
  readChangeFeed: `${account}/sqlDatabases/containers/readChangeFeed`,
} as const;
export type DataAction = (typeof dataActions)[keyof typeof dataActions];

export interface RoleDefinition {
  /** A guid, or a resource id that ends in one. */
  id: string;
  /** A `*` stands for one or more segments. */
  dataActions: readonly string[];
}

export interface RoleAssignment {
  /** The object id of a service principal. */
  principalId: string;
  /** `/`, `/dbs/<database>` or `/dbs/<database>/colls/<container>`; as a suffix of a resource id too. */
  scope: string;
  roleDefinitionId: string;
  /** Whether nobody gets to what it is about: its account is closed to the public and has no private endpoint. */
  isOutOfReach?: boolean;
}

export const dataReader = '00000000-0000-0000-0000-000000000001';
export const dataContributor = '00000000-0000-0000-0000-000000000002';

/** Those that every account has. */
export const builtInRoles: readonly (RoleDefinition & { roleName: string })[] = [
  {
    id: dataReader,
    roleName: 'Cosmos DB Built-in Data Reader',
    dataActions: [dataActions.readMetadata, dataActions.read, dataActions.executeQuery, dataActions.readChangeFeed],
  },
  {
    id: dataContributor,
    roleName: 'Cosmos DB Built-in Data Contributor',
    dataActions: [
      dataActions.readMetadata,
      `${account}/sqlDatabases/containers/*`,
      `${account}/sqlDatabases/containers/items/*`,
    ],
  },
];

const guidOf = (id: string) => (id.split('/').at(-1) ?? id).toLowerCase();

const allows = (pattern: string, action: string) =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.+')}$`, 'i').test(action);

/** `['d', 'c']`; empty for the account. */
function scopeParts(scope: string): string[] {
  const [, database, container] = /\/dbs\/([^/]+)(?:\/colls\/([^/]+))?\/?$/.exec(scope) ?? [];
  return [database, container].filter((part) => part !== undefined).map((part) => part.toLowerCase());
}

interface Given {
  definitions: readonly RoleDefinition[];
  assignments: readonly RoleAssignment[];
}

/** Role definitions and who has them where, in memory: their truth is Azure Resource Manager's. */
export class Roles {
  private readonly definitions = new Map<string, RoleDefinition>();
  private assignments: readonly RoleAssignment[] = [];
  private seeded: Given;
  private obeyed: Given = { definitions: [], assignments: [] };

  constructor(definitions: readonly RoleDefinition[] = [], assignments: readonly RoleAssignment[] = []) {
    this.seeded = { definitions, assignments };
    this.combine();
  }

  /** Replaces all that was defined and assigned so before; the two built-in roles stay. */
  assign(definitions: readonly RoleDefinition[], assignments: readonly RoleAssignment[]): void {
    this.seeded = { definitions, assignments };
    this.combine();
  }

  /** The same for what Resource Manager says, which holds besides. */
  obey(definitions: readonly RoleDefinition[], assignments: readonly RoleAssignment[]): void {
    this.obeyed = { definitions, assignments };
    this.combine();
  }

  private combine(): void {
    this.definitions.clear();
    for (const definition of [...builtInRoles, ...this.seeded.definitions, ...this.obeyed.definitions])
      this.definitions.set(guidOf(definition.id), definition);
    this.assignments = [...this.seeded.assignments, ...this.obeyed.assignments];
  }

  /**
   * @param resource `[]`, `[database]` or `[database, container]`
   * @param anyScope whether an assignment anywhere in the account is enough
   * @throws CosmosError 403/5301
   */
  check(principalId: string, action: DataAction, resource: readonly string[], anyScope = false): void {
    const wanted = resource.map((part) => part.toLowerCase());
    const isGiven = (assignment: RoleAssignment) => {
      if (assignment.principalId.toLowerCase() !== principalId.toLowerCase()) return false;
      const scope = scopeParts(assignment.scope);
      if (!anyScope && !scope.every((part, i) => part === wanted[i])) return false;
      const definition = this.definitions.get(guidOf(assignment.roleDefinitionId));
      return definition?.dataActions.some((pattern) => allows(pattern, action)) ?? false;
    };
    if (this.assignments.some((one) => one.isOutOfReach !== true && isGiven(one))) return;
    if (this.assignments.some(isGiven)) throw behindFirewall();
    const [database, container] = resource;
    const link = [database && `dbs/${database}`, container && `colls/${container}`].filter(Boolean).join('/');
    const where = anyScope ? 'on any scope' : `on resource [${link === '' ? '/' : link}]`;
    throw new CosmosError(
      403,
      `Request blocked by Auth local : Request is blocked because principal [${principalId}] does not have required ` +
        `RBAC permissions to perform action [${action}] ${where}. Learn more: https://aka.ms/cosmos-native-rbac.`,
      { substatus: 5301 },
    );
  }
}

const behindFirewall = (): CosmosError =>
  new CosmosError(
    403,
    'Request originated from IP 127.0.0.1 through public internet. This is blocked by your Cosmos DB account firewall settings. More info: https://aka.ms/cosmosdb-tsg-forbidden',
  );

/** 5300: the data plane's tokens cannot manage databases and containers. */
export const notWithToken = (method: string, path: string): CosmosError =>
  new CosmosError(403, `The given request [${method} ${path}] cannot be authorized by AAD token in data plane.`, {
    substatus: 5300,
  });
