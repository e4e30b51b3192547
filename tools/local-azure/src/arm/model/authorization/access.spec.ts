import { milliseconds, minutes, seconds } from '@aro-rp/time';
import { cluster, customer, resourceProvider, services } from '../../../entra/principals.ts';
import { dnsSubscriptionId } from '../../seed.ts';
import { serviceIds } from '../../service-resources.ts';
import { roles } from './built-in-roles.ts';
import {
  assignmentBody,
  assignmentPath,
  type Callers,
  groupPath,
  messageOf,
  objectIdOf,
  said,
  startWithCallers,
  subscription,
} from './testing.ts';

const location = { location: 'eastus' };
const network = (scope: string, name = 'vnet') => `${scope}/providers/Microsoft.Network/virtualNetworks/${name}`;
const nsg = (scope: string, name = 'n') => `${scope}/providers/Microsoft.Network/networkSecurityGroups/${name}`;
const space = { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } };
const namespace = 'Microsoft.RedHatOpenShift';
const values = (body: Record<string, unknown>) => body['value'] as { name: string; id: string }[];

describe('callers of Azure Resource Manager', () => {
  let callers: Callers;
  beforeEach(async () => {
    callers = await startWithCallers();
    await callers.customer('PUT', groupPath('g'), location);
    await callers.customer('PUT', network(groupPath('g')), { ...location, properties: space });
    await callers.clock.advance(seconds(2));
  });
  afterEach(() => callers.close());

  const register = async () => {
    await callers.customer('POST', `${subscription}/providers/${namespace}/register`);
  };

  it('are refused with Azure’s words, whether the thing is there or not', async () => {
    const { cluster: send } = callers;
    const { clientId } = cluster;

    const there = await send('GET', network(groupPath('g')));
    const absent = await send('PUT', network(groupPath('absent')), location);

    expect([there, absent].map(said)).toEqual(['403 AuthorizationFailed', '403 AuthorizationFailed']);
    expect(messageOf(there)).toBe(
      `The client '${clientId}' with object id '${objectIdOf(cluster)}' does not have authorization to perform action 'Microsoft.Network/virtualNetworks/read' over scope '${network(groupPath('g'))}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    );
    expect(messageOf(absent)).toContain("'Microsoft.Network/virtualNetworks/write'");
    for (const [method, path] of [
      ['GET', subscription],
      ['PUT', groupPath('new')],
      ['DELETE', groupPath('g')],
      ['GET', `${subscription}/resources`],
      ['POST', `${subscription}/providers/Microsoft.Network/register`],
      ['PUT', `${groupPath('g')}/providers/Microsoft.Resources/deployments/d`],
      ['PUT', assignmentPath(groupPath('g'))],
      ['PUT', `${groupPath('g')}/providers/${namespace}/openShiftClusters/c`],
      ['GET', `${subscription}/providers/Microsoft.Network/virtualNetworks`],
    ] as const)
      expect([path, said(await send(method, path, method === 'GET' ? undefined : location))]).toEqual([
        path,
        '403 AuthorizationFailed',
      ]);
  });

  it('have a new role when it has spread, and lose it at once', async () => {
    const path = assignmentPath(groupPath('g'));
    const look = async () => said(await callers.cluster('GET', network(groupPath('g'))));

    const made = await callers.customer('PUT', path, assignmentBody(roles.reader.name, objectIdOf(cluster)));
    await callers.clock.advance(milliseconds(4_999));
    const before = await look();
    await callers.clock.advance(milliseconds(1));
    const after = await look();
    const write = said(await callers.cluster('PUT', network(groupPath('g')), { ...location, properties: space }));
    await callers.customer('DELETE', path);

    expect(made.status).toBe(201);
    expect([before, after, write, await look()]).toEqual([
      '403 AuthorizationFailed',
      '200',
      '403 AuthorizationFailed',
      '403 AuthorizationFailed',
    ]);
  });

  it('wait longer when roles are told to spread slowly', async () => {
    callers.arm.setRoleAssignmentDelay(minutes(5));
    await callers.grant(groupPath('g'), 'reader', cluster);

    await callers.clock.advance(minutes(4));
    const before = await callers.cluster('GET', groupPath('g'));
    await callers.clock.advance(minutes(1));

    expect([before, await callers.cluster('GET', groupPath('g'))].map(said)).toEqual([
      '403 AuthorizationFailed',
      '200',
    ]);
  });

  it('see of lists what they may read', async () => {
    await callers.customer('PUT', groupPath('other'), location);
    await callers.customer('PUT', network(groupPath('other'), 'other'), { ...location, properties: space });
    await callers.grant(network(groupPath('g')), 'networkContributor', cluster);
    const list = async (path: string) => values((await callers.cluster('GET', path)).body).map(({ name }) => name);

    expect(await list(`${subscription}/resources`)).toEqual(['vnet']);
    expect(await list(`${subscription}/resourceGroups`)).toEqual([]);
    expect(values((await callers.cluster('GET', '/subscriptions')).body)).toHaveLength(1);
    expect(values((await callers.frontend('GET', '/subscriptions')).body)).toEqual([]);
    await callers.grant(groupPath('other'), 'reader', cluster);
    expect(await list(`${subscription}/resourceGroups`)).toEqual(['other']);
  });

  it('are told what they have, as permissions', async () => {
    await callers.grant(network(groupPath('g')), 'networkContributor', cluster);
    const path = `${network(groupPath('g'))}/providers/Microsoft.Authorization/permissions?api-version=2015-07-01`;
    const doubled = path.replace('Microsoft.Network/', 'Microsoft.Network//');

    expect((await callers.cluster('GET', doubled)).body).toMatchObject({
      value: [{ actions: expect.arrayContaining(['Microsoft.Network/*']) as unknown, notActions: [] }],
    });
    expect((await callers.frontend('GET', path)).body).toEqual({ value: [] });
    expect(said(await callers.cluster('GET', path.replace('/vnet/', '/absent/')))).toBe('404 ResourceNotFound');
  });

  it('need a right on what they only refer to', async () => {
    await callers.customer('PUT', nsg(groupPath('g')), location);
    await callers.customer('PUT', groupPath('mine'), location);
    await callers.grant(groupPath('mine'), 'contributor', cluster);
    await callers.clock.advance(seconds(2));
    const subnets = [
      { name: 's', properties: { addressPrefix: '10.0.0.0/24', networkSecurityGroup: { id: nsg(groupPath('g')) } } },
    ];
    const put = () =>
      callers.cluster('PUT', network(groupPath('mine')), { ...location, properties: { ...space, subnets } });

    const refused = await put();
    await callers.grant(nsg(groupPath('g')), 'networkContributor', cluster);

    expect(said(refused)).toBe('403 LinkedAuthorizationFailed');
    expect(messageOf(refused)).toContain(
      `it does not have permission to perform action(s) 'Microsoft.Network/networkSecurityGroups/join/action' on the linked scope(s) '${nsg(groupPath('g'))}'`,
    );
    expect((await put()).status).toBe(201);
  });

  it('own their tenant’s subscriptions from the start, the service’s too', async () => {
    const own = await callers.customer('GET', subscription);
    const service = await callers.customer('GET', `/subscriptions/${dnsSubscriptionId}/resourceGroups/dns`);

    expect([own, service].map(said)).toEqual(['200', '200']);
  });

  describe('the resource provider', () => {
    const managed = { ...location, managedBy: `${groupPath('g')}/providers/${namespace}/openShiftClusters/c` };

    it('makes groups where its namespace is registered, and has what is in those that it manages', async () => {
      const unregistered = await callers.rp('PUT', groupPath('m'), managed);
      await register();
      const made = await callers.rp('PUT', groupPath('m'), managed);
      await callers.rp('PUT', nsg(groupPath('m')), location);
      const assigned = await callers.rp(
        'PUT',
        assignmentPath(groupPath('m')),
        assignmentBody(roles.contributor.name, objectIdOf(cluster)),
      );

      expect([unregistered, made, assigned].map(said)).toEqual(['403 AuthorizationFailed', '201', '201']);
      expect((await callers.rp('GET', nsg(groupPath('m')))).status).toBe(200);
      expect(said(await callers.rp('GET', network(groupPath('g'))))).toBe('403 AuthorizationFailed');
      expect(said(await callers.rp('DELETE', groupPath('g')))).toBe('403 AuthorizationFailed');
      expect((await callers.rp('DELETE', groupPath('m'))).status).toBe(202);
    });

    it('has a customer’s network when the customer gives it', async () => {
      await register();
      await callers.grant(network(groupPath('g')), 'networkContributor', resourceProvider);

      expect((await callers.rp('GET', network(groupPath('g')))).status).toBe(200);
      expect(said(await callers.rp('PUT', assignmentPath(network(groupPath('g'))), {}))).toBe(
        '403 AuthorizationFailed',
      );
    });

    it('keeps customers from changing a managed group, but for those that have a role at it', async () => {
      await register();
      await callers.rp('PUT', groupPath('m'), managed);
      const body = assignmentBody(roles.contributor.name, objectIdOf(cluster));
      await callers.rp('PUT', assignmentPath(groupPath('m')), body);
      await callers.clock.advance(seconds(5));

      const put = await callers.customer('PUT', nsg(groupPath('m')), location);
      const denied = [
        put,
        await callers.customer('DELETE', groupPath('m')),
        await callers.customer('PUT', assignmentPath(groupPath('m')), body),
        await callers.customer('PUT', `${groupPath('m')}/providers/Microsoft.Authorization/locks/l`, {}),
      ];

      expect(denied.map(said)).toEqual(Array(4).fill('403 DenyAssignmentAuthorizationFailed'));
      expect(messageOf(put)).toMatch(
        /has permission to perform action.*denied because of the deny assignment.*groups\/m/i,
      );
      expect((await callers.customer('GET', groupPath('m'))).status).toBe(200);
      expect((await callers.cluster('PUT', nsg(groupPath('m')), location)).status).toBe(201);
      expect(said(await callers.customer('PUT', groupPath('m'), location))).toBe(
        '403 DenyAssignmentAuthorizationFailed',
      );
    });
  });

  describe('the service’s own identities', () => {
    const own = `/subscriptions/${dnsSubscriptionId}/resourceGroups/dns`;
    const record = `${own}/providers/Microsoft.Network/dnsZones/eastus.aro.localhost/A/api.x`;

    it('have what the service made for them, and no more', async () => {
      const body = { properties: { TTL: 300, ARecords: [] } };
      const endpoint = `${own}/providers/Microsoft.Network/privateEndpoints/rp-pe-1`;

      expect((await callers.backend('PUT', record, body)).status).toBe(201);
      expect((await callers.backend('GET', network(own, 'rp-pe-vnet-001'))).status).toBe(200);
      expect(said(await callers.backend('GET', endpoint))).not.toContain('403');
      expect(said(await callers.backend('PUT', network(own, 'rp-pe-vnet-001'), location))).toBe(
        '403 AuthorizationFailed',
      );
      expect(said(await callers.backend('GET', groupPath('g')))).toBe('403 AuthorizationFailed');
      for (const send of [callers.frontend, callers.as(services['change-feed'])])
        expect(said(await send('PUT', record, body))).toBe('403 AuthorizationFailed');
    });

    it('find the service’s own resources from the start, finished', async () => {
      const ids = serviceIds(dnsSubscriptionId, 'dns');
      const all = [...ids.networks, ...ids.subnets, ids.registry, ids.account, ids.installers, ids.installerOutput];

      const states = all.map((id) => callers.arm.view.get(id)?.provisioningState);

      expect(states).toEqual(all.map(() => 'Succeeded'));
      expect((await callers.backend('GET', `${ids.registry}?api-version=2023-07-01`)).body).toMatchObject({
        properties: { loginServer: expect.any(String) as unknown },
      });
    });

    it('work with the blobs of the containers that they were given', () => {
      const account = `${own}/providers/Microsoft.Storage/storageAccounts/arolocalrp`;
      const container = (name: string) => `${account}/blobServices/default/containers/${name}`;
      const prefix = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
      const may = (principal: typeof customer, scope: string, verb: string) =>
        callers.arm.mayAccessBlob(
          { oid: objectIdOf(principal), tid: Object.keys(principal.objectIds)[0] ?? '' },
          { operation: `${prefix}/${verb}`, isDataAction: true, scope },
        );

      expect(may(services.backend, container('installer-output'), 'write')).toBe(true);
      expect(may(services.backend, container('installers'), 'read')).toBe(true);
      expect(may(services.backend, container('installers'), 'write')).toBe(false);
      expect(may(services.backend, account, 'read')).toBe(false);
      expect(may(services.frontend, container('installers'), 'read')).toBe(false);
      expect(may(customer, container('installers'), 'write')).toBe(true);
      expect(callers.arm.endpoints.rp).toMatchObject({
        installerOutput: 'https://localhost:8445/arolocalrp/installer-output',
        networkShards: [`${network(own, 'rp-pe-vnet-001')}/subnets/rp-pe-subnet`, expect.any(String)],
      });
    });
  });
});
