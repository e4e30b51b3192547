import { type Endpoints } from '@aro-rp/local-azure';
import { clusterIdOf, createServicePrincipal, demoGroup, prepareNetwork, type ServicePrincipal } from '@aro-rp/start';
import { adminOf } from '../harness/admin.ts';
import { startSystem, type System } from '../harness/system.ts';
import { customerFolder, type CustomerFolder, describeWithAz, signedIn, type SignedIn } from './azure-cli.ts';
import { expectRefusal } from './refusal.ts';

jest.setTimeout(240_000);

describeWithAz('a command of az aro that is given again', () => {
  let system: System;
  let folder: CustomerFolder;
  let endpoints: Endpoints;
  let run: SignedIn['run'];
  let done: SignedIn['done'];
  let admin: ReturnType<typeof adminOf>;

  beforeAll(async () => {
    system = await startSystem();
    ({ endpoints } = system);
    admin = adminOf(endpoints);
    folder = await customerFolder(endpoints);
    ({ run, done } = await signedIn(folder));
  }, 120_000);
  afterAll(async () => {
    folder?.close();
    await system?.stop();
  });

  /** The network of a cluster that is called so, and a service principal with every right that it needs. */
  const prepare = async (name: string): Promise<ServicePrincipal> => {
    const principal = await createServicePrincipal(endpoints, name);
    await prepareNetwork(endpoints, demoGroup, name, principal.clientId);
    return principal;
  };
  const namesOf = (name: string) => `--domain ${name} --cluster-resource-group aro-${name}`;
  /** All names are given, so that the same command is the same request. */
  const create = (name: string, { clientId, clientSecret }: ServicePrincipal, names = namesOf(name)) =>
    `az aro create -g ${demoGroup} -n ${name} --vnet vnet-${name} --master-subnet master --worker-subnet worker \\
  --client-id ${clientId} --client-secret ${clientSecret} --only-show-errors ${names}`;
  const remove = (name: string, options = '') => `az aro delete -g ${demoGroup} -n ${name} --yes ${options}`;
  const state = (name: string) =>
    run(`az aro show -g ${demoGroup} -n ${name} --query provisioningState -o tsv`).then(({ status, output, errors }) =>
      status === 0 ? output.trim() : errors,
    );
  const ended = (name: string, as: 'created' | 'deleted') =>
    done(
      `az resource wait --ids ${clusterIdOf(endpoints, demoGroup, name)} --${as} --interval 1 --api-version 2022-04-01`,
    );

  it('while the cluster is made is refused, and the cluster is made all the same; then it changes nothing', async () => {
    const principal = await prepare('twice');
    await admin.addFault(never('PUT', '/deployments/machines\\?'));
    await done(create('twice', principal, `${namesOf('twice')} --no-wait`));

    const withOtherNames = await run(create('twice', principal, '--domain other --cluster-resource-group aro-other'));
    const meanwhile = await state('twice');
    await admin.removeFaults();
    await ended('twice', 'created');
    const withTheSame = await run(create('twice', principal));

    expect(meanwhile).toBe('Creating');
    expectRefusal(
      withOtherNames,
      'RequestNotAllowed',
      /busy with the create operation '.*Wait until it has ended, then try again/,
    );
    expect(withTheSame).toMatchObject({
      status: 1,
      errors: "ERROR: Invalid --cluster-resource-group 'aro-twice': resource group must not exist.\n",
    });
    expect(await state('twice')).toBe('Succeeded');
  });

  it('deletes what is being deleted, and says of what is gone that it is not there', async () => {
    await admin.addFault(never('DELETE', '/resourcegroups/aro-twice\\b'));
    await done(remove('twice', '--no-wait'));

    await done(remove('twice', '--no-wait'));
    const meanwhile = await state('twice');
    await admin.removeFaults();
    await ended('twice', 'deleted');
    const third = await run(remove('twice'));

    expect(meanwhile).toBe('Deleting');
    expect(third).toMatchObject({
      status: 3,
      errors: expect.stringMatching(/^ERROR: \(ResourceNotFound\) .*Check the/),
    });
  });

  it('over a cluster whose create has failed is refused with what to do, which then helps', async () => {
    const principal = await prepare('failed');
    const wrong = await run(create('failed', { ...principal, clientSecret: 'wrong' }));

    const again = await run(create('failed', principal));
    await done(remove('failed'));
    await done(create('failed', principal));

    expectRefusal(wrong, 'InvalidServicePrincipalCredentials', /create it again/);
    expectRefusal(
      again,
      'RequestNotAllowed',
      /failed in the state 'Creating'\. Only a delete is possible; delete the cluster\./,
    );
    expect(await state('failed')).toBe('Succeeded');
  });
});

/** What Azure does not do until faults are removed. */
const never = (method: string, path: string) => ({
  ...{ service: 'arm', method, path, times: 100_000 },
  action: { kind: 'status', status: 503, code: 'ServiceUnavailable', message: 'Not now.' },
});
