import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import fc from 'fast-check';
import { type ArmUnderTest, startArm } from './testing.ts';
import { deploymentsOf, errorOf, innerError, nsg, placeIn, propertiesOf, root, vnet } from './testing-deployments.ts';

const net = (name: string) => `Microsoft.Network/virtualNetworks/${name}`;

describe('template deployments', () => {
  let under: ArmUnderTest;
  let clock: FakeClock;
  let groups = 0;
  beforeAll(async () => {
    clock = createFakeClock();
    under = await startArm({ operationDuration: seconds(5) }, { clock });
  });
  afterAll(() => under.close());

  const place = () => placeIn(under, clock, `d${++groups}`);

  it('makes a small network in the order of its dependencies, and shows outputs', async () => {
    const { begin, settled, show, at } = await place();
    const template = {
      parameters: { prefix: { type: 'string' }, names: { type: 'array', defaultValue: ['a', 'b'] } },
      variables: { group: 'rules' },
      resources: [
        vnet('net', "[parameters('prefix')]", {
          dependsOn: ["[variables('group')]"],
          properties: {
            addressSpace: { addressPrefixes: ["[parameters('prefix')]"] },
            copy: [
              {
                name: 'subnets',
                count: "[length(parameters('names'))]",
                input: {
                  name: "[parameters('names')[copyIndex('subnets')]]",
                  properties: {
                    addressPrefix: "[concat('10.0.', copyIndex('subnets'), '.0/24')]",
                    networkSecurityGroup: {
                      id: "[resourceId('Microsoft.Network/networkSecurityGroups', variables('group'))]",
                    },
                  },
                },
              },
            ],
          },
        }),
        nsg("[variables('group')]", { tags: { by: '[deployment().name]' } }),
      ],
      outputs: {
        first: { type: 'string', value: "[reference('net').subnets[0].name]" },
        where: { type: 'string', value: "[reference('net', '2023-11-01', 'Full').location]" },
        hidden: { type: 'securestring', value: "[parameters('prefix')]" },
        never: { type: 'string', condition: false, value: "[reference('net').nothing]" },
        all: { type: 'array', copy: { count: 2, input: '[copyIndex()]' } },
      },
    };

    const begun = await begin('one', template, { prefix: { value: '10.0.0.0/16' } });
    const status = (begun.headers.get('azure-asyncoperation') ?? '').slice(under.arm.endpoint.length);
    const running = await under.send('GET', status);
    await clock.advance(seconds(4));
    const tooEarly = await show(net('net'));
    const ended = await settled('one');
    const { body: network } = await show(net('net'));

    expect([begun.status, begun.body['name'], running.body['status']]).toEqual([201, 'one', 'Accepted']);
    expect(tooEarly.status).toBe(404);
    expect(ended).toMatchObject({
      provisioningState: 'Succeeded',
      mode: 'Incremental',
      duration: 'PT10.001S',
      parameters: { prefix: { type: 'String', value: '10.0.0.0/16' } },
      providers: [
        {
          namespace: 'Microsoft.Network',
          resourceTypes: [
            { resourceType: 'virtualNetworks', locations: ['eastus'] },
            { resourceType: 'networkSecurityGroups' },
          ],
        },
      ],
      dependencies: [{ resourceName: 'net', dependsOn: [{ resourceName: 'rules' }] }],
      outputs: {
        first: { type: 'String', value: 'a' },
        where: { type: 'String', value: 'eastus' },
        all: { type: 'Array', value: [0, 1] },
      },
    });
    expect(ended.outputs?.['hidden']).toEqual({ type: 'SecureString' });
    expect(ended.outputs).not.toHaveProperty('never');
    expect(ended.outputResources?.map(({ id }) => id.split('/').at(-1))).toEqual(['net', 'rules']);
    expect(network['properties']).toMatchObject({
      provisioningState: 'Succeeded',
      subnets: [{ name: 'a' }, { name: 'b' }],
    });
    expect((await under.send('GET', status)).body).toEqual({ status: 'Succeeded' });
    expect((await under.send('GET', at('one', '/operations'))).body['value']).toMatchObject([
      { properties: { provisioningState: 'Succeeded', statusCode: 'Created' } },
      { properties: { provisioningState: 'Succeeded', statusCode: 'Created' } },
    ]);
  });

  it('makes what is independent at the same time', async () => {
    const { begin, settled } = await place();

    await begin('d', { resources: [nsg('a'), nsg('b'), vnet('c', '10.0.0.0/16')] });

    expect((await settled('d')).duration).toBe('PT5.001S');
  });

  it('is driven to its end by the poller of the real SDK', async () => {
    const { at, show } = await place();
    const done = under.resources.resources.createOrUpdateById(at('sdk'), '2021-04-01', {
      properties: propertiesOf({ resources: [nsg('n')] }),
    });
    await Promise.all([done, advanceUntil(done, clock)]);

    expect((await under.send('GET', at('sdk'))).body['properties']).toMatchObject({ provisioningState: 'Succeeded' });
    expect((await show('Microsoft.Network/networkSecurityGroups/n')).status).toBe(200);
  });

  it('leaves alone what it does not list and replaces what it lists', async () => {
    const { begin, settled, show, resource } = await place();
    const body = { location: 'eastus', tags: { kept: 'no' }, properties: {} };
    await under.send('PUT', resource('Microsoft.Network/networkSecurityGroups/listed'), { body });
    await under.send('PUT', resource('Microsoft.Network/networkSecurityGroups/other'), {
      body: { ...body, tags: { kept: 'yes' } },
    });
    await clock.advance(seconds(5));

    const begun = await begin('d', { resources: [nsg('listed')] });
    await settled('d');
    const again = await begin('d', { resources: [nsg('listed')] });
    await settled('d');

    expect((await show('Microsoft.Network/networkSecurityGroups/listed')).body).not.toHaveProperty('tags');
    expect((await show('Microsoft.Network/networkSecurityGroups/other')).body['tags']).toEqual({ kept: 'yes' });
    expect([begun.status, again.status]).toEqual([201, 200]);
  });

  it('records each PUT in the activity log as a client’s, with the deployment that made it', async () => {
    const { begin, settled, at, resource } = await place();
    await begin('d', { resources: [nsg('n')] });
    await settled('d');

    const [path = ''] = resource('Microsoft.Network/networkSecurityGroups/n').split('?');
    const records = under.arm.requests({ effect: 'created', resourceId: path });

    expect(records).toMatchObject([
      { method: 'PUT', path, deployment: at('d'), status: 201, caller: expect.any(String) as string },
    ]);
    expect(under.arm.requests({ effect: 'created', resourceId: at('d') })[0]).not.toHaveProperty('deployment');
  });

  it('fails with the provider’s error as JSON inside its own, and does not begin what depends on it', async () => {
    const { begin, settled, show, at } = await place();
    const template = {
      resources: [
        vnet('bad', '10.0.0.0/99'),
        vnet('after', '10.0.0.0/16', { dependsOn: ['bad'] }),
        vnet('beside', '10.0.0.0/16'),
      ],
    };

    await begin('d', template);
    const running = await under.send('GET', at('d'));
    const ended = await settled('d');
    const operations = (await under.send('GET', at('d', '/operations').replace('/providers/Microsoft.Resources', '')))
      .body['value'] as {
      properties: { provisioningState: string; statusMessage?: unknown };
    }[];

    expect(running.body['properties']).toMatchObject({ provisioningState: 'Accepted' });
    expect(ended).toMatchObject({
      provisioningState: 'Failed',
      error: { code: 'DeploymentFailed', details: [{ code: 'BadRequest' }] },
    });
    expect(innerError(ended).code).toBe('InvalidCIDRNotation');
    expect((await show(net('beside'))).body['properties']).toMatchObject({ provisioningState: 'Succeeded' });
    expect((await show(net('after'))).status).toBe(404);
    expect(operations.map(({ properties }) => properties.provisioningState).sort()).toEqual(['Failed', 'Succeeded']);
    expect(operations.find(({ properties }) => properties.statusMessage)?.properties.statusMessage).toMatchObject({
      error: { code: 'InvalidCIDRNotation' },
    });
  });

  it('deploys a template inside another, and hands its outputs out', async () => {
    const { begin, settled, show, group } = await place();
    const other = await place();
    const nested = (name: string, members: object, more: object = {}, parameters: object = {}) => ({
      type: 'Microsoft.Resources/deployments',
      apiVersion: '2021-04-01',
      name,
      ...more,
      properties: { ...propertiesOf(members, parameters), expressionEvaluationOptions: { scope: 'inner' } },
    });

    await begin('d', {
      variables: { inner: 'theirs' },
      resources: [
        nested(
          'in',
          {
            parameters: { name: { type: 'string' } },
            variables: { inner: 'mine' },
            resources: [nsg("[parameters('name')]")],
            outputs: { v: { type: 'string', value: "[concat(variables('inner'), '-', resourceGroup().name)]" } },
          },
          { resourceGroup: other.group },
          { name: { value: "[variables('inner')]" } },
        ),
        nsg('n', { tags: { v: "[reference('in').outputs.v.value]" } }),
      ],
    });
    const ended = await settled('d');

    expect(ended.provisioningState).toBe('Succeeded');
    expect((await other.show('Microsoft.Network/networkSecurityGroups/theirs')).status).toBe(200);
    expect((await show('Microsoft.Network/networkSecurityGroups/n')).body['tags']).toEqual({
      v: `mine-${other.group}`,
    });
    expect(group).not.toBe(other.group);
  });

  it('nests the error of a template inside another once more', async () => {
    const { begin, settled } = await place();
    const inner = propertiesOf({ resources: [vnet('bad', '10.0.0.0/99')] });

    await begin('d', {
      resources: [{ type: 'Microsoft.Resources/deployments', apiVersion: '2021-04-01', name: 'in', properties: inner }],
    });
    const ended = await settled('d');
    const { code, details } = innerError(ended);

    expect(ended.error?.details?.[0]?.code).toBe('Conflict');
    expect([code, details?.[0]?.code]).toEqual(['ResourceDeploymentFailure', 'DeploymentFailed']);
    expect(JSON.stringify(details)).toContain('InvalidCIDRNotation');
  });

  it('makes a group and what is in it, deployed to the subscription', async () => {
    const at = `${root}/providers/Microsoft.Resources/deployments/whole`;
    const { group } = await place();
    const properties = propertiesOf({
      resources: [
        {
          type: 'Microsoft.Resources/resourceGroups',
          apiVersion: '2021-04-01',
          name: `${group}-new`,
          location: '[deployment().location]',
        },
        {
          type: 'Microsoft.Resources/deployments',
          apiVersion: '2021-04-01',
          name: 'in',
          resourceGroup: `${group}-new`,
          dependsOn: [`${group}-new`],
          properties: propertiesOf({ resources: [nsg('n', { location: 'eastus' })] }),
        },
      ],
    });

    const begun = await under.send('PUT', at, { body: { location: 'eastus', properties } });
    for (let n = 0; n < 10; n++) await clock.advance(seconds(1));

    expect(begun.status).toBe(201);
    expect((await under.send('GET', at)).body).toMatchObject({
      location: 'eastus',
      properties: { provisioningState: 'Succeeded' },
    });
    expect((await under.send('GET', `${root}/resourceGroups/${group}-new/resources`)).body['value']).toMatchObject([
      { name: 'n' },
    ]);
  });

  it('refuses to replace or forget one that runs, and forgets one that has ended, not what it made', async () => {
    const { begin, settled, at, show } = await place();
    await begin('d', { resources: [nsg('n')] });
    await clock.advance(seconds(1));

    const second = await begin('d', { resources: [] });
    const removed = await under.send('DELETE', at('d'));
    await settled('d');
    const gone = await under.send('DELETE', at('d'));
    const again = await under.send('DELETE', at('d'));

    expect(errorOf(second).slice(0, 2)).toEqual([409, 'DeploymentActive']);
    expect(errorOf(removed).slice(0, 2)).toEqual([409, 'DeploymentActive']);
    expect([gone.status, again.status]).toEqual([202, 204]);
    expect(errorOf(await under.send('GET', at('d'))).slice(0, 2)).toEqual([404, 'DeploymentNotFound']);
    expect((await under.send('HEAD', at('d'))).status).toBe(404);
    expect((await show('Microsoft.Network/networkSecurityGroups/n')).status).toBe(200);
  });

  it('begins nothing more once it is cancelled', async () => {
    const { begin, at, get, show } = await place();
    await begin('d', { resources: [nsg('n'), vnet('v', '10.0.0.0/16', { dependsOn: ['n'] })] });
    await clock.advance(seconds(1));

    const cancelled = await under.send('POST', at('d', '/cancel'));
    for (let n = 0; n < 10; n++) await clock.advance(seconds(1));

    expect(cancelled.status).toBe(204);
    expect(await get('d')).toMatchObject({ provisioningState: 'Canceled', error: { code: 'DeploymentCanceled' } });
    expect((await show('Microsoft.Network/networkSecurityGroups/n')).status).toBe(200);
    expect((await show(net('v'))).status).toBe(404);
    expect(errorOf(await under.send('POST', at('d', '/cancel'))).slice(0, 2)).toEqual([
      409,
      'DeploymentCannotBeCancelled',
    ]);
  });

  it('fails when a value is only found wrong while it runs, in the words of the language', async () => {
    const { begin, settled } = await place();
    await begin('d', { resources: [nsg('a'), nsg('b', { tags: { t: "[reference('a').colour]" } })] });
    await begin('o', { outputs: { x: { type: 'int', value: '[resourceGroup().name]' } } });

    const [inResource, inOutput] = [await settled('d'), await settled('o')];

    expect(innerError(inResource)).toMatchObject({
      code: 'InvalidTemplate',
      message: expect.stringMatching(
        /Unable to process template language expressions for resource '.*\/b' at line '1' and column '\d+'\. 'The language expression property 'colour' doesn't exist/,
      ) as string,
    });
    expect(inOutput.error).toMatchObject({ code: 'DeploymentOutputEvaluationFailed', details: [{ target: 'x' }] });
  });

  it('says of a value that cannot be had now that it cannot, and not that the template is wrong', async () => {
    const { begin, settled } = await place();
    under.context.faults.add({
      service: 'arm',
      method: 'GET',
      path: 'networkSecurityGroups/a',
      action: { kind: 'status', status: 503, code: 'ServiceUnavailable' },
    });

    await begin('d', { resources: [nsg('a'), nsg('b', { tags: { t: "[reference('a').provisioningState]" } })] });

    expect(innerError(await settled('d'))).toMatchObject({ code: 'ServiceUnavailable' });
  });

  it('takes the faults that are asked for on its own requests', async () => {
    const { begin, settled, show } = await place();
    under.context.faults.add({
      service: 'arm',
      method: 'PUT',
      path: 'networkSecurityGroups/refused',
      action: { kind: 'status', status: 409, code: 'SkuNotAvailable', message: 'no more' },
    });
    under.context.faults.add({
      service: 'arm',
      method: 'PUT',
      path: 'networkSecurityGroups/unheard',
      action: { kind: 'lose-answer' },
    });

    await begin('d', { resources: [nsg('refused'), nsg('unheard')] });
    const ended = await settled('d');

    expect(ended.error?.details?.map(({ code }) => code)).toEqual(['Conflict', 'GatewayTimeout']);
    expect([innerError(ended).code, innerError(ended, 1).code]).toEqual(['SkuNotAvailable', 'GatewayTimeout']);
    expect((await show('Microsoft.Network/networkSecurityGroups/unheard')).status).toBe(200);
  });

  it('is forgotten with its group, also while it runs', async () => {
    const { begin, settled, at, group } = await place();
    await begin('ended', {});
    await settled('ended');
    await begin('running', { resources: [nsg('a'), nsg('b', { dependsOn: ['a'] })] });
    await under.send('DELETE', `${root}/resourceGroups/${group}`);
    for (let n = 0; n < 12; n++) await clock.advance(seconds(1));
    await under.send('PUT', `${root}/resourceGroups/${group}`, { body: { location: 'eastus' } });

    expect((await under.send('GET', at('', '').replace(/\/$/, ''))).body).toEqual({ value: [] });
  });

  it('lists by state, page by page, and exports the template', async () => {
    const { begin, settled, at } = await place();
    const list = async (query: string) =>
      (await under.send('GET', `${at('').replace(/\/$/, '')}?${query}&api-version=2021-04-01`)).body;
    for (const name of ['a', 'b', 'c'])
      await begin(name, name === 'b' ? { resources: [vnet('net', '10.0.0.0/99')] } : {});
    await settled('c');

    const first = await list('$top=2');
    const failed = await list("$filter=provisioningState eq 'Failed'");
    const exported = await under.send('POST', at('a', '/exportTemplate'));

    expect((first['value'] as { name: string }[]).map(({ name }) => name)).toEqual(['a', 'b']);
    expect(first['nextLink']).toContain('skiptoken');
    expect((failed['value'] as { name: string }[]).map(({ name }) => name)).toEqual(['b']);
    expect(exported.body).toEqual({ template: propertiesOf({}).template });
  });

  it('shows a secure value nowhere but in the resource that it was for', async () => {
    const { group } = await place();
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[a-zA-Z0-9"\\]{10,20}$/), async (secret) => {
        const { at, begin, settled } = deploymentsOf(under, clock, group);
        const fails = vnet('v', "[concat('x', parameters('secret'))]");
        const inOuter = {
          type: 'Microsoft.Resources/deployments',
          apiVersion: '2021-04-01',
          name: 'outer',
          properties: propertiesOf({ resources: [fails] }),
        };
        await begin(
          'd',
          {
            parameters: { secret: { type: 'securestring', defaultValue: secret }, object: { type: 'secureObject' } },
            resources: [fails, inOuter],
          },
          { object: { value: { deep: [secret] } } },
        );
        await settled('d');

        const paths = ['', '/operations', '/exportTemplate'].flatMap((below) => [at('d', below), at('outer', below)]);
        const shown = await Promise.all(
          paths.map((path) => under.send(path.endsWith('exportTemplate') ? 'POST' : 'GET', path)),
        );
        const everything = JSON.stringify([shown.map(({ body }) => body), under.arm.requests(), under.context.lines]);
        expect(shown.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
        for (let escaped = secret, n = 0; n < 4; n++, escaped = JSON.stringify(escaped).slice(1, -1))
          expect(everything).not.toContain(escaped);
      }),
      { numRuns: 8 },
    );
  });
});

/** Moves the clock while the SDK's poller waits on real time. */
async function advanceUntil(done: PromiseLike<unknown>, clock: FakeClock): Promise<void> {
  let ended = false;
  const end = () => (ended = true);
  done.then(end, end);
  while (!ended) {
    await clock.advance(seconds(1));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
