import { type OpenShiftServer } from '../index.ts';
import { conditionOf, type KubeObject, listAt, textAt } from '../kubernetes/object.ts';
import { type ClusterClient, clientOf } from '../testing/cluster-client.ts';
import { makeSite, type Site } from '../testing/site.ts';
import { lastLine, until } from '../testing/wait.ts';

jest.setTimeout(120_000);

const api = '/apis/machine.openshift.io/v1beta1/namespaces/openshift-machine-api';
const controlPlane = '/apis/machine.openshift.io/v1/namespaces/openshift-machine-api/controlplanemachinesets/cluster';

/** One cluster with a private router; what each test finds is what the one before has left. */
describe('the parts of a cluster', () => {
  let site: Site;
  let server: OpenShiftServer;
  let cluster: ClusterClient;
  const bootstrap = () =>
    `${site.names.groupId}/providers/Microsoft.Compute/virtualMachines/${site.installation.infraId}-bootstrap`;
  const names = (type: string) => site.azure.arm.view.ofType(undefined, `Microsoft.${type}`).map(({ name }) => name);
  const phases = async () =>
    Object.fromEntries(
      (await cluster.get(`${api}/machines`)).items.map((one) => [one.metadata.name, textAt(one, 'status', 'phase')]),
    );

  beforeAll(async () => {
    site = await makeSite({
      router: {
        'service.beta.kubernetes.io/azure-load-balancer-internal': 'true',
        'service.beta.kubernetes.io/azure-load-balancer-ipv4': '10.0.2.200',
      },
    });
    const endpoint = await site.makePrivateEndpoint();
    server = await site.startClusters();
    cluster = clientOf(site, server, endpoint);
  });
  afterAll(async () => {
    await server?.close();
    await site?.[Symbol.asyncDispose]();
  });

  it('say on the serial console what is unmet, once, and come up when it is met', async () => {
    const record = `${site.names.groupId}/providers/Microsoft.Network/privateDnsZones/${site.names.domain}/A/api-int`;
    const { properties } = await site.owner.send('GET', record, '2020-06-01');
    await site.owner.send('DELETE', record, '2020-06-01');

    await site.makeMachines();
    await until(() => (lastLine(site.azure, bootstrap()).includes('api-int') ? true : undefined));
    const waiting = server.clusters();
    const { aRecords, ttl } = properties as { aRecords: unknown; ttl: number };
    await site.owner.send('PUT', record, '2020-06-01', { properties: { ttl, aRecords } });
    await until(() => (server.clusters()[0]?.stage === 'bootstrapping' ? true : undefined));

    const lines = site.azure.arm.serialConsole.read(bootstrap()).trim().split('\n');
    expect(lines).toEqual(["resolver: api-int.demo.example.com is not known in the machines' network"]);
    expect(waiting).toMatchObject([{ stage: 'waiting', unmet: lines[0] }]);
  });

  it('put a private router at the address that its Service asks for, and leave no public way in', async () => {
    await until(() => cluster.find('/api/v1/namespaces/kube-system/configmaps/bootstrap'));
    await site.removeBootstrap();

    const service = await until(async () => {
      const found = await cluster.get('/api/v1/namespaces/openshift-ingress/services/router-default');
      return textAt(found, 'status', 'loadBalancer', 'ingress', 0, 'ip') === '' ? undefined : found;
    });

    const { groupId, infraId, domain } = site.names;
    const at = (name: string) =>
      JSON.stringify(site.azure.arm.view.get(`${groupId}/providers/Microsoft.Network/${name}`)?.properties);
    expect(textAt(service, 'status', 'loadBalancer', 'ingress', 0, 'ip')).toBe('10.0.2.200');
    expect(at(`loadBalancers/${infraId}-internal`)).toContain('"frontendPort":443');
    expect(at(`loadBalancers/${infraId}`)).not.toContain('"frontendPort":443');
    expect(at(`privateDnsZones/${domain}/A/*.apps`)).toContain('10.0.2.200');
  });

  it('leave alone what is connected, also when somebody takes a rule away', async () => {
    const { groupId, infraId } = site.names;
    const path = `${groupId}/providers/Microsoft.Network/networkSecurityGroups/${infraId}-nsg`;
    await until(async () => (Object.values(await phases()).every((one) => one === 'Running') ? true : undefined));
    await site.owner.send('PUT', path, '2023-11-01', { location: 'eastus', properties: { securityRules: [] } });

    await cluster.patch(`${api}/machinesets/${infraId}-worker-eastus1`, { metadata: { labels: { a: 'b' } } });

    const { properties } = await site.owner.send('GET', path, '2023-11-01');
    expect(properties).toMatchObject({ securityRules: [] });
  });

  it('fail a Machine with the words of Azure when Azure refuses it', async () => {
    const set = `${api}/machinesets/${site.installation.infraId}-worker-eastus2`;
    await cluster.patch(set, {
      spec: { replicas: 2, template: { spec: { providerSpec: { value: { vmSize: 'Standard_None' } } } } },
    });

    const failed = await until(async () =>
      (await cluster.get(`${api}/machines`)).items.find(
        (one: KubeObject) => textAt(one, 'status', 'phase') === 'Failed',
      ),
    );

    expect(textAt(failed, 'status', 'errorMessage')).toMatch(/failed to create vm .*Standard_None/);
    expect(names('Compute/virtualMachines')).not.toContain(failed.metadata.name);
  });

  it('fail a Machine whose virtual machine is gone, and its node goes', async () => {
    const [name = ''] = Object.keys(await phases()).filter((one) => one.includes('-worker-eastus3-'));
    await site.owner.remove(`${site.names.groupId}/providers/Microsoft.Compute/virtualMachines/${name}`, '2024-03-01');

    await until(async () => ((await phases())[name] === 'Failed' ? true : undefined));

    expect(await cluster.find(`/api/v1/nodes/${name}`)).toBeUndefined();
  });

  it('leave masters alone while the ControlPlaneMachineSet is inactive, and replace those that differ when it is active', async () => {
    const template = 'machines_v1beta1_machine_openshift_io';
    const value = { vmSize: 'Standard_D16s_v5' };
    const masters = async () => Object.keys(await phases()).filter((one) => one.includes('-master-'));
    const before = await masters();
    await cluster.patch(controlPlane, { spec: { template: { [template]: { spec: { providerSpec: { value } } } } } });
    const inactive = await until(async () => {
      const found = await cluster.get(controlPlane);
      return textAt(found, 'status', 'observedGeneration') === textAt(found, 'metadata', 'generation')
        ? found
        : undefined;
    });
    const unchanged = await masters();

    await cluster.patch(controlPlane, { spec: { state: 'Active' } });
    await until(async () => ((await masters()).includes(before[0] ?? '') ? undefined : true));

    expect(inactive['status']).toMatchObject({ replicas: 3, updatedReplicas: 0 });
    expect(unchanged).toEqual(before);
    expect(names('Compute/virtualMachines')).toContainEqual(
      expect.stringMatching(`^${site.installation.infraId}-master-[a-z0-9]{5}-0$`),
    );
    expect(names('Compute/virtualMachines')).not.toContain(before[0]);
  });

  it('sign in with what the credential operator has copied since its restart, and are degraded by what Azure refuses', async () => {
    const secret = '/api/v1/namespaces/kube-system/secrets/azure-credentials';
    const copy = '/api/v1/namespaces/openshift-machine-api/secrets/azure-cloud-credentials';
    const pods = '/api/v1/namespaces/openshift-cloud-credential-operator/pods';
    const restart = async () => {
      for (const { metadata } of (await cluster.get(pods)).items)
        await cluster.send(`${pods}/${metadata.name}`, { method: 'DELETE' });
    };
    const degraded = async (name: string) => {
      const operator = await cluster.get(`/apis/config.openshift.io/v1/clusteroperators/${name}`);
      return conditionOf(operator, 'Degraded');
    };
    const before = await cluster.get(secret);

    await cluster.patch(secret, { data: { azure_client_secret: Buffer.from('wrong').toString('base64') } });
    const untouched = [(await cluster.get(copy))['data'], await degraded('machine-api')];
    await restart();
    const refused = await until(async () => ((await degraded('machine-api'))?.status === 'True' ? true : undefined));
    const said = await degraded('cloud-credential');
    await cluster.patch(secret, { data: before['data'] });
    await restart();
    await until(async () => ((await degraded('machine-api'))?.status === 'False' ? true : undefined));

    expect(untouched).toEqual([before['data'], expect.objectContaining({ status: 'False' })]);
    expect(refused).toBe(true);
    expect(said).toMatchObject({ status: 'True', message: expect.stringContaining('AADSTS7000215') as string });
  });

  it('bring one master after the other to a redeployment, and say so meanwhile', async () => {
    const path = '/apis/operator.openshift.io/v1/kubeapiservers/cluster';
    const revisions = async () =>
      listAt(await cluster.get(path), 'status', 'nodeStatuses').map((one) => textAt(one, 'currentRevision'));
    const progressing = async () =>
      conditionOf(await cluster.get('/apis/config.openshift.io/v1/clusteroperators/kube-apiserver'), 'Progressing');
    const before = await revisions();

    await cluster.patch(path, { spec: { forceRedeploymentReason: 'a test' } });
    const meanwhile = await until(async () => {
      const found = await progressing();
      return found?.status === 'True' ? found : undefined;
    });
    await until(async () => ((await progressing())?.status === 'False' ? true : undefined));

    expect(meanwhile.message).toMatch(/not at the latest revision/);
    expect([new Set(before), new Set(await revisions())]).toEqual([new Set(['1']), new Set(['2'])]);
  });
});
