import { randomUUID } from 'node:crypto';
import { checkId } from '../../../../cosmos/model/definitions.ts';
import { type ResourceType } from '../provider.ts';
import { childDefaults, inItsWords, optionsOf, resourceOf } from './shared.ts';

/** Microsoft.DocumentDB/databaseAccounts/sqlDatabases. `instance` tells one from a later one of the same name. */
export const sqlDatabase: ResourceType = {
  ...childDefaults,
  name: 'databaseAccounts/sqlDatabases',
  accept({ name, properties, current }) {
    const { id } = resourceOf(name, properties, 'database');
    inItsWords(() => checkId(id));
    const instance = current?.properties['instance'] ?? randomUUID();
    return { properties: { resource: { id }, options: optionsOf(properties), instance } };
  },
  show: ({ properties: { instance: _instance, ...shown } }) => shown,
};
