import { type Account } from '../model/account.ts';
import { type Container } from '../model/containers.ts';
import { badRequest } from '../model/errors.ts';
import { parseKeyHeader, type PartitionKey } from '../model/partition-key.ts';
import { rangeOf } from '../model/partitions.ts';
import { type Caller } from './auth.ts';
import { type CosmosRequest, header } from './request.ts';
import { type DataAction, notWithToken, type Roles } from './roles.ts';

/** One request on its way through the handlers, with what they answer from. */
export class Call {
  constructor(
    readonly account: Account,
    readonly request: CosmosRequest,
    private readonly caller: Caller,
    private readonly roles: Roles,
  ) {}

  /** @throws CosmosError 403 for a principal without the role; the key may do everything */
  authorize(action: DataAction, resource: readonly string[], anyScope = false): void {
    if (this.caller.kind === 'principal') this.roles.check(this.caller.claims.oid, action, resource, anyScope);
  }

  /** @throws CosmosError 403 for every principal: managing databases and containers is not for the data plane */
  requireKey(): void {
    if (this.caller.kind === 'principal') throw notWithToken(this.request.method, this.request.url);
  }

  /** Of `/dbs/<database>/colls/<container>/...`. @throws CosmosError 404 */
  container(): Container {
    const [, database = '', , container = ''] = this.request.segments;
    return this.account.containers.get(this.account.databases.get(database), container);
  }

  /** Names of database and container. */
  resource(): string[] {
    const [, database, , container] = this.request.segments;
    return [database, container].filter((name) => name !== undefined);
  }

  key(container: Container): PartitionKey | undefined {
    const text = header(this.request, 'x-ms-documentdb-partitionkey');
    return text === undefined ? undefined : parseKeyHeader(text, container.definition.partitionKey);
  }

  /** @throws CosmosError 400 */
  requiredKey(container: Container): PartitionKey {
    const key = this.key(container);
    if (key === undefined) throw badRequest('PartitionKey value must be supplied for this operation.');
    return key;
  }
}

/** The id of the physical partition that holds `key`. */
export const rangeIdOf = (container: Container, key: PartitionKey): string =>
  rangeOf(container.ranges, key.epk)?.id ?? '0';
