import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { checkDefinition, type ContainerDefinition } from '../../../../cosmos/model/definitions.ts';
import { asObject, type Json } from '../../json.ts';
import { type ResourceType } from '../provider.ts';
import { badRequest, childDefaults, inItsWords, notFound, optionsOf, resourceOf } from './shared.ts';

/**
 * Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers. `resource` is the definition that the data plane has,
 * defaults included.
 */
export const sqlContainer: ResourceType = {
  ...childDefaults,
  name: 'databaseAccounts/sqlDatabases/containers',
  orphan: () => notFound('Owner resource does not exist'),
  accept({ name, properties, current }) {
    const given = resourceOf(name, properties, 'container');
    const before = asObject(current?.properties['resource']);
    const resource = inItsWords(() => checkDefinition({ uniqueKeyPolicy: before['uniqueKeyPolicy'], ...given }));
    if (current) refuseChange(before, resource);
    const instance = current?.properties['instance'] ?? randomUUID();
    return { properties: { resource: { ...resource }, options: optionsOf(properties), instance } };
  },
  show: ({ properties: { instance: _instance, ...shown } }) => shown,
};

/** What is fixed when a container is made (Cosmos DB "partitioning", "unique keys"). */
function refuseChange(before: Json, wanted: ContainerDefinition): void {
  if (!isDeepStrictEqual(before['partitionKey'], wanted.partitionKey))
    throw badRequest('Document collection partition key cannot be changed.');
  if (!isDeepStrictEqual(before['uniqueKeyPolicy'], wanted.uniqueKeyPolicy))
    throw badRequest('Unique key policy cannot be changed.');
}
