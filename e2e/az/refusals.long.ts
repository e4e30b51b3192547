import { type Endpoints } from '@aro-rp/local-azure';
import {
  clusterBody,
  clusterIdOf,
  createServicePrincipal,
  demoGroup,
  prepareNetwork,
  type ServicePrincipal,
} from '@aro-rp/start';
import { startSystem, type System } from '../harness/system.ts';
import { customerFolder, type CustomerFolder, describeWithAz, type Ran } from './azure-cli.ts';

// Each command starts an interpreter, which takes a second and more on a machine that is busy.
jest.setTimeout(120_000);

const login = `
. .local/env.sh
az cloud register -n AroLocal --cloud-config @.local/cloud.json
az cloud set -n AroLocal
az login --service-principal -u "$CLIENT_ID" -p "$CLIENT_SECRET" --tenant "$TENANT_ID"
az account set -s "$SUBSCRIPTION_ID"
`;

describeWithAz('az aro create', () => {
  let system: System;
  let folder: CustomerFolder;
  let endpoints: Endpoints;

  const run = (script: string) =>
    folder.sh(`. .local/env.sh
PATH="$PWD/tools/az:$PATH" AZURE_CONFIG_DIR="$PWD/az" AZURE_CORE_COLLECT_TELEMETRY=false
export PATH AZURE_CONFIG_DIR AZURE_CORE_COLLECT_TELEMETRY
${script}`);
  const done = async (script: string): Promise<string> => {
    const { status, output, errors } = await run(script);
    if (status !== 0) throw new Error(`${script} ended with ${status}: ${errors}`);
    return output.trim();
  };
  const create = (name: string, principal: ServicePrincipal, options = '') =>
    run(`az aro create -g ${demoGroup} -n ${name} --vnet vnet-${name} --master-subnet master --worker-subnet worker \\
  --client-id ${principal.clientId} --client-secret ${principal.clientSecret} --only-show-errors ${options}`);
  /** The network of a cluster that is called so, and a service principal with every right that it needs. */
  const prepare = async (name: string): Promise<ServicePrincipal> => {
    const principal = await createServicePrincipal(endpoints, name);
    await prepareNetwork(endpoints, demoGroup, name, principal.clientId);
    return principal;
  };
  const stateOf = (name: string) => done(`az aro show -g ${demoGroup} -n ${name} --query provisioningState -o tsv`);
  const remove = async (name: string) => {
    await done(`az aro delete -g ${demoGroup} -n ${name} --yes`);
    return run(`az aro show -g ${demoGroup} -n ${name}`);
  };

  beforeAll(async () => {
    system = await startSystem();
    ({ endpoints } = system);
    folder = await customerFolder(endpoints);
    await done(login);
  });
  afterAll(async () => {
    folder?.close();
    await system?.stop();
  });

  it('is told within a minute that a client secret is wrong, and what has failed can be deleted', async () => {
    const { clientId } = await prepare('secret');

    const refused = await create('secret', { clientId, clientSecret: 'wrong' });

    expectRefusal(
      refused,
      'InvalidServicePrincipalCredentials',
      /AADSTS7000215.* create it with a client secret that is/,
    );
    expect(await stateOf('secret')).toBe('Failed');
    expect(await remove('secret')).toMatchObject({ status: 3, errors: expect.stringContaining('(ResourceNotFound)') });
  }, 60_000);

  it('is told which right the service principal lacks, where, and the command that grants it', async () => {
    const principal = await createServicePrincipal(endpoints, 'rights');
    await prepareNetwork(endpoints, demoGroup, 'rights');

    const refused = await create('rights', principal);

    expectRefusal(refused, 'InvalidServicePrincipalPermissions', /Grant them, delete this cluster and create it again/);
    expect(refused.errors).toContain(`'Microsoft.Compute/skus/read' on '/subscriptions/${endpoints.subscriptionId}'`);
    expect(refused.errors).toContain(`az role assignment create --assignee ${principal.clientId} --role`);
  });

  it('is told that the network is in another region', async () => {
    const principal = await createServicePrincipal(endpoints, 'west');
    await prepareNetwork({ ...endpoints, location: 'westus' }, 'west', 'west', principal.clientId);

    const refused = await create('west', principal, `-g west --location ${endpoints.location}`);

    expectRefusal(refused, 'InvalidLinkedVNet', /'westus'; it has to be in the cluster's, 'eastus'/);
  });

  it('is told that a subnet has a security group of somebody else, which keeps it', async () => {
    const principal = await prepare('guarded');
    const subnet = `az network vnet subnet`;
    const place = `-g ${demoGroup} --vnet-name vnet-guarded -n worker`;
    await done(`az network nsg create -g ${demoGroup} -n mine`);
    await done(`${subnet} update ${place} --network-security-group mine`);

    const refused = await create('guarded', principal);

    expectRefusal(
      refused,
      'InvalidLinkedVNet',
      /subnets\/worker' has the network security group .*Remove it from the sub/,
    );
    await remove('guarded');
    expect(await done(`${subnet} show ${place} --query networkSecurityGroup.id -o tsv`)).toMatch(/\/mine$/);
  });

  it('is told by az that the managed group exists, and by the service too, which leaves the group alone', async () => {
    const principal = await prepare('grouped');
    await done(`az group create -n aro-grouped -l ${endpoints.location} --tags keep=me`);

    const byAz = await create('grouped', principal, '--cluster-resource-group aro-grouped');
    const id = clusterIdOf(endpoints, demoGroup, 'grouped');
    const body = JSON.stringify(clusterBody(endpoints, 'grouped', principal));
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
    expect(await done('az group show -n aro-grouped --query tags.keep -o tsv')).toBe('me');
  });

  describe('beside a cluster that is there', () => {
    let principal: ServicePrincipal;
    beforeAll(async () => {
      principal = await prepare('first');
      const { status, errors } = await create('first', principal, '--domain first');
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
      expect(await stateOf('first')).toBe('Succeeded');
    });

    it('is refused the service principal of the other', async () => {
      await prepareNetwork(endpoints, demoGroup, 'second', principal.clientId);

      const refused = await create('second', principal);

      expectRefusal(refused, 'DuplicateClientID', /is already used by another cluster\. Use one per cluster/);
      expect(await run(`az aro show -g ${demoGroup} -n second`)).toMatchObject({ status: 3 });
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

/** What `az` prints of an error: `ERROR: (Code) Message`, all in one line. */
function expectRefusal({ status, errors }: Ran, code: string, hint: RegExp): void {
  const line = errors.split('\n').find((one) => one.startsWith('ERROR: '));
  expect(line ?? errors).toMatch(new RegExp(`^ERROR: \\(${code}\\) .*${hint.source}`));
  expect(status).toBe(1);
}
