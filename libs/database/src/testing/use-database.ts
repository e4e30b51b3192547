import { databaseOn, type TestDatabase } from './database-on.ts';
import { standIn } from './stand-in.ts';
import { type CosmosFixture, useCosmos } from './use-cosmos.ts';

/** {@link useCosmos} and a database on it, which the tests of the file share, or of which each has its own. */
export function useDatabase(options: { per?: 'file' | 'test' } = {}): CosmosFixture & { database: TestDatabase } {
  let database: TestDatabase | undefined;
  const open = async () => {
    database = await databaseOn(fixture.cosmos);
  };
  const dispose = () => database?.dispose();
  // Hooks run in the order in which they are registered: the database ends before its server, and begins after it.
  (options.per === 'test' ? afterEach : afterAll)(dispose);
  const fixture = useCosmos();
  (options.per === 'test' ? beforeEach : beforeAll)(open);
  return { ...fixture, database: standIn(() => database!) };
}
