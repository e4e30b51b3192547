import { parse } from 'yaml';
import { type OpenShiftServer } from './index.ts';
import { conditionOf, textAt } from './kubernetes/object.ts';
import { type ClusterClient, clientOf } from './testing/cluster-client.ts';
import { kubectl, kubectlWith } from './testing/kubectl.ts';
import { makeSite, type Site } from './testing/site.ts';
import { throughProxy } from './testing/tunnel.ts';
import { until } from './testing/wait.ts';

jest.setTimeout(120_000);

/** One cluster from its machines to its end: what each test finds is what the one before has left. */
describe('a cluster on local Azure', () => {
  let site: Site;
  let server: OpenShiftServer;
  let endpoint: string;
  beforeAll(async () => {
    site = await makeSite();
    await site.publish();
    endpoint = await site.makePrivateEndpoint();
    server = await site.startClusters();
  });
  afterAll(async () => {
    await server?.close();
    await site?.[Symbol.asyncDispose]();
  });

  const stage = () => server.clusters().find(({ infraId }) => infraId === site.installation.infraId)?.stage;
  const ask: ClusterClient['send'] = (path, options) => clientOf(site, () => server, endpoint).send(path, options);
  const machinesApi = '/apis/machine.openshift.io/v1beta1/namespaces/openshift-machine-api';
  const machineNames = async (group = site.names.groupId) =>
    site.azure.arm.view
      .ofType(undefined, 'Microsoft.Compute/virtualMachines')
      .filter(({ id }) => id.startsWith(group))
      .map(({ name }) => name);

  it('is not reached before its machines are there', async () => {
    await expect(ask('/readyz')).rejects.toThrow('502');
    expect(server.clusters()).toEqual([]);
  });

  it('answers at its private endpoint when they are, with the certificate of its internal name', async () => {
    await site.makeMachines();
    await until(async () => (stage() === 'bootstrapping' ? true : undefined));

    const { status, object } = await until(() =>
      ask('/api/v1/nodes').then(
        (answer) => answer,
        () => undefined,
      ),
    );

    expect([status, object.kind]).toEqual([200, 'NodeList']);
  });

  it('says that its bootstrap is complete, and makes no workers while the bootstrap machine is there', async () => {
    const path = '/api/v1/namespaces/kube-system/configmaps/bootstrap';
    const { object } = await until(async () => {
      const answer = await ask(path);
      return answer.status === 200 ? answer : undefined;
    });

    expect(object['data']).toEqual({ status: 'complete' });
    expect((await machineNames()).filter((name) => name.includes('worker'))).toEqual([]);
  });

  it('makes its workers in Azure as its own principal when the bootstrap machine is gone', async () => {
    await site.removeBootstrap();

    await until(async () =>
      (await machineNames()).filter((n) => n.includes('worker')).length === 3 ? true : undefined,
    );
    const writes = site.azure.arm
      .requests({ method: 'PUT' })
      .filter(({ path }) => /virtualMachines\/[^/]*-worker-/.test(path));

    const { infraId } = site.installation;
    expect((await machineNames()).filter((n) => n.includes('worker')).sort()).toEqual(
      ['eastus1', 'eastus2', 'eastus3'].map((zone) => expect.stringMatching(`^${infraId}-worker-${zone}-[a-z0-9]{5}$`)),
    );
    expect(new Set(writes.map(({ caller }) => caller))).toEqual(new Set([site.azure.endpoints.clusterClientId]));
  });

  it('becomes available, with the address of its router', async () => {
    const version = await until(async () => {
      const { object } = await ask('/apis/config.openshift.io/v1/clusterversions/version');
      return conditionOf(object, 'Available')?.status === 'True' ? object : undefined;
    });
    const { object: service } = await ask('/api/v1/namespaces/openshift-ingress/services/router-default');
    const { object: machines } = await ask(`${machinesApi}/machines`);
    const { groupId, infraId, domain } = site.names;
    const at = (type: string, name: string) =>
      site.azure.arm.view.get(`${groupId}/providers/Microsoft.Network/${type}/${name}`);
    const address = textAt(at('publicIPAddresses', `${infraId}-default-v4`)?.properties, 'ipAddress');

    expect(textAt(version, 'status', 'history', 0, 'state')).toBe('Completed');
    expect(textAt(service, 'status', 'loadBalancer', 'ingress', 0, 'ip')).toBe(address);
    expect(machines.items.map((one) => textAt(one, 'status', 'phase'))).toEqual(Array(6).fill('Running'));
    expect(JSON.stringify(at('loadBalancers', infraId)?.properties)).toContain('"frontendPort":443');
    expect(JSON.stringify(at('networkSecurityGroups', `${infraId}-nsg`)?.properties)).toContain(address);
    expect(JSON.stringify(at('privateDnsZones', `${domain}/A/*.apps`)?.properties)).toContain(address);
  });

  it('finds the public address that the Service of its router asks for as its own principal', async () => {
    const { groupId, infraId } = site.names;
    const addresses = `${groupId}/providers/Microsoft.Network/publicIPAddresses`;
    const addressOf = (name: string) =>
      textAt(site.azure.arm.view.get(`${addresses}/${infraId}-${name}`)?.properties, 'ipAddress');
    const path = '/api/v1/namespaces/openshift-ingress/services/router-default';
    /** Resolves when the router is at `expected`. */
    const askFor = async (address: string | null, expected: string) => {
      const annotations = { 'service.beta.kubernetes.io/azure-load-balancer-ipv4': address };
      await ask(path, {
        method: 'PATCH',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: JSON.stringify({ metadata: { annotations } }),
      });
      return until(async () => {
        const { object } = await ask(path);
        return textAt(object, 'status', 'loadBalancer', 'ingress', 0, 'ip') === expected ? true : undefined;
      });
    };

    await askFor(addressOf('pip-v4'), addressOf('pip-v4'));
    await askFor(null, addressOf('default-v4'));

    const asked = site.azure.arm.requests({ method: 'GET' }).filter((one) => one.path === addresses);
    expect(asked.map(({ caller }) => caller)).toEqual([site.azure.endpoints.clusterClientId]);
  });

  (kubectl ? it : it.skip)('shows nodes and operators to kubectl at its public name', async () => {
    using run = kubectlWith(site.installation.kubeconfig, server.proxy);

    const nodes = await run('get', 'nodes');
    const operators = await run('get', 'clusteroperators');
    const yaml = await run('get', 'clusterversion', 'version', '-o', 'yaml');
    const described = await run('describe', 'node', `${site.installation.infraId}-master-0`);

    const machines = await run('get', 'machines', '-A');
    const set = `machineset/${site.installation.infraId}-worker-eastus1`;
    const scaled = await run('-n', 'openshift-machine-api', 'scale', set, '--replicas=1');
    const operator = await run('describe', 'clusteroperator', 'ingress');
    const file = run.write(
      'mine.json',
      JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine' }, data: { a: 'b' } }),
    );
    await run('create', '--validate=false', '-f', file);
    const mine = await run('get', 'configmap', 'mine', '-o', 'jsonpath={.data.a}');
    await run('delete', 'configmap', 'mine');
    const left = await run('get', 'configmaps', '-o', 'name');

    expect(nodes.match(/ Ready /g)).toHaveLength(6);
    expect(machines).toMatch(
      /^NAMESPACE +NAME +PHASE +TYPE +REGION +ZONE +AGE\nopenshift-machine-api .* Running +Standard_D8s_v5 +eastus +1 /,
    );
    expect(scaled).toContain('scaled');
    expect(operator).toMatch(/Type: +Available/);
    expect([mine, left]).toEqual(['b', '']);
    expect(operators).toMatch(
      /^NAME +VERSION +AVAILABLE +PROGRESSING +DEGRADED +SINCE +MESSAGE\nauthentication +4\.20\.3 +True +False +False/,
    );
    expect(parse(yaml)).toMatchObject({ kind: 'ClusterVersion', status: { desired: { version: '4.20.3' } } });
    expect(described).toContain('KubeletReady');
  });

  it('lets kubeadmin log in, and takes the token that the login gives', async () => {
    const { object } = await ask('/api/v1/namespaces/openshift-config-managed/configmaps/default-ingress-cert');
    const ca = textAt(object['data'], 'ca-bundle.crt');
    const login = (password: string) =>
      throughProxy(
        server.proxy,
        'oauth-openshift.apps.demo.example.com:443',
        '/oauth/authorize?response_type=token&client_id=openshift-challenging-client',
        {
          ca,
          headers: {
            'X-CSRF-Token': '1',
            authorization: `Basic ${Buffer.from(`kubeadmin:${password}`).toString('base64')}`,
          },
        },
      );

    const right = await login(site.installation.password);
    const token = new URLSearchParams(right.headers.location?.split('#')[1]).get('access_token') ?? '';
    const { ca: kubeCa } = clientOf(site, server, endpoint).admin;
    const nodes = await throughProxy(server.proxy, 'api.demo.example.com:6443', '/api/v1/nodes', {
      ca: kubeCa,
      headers: { authorization: `Bearer ${token}` },
    });

    expect(right.status).toBe(302);
    expect((await login('wrong')).status).toBe(401);
    expect(nodes.status).toBe(200);
  });

  it('follows the replicas of a MachineSet, in Azure too', async () => {
    const name = `${site.installation.infraId}-worker-eastus1`;
    const scale = async (replicas: number) => {
      await ask(`${machinesApi}/machinesets/${name}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: JSON.stringify({ spec: { replicas } }),
      });
      return until(async () => {
        const { object } = await ask(`${machinesApi}/machinesets/${name}`);
        const isDone =
          Number(textAt(object, 'status', 'availableReplicas')) === replicas &&
          textAt(object, 'status', 'observedGeneration') === textAt(object, 'metadata', 'generation');
        const { object: machines } = await ask(`${machinesApi}/machines`);
        const count = machines.items.filter(({ metadata }) => metadata.name.startsWith(name)).length;
        return isDone && count === replicas ? count : undefined;
      });
    };

    expect(await scale(2)).toBe(2);
    expect(await scale(0)).toBe(0);
    const left = ['Compute/virtualMachines', 'Compute/disks', 'Network/networkInterfaces'].flatMap((type) =>
      site.azure.arm.view.ofType(undefined, `Microsoft.${type}`).filter((one) => one.name.startsWith(name)),
    );
    expect(left).toEqual([]);
  });

  it('is what it was after a restart', async () => {
    const read = async () => (await ask(`${machinesApi}/machines`)).object.items.map(({ metadata }) => metadata);
    const before = await read();

    await server.close();
    server = await site.startClusters();
    await until(() =>
      ask('/readyz').then(
        () => true,
        (error: Error) => (error.message.includes('502') ? undefined : true),
      ),
    );

    expect(await read()).toEqual(before);
  });

  it('is gone when its machines are', async () => {
    const machines = await machineNames();
    await Promise.all(
      machines.map((name) =>
        site.owner.remove(`${site.names.groupId}/providers/Microsoft.Compute/virtualMachines/${name}`, '2024-03-01'),
      ),
    );

    await until(() => (server.clusters().length === 0 ? true : undefined));

    await expect(ask('/readyz')).rejects.toThrow('502');
  });
});
