import { type Account } from './model/account.ts';
import { type ContainerDefinition } from './model/definitions.ts';

/** What a control plane does; clients with a token cannot. Durable when it resolves. */
export interface Management {
  /** Creates the database if it is missing. @throws CosmosError 400 */
  putDatabase(id: string): Promise<void>;
  /** Creates or replaces. @throws CosmosError 400 for a bad definition, 404 without the database */
  putContainer(databaseId: string, definition: Partial<ContainerDefinition>): Promise<void>;
  /** With all its containers. @throws CosmosError 404 */
  deleteDatabase(id: string): Promise<void>;
  /** @throws CosmosError 404 */
  deleteContainer(databaseId: string, id: string): Promise<void>;
}

export const createManagement = ({ store, databases, containers }: Account): Management => ({
  putDatabase: (id) => store.write(() => void (databases.find(id) ?? databases.create(id))),
  putContainer: (databaseId, definition) =>
    store.write(() => {
      const database = databases.get(databaseId);
      const current = containers.list(database).find(({ id }) => id === definition.id);
      if (current === undefined) containers.create(database, definition);
      else containers.replace(current, definition);
    }),
  deleteDatabase: (id) =>
    store.write(() => {
      const database = databases.get(id);
      containers.list(database).forEach((container) => containers.remove(container));
      databases.remove(database);
    }),
  deleteContainer: (databaseId, id) =>
    store.write(() => containers.remove(containers.get(databases.get(databaseId), id))),
});
