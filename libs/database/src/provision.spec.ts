import { randomUUID } from 'node:crypto';
import { seconds } from '@aro-rp/time';
import { connect } from './cosmos/client.ts';
import { containerNames, createContainers } from './provision.ts';
import { hurriedClock as clock } from './testing/hurried-clock.ts';
import { useCosmos } from './testing/use-cosmos.ts';

const { cosmos } = useCosmos();

const account = () => ({ endpoint: cosmos.endpoint, auth: { key: cosmos.key }, clock });
const definitionOf = async (database: string, id: string) => {
  const client = connect({ ...account(), callTimeout: seconds(20) });
  const { resource } = await client.database(database).container(id).read();
  client.dispose();
  return resource;
};

describe('createContainers', () => {
  it('makes every container by its definition, and again without change', async () => {
    const databaseName = randomUUID();

    await createContainers({ ...account(), databaseName });
    const first = await Promise.all(containerNames.map((name) => definitionOf(databaseName, name)));
    await createContainers({ ...account(), databaseName });
    const second = await Promise.all(containerNames.map((name) => definitionOf(databaseName, name)));

    expect(second).toEqual(first);
    expect(first[0]).toMatchObject({
      id: 'OpenShiftClusters',
      partitionKey: { paths: ['/partitionKey'] },
      defaultTtl: -1,
    });
  });

  it('brings the indexes of an older container to the definition, and keeps it', async () => {
    const databaseName = randomUUID();
    await cosmos.putDatabase(databaseName);
    await cosmos.putContainer(databaseName, {
      id: 'OpenShiftClusters',
      partitionKey: { paths: ['/partitionKey'], kind: 'Hash', version: 2 },
    });
    const before = await definitionOf(databaseName, 'OpenShiftClusters');

    await createContainers({ ...account(), databaseName });

    const after = await definitionOf(databaseName, 'OpenShiftClusters');
    expect(after).toMatchObject({ defaultTtl: -1, _rid: (before as unknown as { _rid: string })._rid });
    expect(after?.indexingPolicy?.includedPaths?.map(({ path }) => path)).toContain('/key/?');
  });

  it('refuses a container that is partitioned by something else', async () => {
    const databaseName = randomUUID();
    await cosmos.putDatabase(databaseName);
    await cosmos.putContainer(databaseName, {
      id: 'Leases',
      partitionKey: { paths: ['/id'], kind: 'Hash', version: 2 },
    });

    await expect(createContainers({ ...account(), databaseName })).rejects.toThrow('Leases is partitioned by /id');
  });
});
