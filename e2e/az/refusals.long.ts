import { type Endpoints } from '@aro-rp/local-azure';
import {
  clusterBody,
  clusterIdOf,
  createServicePrincipal,
  demoGroup,
  prepareNetwork,
  resourceManager,
  type ServicePrincipal,
} from '@aro-rp/start';
import { startSystem, type System } from '../harness/system.ts';
import { customerFolder, type CustomerFolder, describeWithAz, type Ran, signedIn, type SignedIn } from './azure-cli.ts';
import { expectRefusal } from './refusal.ts';

// Each command starts an interpreter, which takes a second and more on a machine that is busy.
jest.setTimeout(120_000);

describeWithAz('az aro create', () => {
  let system: System;
  let folder: CustomerFolder;
  let endpoints: Endpoints;

  let run: SignedIn['run'];
  let done: SignedIn['done'];
  const create = (name: string, principal: ServicePrincipal, options = '', network = name) =>
    run(`az aro create -g ${demoGroup} -n ${name} --vnet vnet-${network} --master-subnet master --worker-subnet worker \\
  --client-id ${principal.clientId} --client-secret ${principal.clientSecret} --only-show-errors ${options}`);
  /** The network of a cluster that is called so, and a service principal with every right that it needs. */
  const prepare = async (name: string): Promise<ServicePrincipal> => {
    const principal = await createServicePrincipal(endpoints, name);
    await prepareNetwork(endpoints, demoGroup, name, principal.clientId);
    return principal;
  };
  const show = (name: string) => run(`az aro show -g ${demoGroup} -n ${name} --query provisioningState -o tsv`);
  const put = (id: string, body: object) =>
    resourceManager(endpoints).resources.beginCreateOrUpdateByIdAndWait(id, '2023-11-01', body, {
      updateIntervalInMs: 200,
    });
  const get = (id: string) => resourceManager(endpoints).resources.getById(id, '2023-11-01');
  const remove = (name: string) => done(`az aro delete -g ${demoGroup} -n ${name} --yes`);

  /** Those that wait for long are begun together: a secret and a right may have to spread, and a cluster is installed. */
  let begun: { wrongSecret: Promise<Ran>; withoutRights: Promise<Ran>; first: Promise<Ran> };
  let rightless: ServicePrincipal;
  let principal: ServicePrincipal;

  beforeAll(async () => {
    system = await startSystem();
    ({ endpoints } = system);
    folder = await customerFolder(endpoints);
    ({ run, done } = await signedIn(folder));
    rightless = await createServicePrincipal(endpoints, 'rights');
    await prepareNetwork(endpoints, demoGroup, 'rights');
    principal = await prepare('first');
    const { clientId } = await prepare('secret');
    begun = {
      wrongSecret: create('secret', { clientId, clientSecret: 'wrong' }),
      withoutRights: create('rights', rightless),
      first: create('first', principal, '--domain first'),
    };
  });
  afterAll(async () => {
    folder?.close();
    await system?.stop();
  });

  it('is told within a minute that a client secret is wrong, and what has failed can be deleted', async () => {
    const refused = await begun.wrongSecret;

    expectRefusal(
      refused,
      'InvalidServicePrincipalCredentials',
      /AADSTS7000215.* Make a client secret that is valid.* create it again/,
    );
    expect(await show('secret')).toMatchObject({ status: 0, output: 'Failed\n' });
    await remove('secret');
    expect(await show('secret')).toMatchObject({ status: 3, errors: expect.stringContaining('(ResourceNotFound)') });
  }, 60_000);

  it('is told which right the service principal lacks, where, and the command that grants it', async () => {
    const refused = await begun.withoutRights;

    expectRefusal(
      refused,
      'InvalidServicePrincipalPermissions',
      /Grant them\. Then delete this cluster and create it again/,
    );
    expect(refused.errors).toContain(`'Microsoft.Compute/skus/read' on '/subscriptions/${endpoints.subscriptionId}'`);
    expect(refused.errors).toContain(`az role assignment create --assignee ${rightless.clientId} --role`);
  });

  it('is told that the network is in another region', async () => {
    const own = await createServicePrincipal(endpoints, 'west');
    await prepareNetwork({ ...endpoints, location: 'westus' }, 'west', 'west', own.clientId);

    const refused = await create('west', own, `-g west --location ${endpoints.location}`);

    expectRefusal(refused, 'InvalidLinkedVNet', /'westus'; it has to be in the cluster's, 'eastus'/);
  });

  it('is told that a subnet has a security group of somebody else, which it keeps', async () => {
    const own = await createServicePrincipal(endpoints, 'guarded');
    const worker = `${await prepareNetwork(endpoints, demoGroup, 'guarded', own.clientId)}/subnets/worker`;
    const id = `/subscriptions/${endpoints.subscriptionId}/resourceGroups/${demoGroup}/providers/Microsoft.Network/networkSecurityGroups/mine`;
    await put(id, { location: endpoints.location, properties: {} });
    await put(worker, { properties: { addressPrefix: '10.0.2.0/23', networkSecurityGroup: { id } } });
    const guarded = await get(worker);

    const refused = await create('guarded', own);

    expectRefusal(
      refused,
      'InvalidLinkedVNet',
      /subnets\/worker' has the network security group .*Remove it from the sub/,
    );
    await remove('guarded');
    expect(await get(worker)).toEqual(guarded);
  });

  it('is told by az that the managed group exists, and by the service too, which leaves the group alone', async () => {
    const own = await prepare('grouped');
    const group = await done(`az group create -n aro-grouped -l ${endpoints.location} --tags keep=me`);

    const byAz = await create('grouped', own, '--cluster-resource-group aro-grouped');
    const id = clusterIdOf(endpoints, demoGroup, 'grouped');
    const body = JSON.stringify(clusterBody(endpoints, 'grouped', own));
    const byService = await run(
      `az resource create --id ${id} --api-version 2022-04-01 --is-full-object --properties '${body}'`,
    );

    expect(byAz).toMatchObject({ status: 1, errors: expect.stringContaining('resource group must not exist') });
    expectRefusal(
      byService,
      'ResourceGroupAlreadyExists',
      /managed by nobody.*name of a resource group that does not exist/,
    );
    await remove('grouped');
    expect(await done('az group show -n aro-grouped')).toBe(group);
  });

  describe('beside a cluster that is there', () => {
    beforeAll(async () => {
      const { status, errors } = await begun.first;
      if (status !== 0) throw new Error(errors);
    });

    it('changes nothing when it is repeated, since it draws a new domain and managed group', async () => {
      const refused = await create('first', principal);

      expectRefusal(
        refused,
        'PropertyChangeNotAllowed',
        /clusterProfile\.domain, properties\.clusterProfile\.resourceGroupId/,
      );
      expect(refused.errors).toContain('Leave it out, or send the value that GET returns.');
      expect(await show('first')).toMatchObject({ status: 0, output: 'Succeeded\n' });
    });

    it('is refused the service principal of the other', async () => {
      await prepareNetwork(endpoints, demoGroup, 'second', principal.clientId);

      const refused = await create('second', principal);

      expectRefusal(refused, 'DuplicateClientID', /is already used by another cluster\. Use one per cluster/);
      expect(await show('second')).toMatchObject({ status: 3 });
    });

    it('is refused the subnets of the other, by the name of who is in them, and the other keeps them', async () => {
      const own = await prepare('neighbour');
      const inUse = `${await prepareNetwork(endpoints, demoGroup, 'first', own.clientId)}/subnets/master`;
      const before = await get(inUse);

      const refused = await create('neighbour', own, '', 'first');
      await remove('neighbour');

      expectRefusal(
        refused,
        'InvalidEnvironment',
        /in the way of the cluster.*delete this cluster and create it again\./,
      );
      expect(refused.errors).toMatch(
        /subnets\/master' is in use by '\S+\/aro-[^']+'.*A cluster needs it for itself: empty it, or name another one/,
      );
      expect(await get(inUse)).toEqual(before);
      expect(await show('first')).toMatchObject({ status: 0, output: 'Succeeded\n' });
    });

    it('is refused the domain of the other, which keeps it when the refused one is deleted', async () => {
      const own = await prepare('third');

      const refused = await create('third', own, '--domain first');
      await remove('third');
      const again = await create('third', own, '--domain first');

      expectRefusal(refused, 'DuplicateDomain', /'first\..*Delete this cluster and create it with another domain/);
      expectRefusal(again, 'DuplicateDomain', /'first\./);
    });
  });
});
