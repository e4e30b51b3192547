import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { type Change } from './model/deployments/what-if/changes.ts';
import { type ArmUnderTest, type Sent, startArm, subscriptionId } from './testing.ts';
import { nsg, placeIn, propertiesOf, root, vnet } from './testing-deployments.ts';

const identity = (name: string, more: object = {}) => ({
  type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
  apiVersion: '2023-01-31',
  name,
  location: '[resourceGroup().location]',
  ...more,
});

/** What it is about, at most one level of it. */
const brief = (changes: Change[]) =>
  changes.map(({ resourceId, changeType }) => [resourceId.split('/').at(-1), changeType]);

describe('what-if', () => {
  let under: ArmUnderTest;
  let clock: FakeClock;
  let groups = 0;
  const principals = new Set<string>();
  beforeAll(async () => {
    clock = createFakeClock();
    const directory = {
      add: ({ principalId }: { principalId: string }) => void principals.add(principalId),
      remove: () => undefined,
    };
    const principalExists = (_tenant: string, id: string) => principals.has(id);
    under = await startArm({ operationDuration: seconds(2), directory, principalExists }, { clock });
    await under.send('POST', `${root}/providers/Microsoft.ManagedIdentity/register`);
    await clock.advance(seconds(10));
  });
  afterAll(() => under.close());

  const place = () => placeIn(under, clock, `w${++groups}`);

  async function result(begun: Sent): Promise<Sent> {
    const location = (begun.headers.get('location') ?? '').slice(under.arm.endpoint.length);
    await clock.advance(seconds(2));
    return under.send('GET', location);
  }

  async function changesOf(path: string, members: object, parameters: object = {}): Promise<Change[]> {
    const { status, body } = await result(
      await under.send('POST', path, { body: { properties: propertiesOf(members, parameters) } }),
    );
    expect([status, body['status'], body['error']]).toEqual([200, 'Succeeded', undefined]);
    return (body['properties'] as { changes: Change[] }).changes;
  }

  const network = (more: object = {}, subnets = ['a']) =>
    vnet('net', '10.0.0.0/16', {
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: subnets.map((name, index) => ({ name, properties: { addressPrefix: `10.0.${index}.0/24` } })),
      },
      ...more,
    });

  it('is accepted, takes its time, and then is the result', async () => {
    const { at } = await place();
    const begun = await under.send('POST', at('d', '/whatIf'), {
      body: { properties: propertiesOf({ resources: [nsg('n')] }) },
    });
    const location = (begun.headers.get('location') ?? '').slice(under.arm.endpoint.length);
    const early = await under.send('GET', location);

    expect([begun.status, begun.headers.get('retry-after')]).toEqual([202, '1']);
    expect([early.status, early.headers.get('location')]).toEqual([202, begun.headers.get('location')]);
    expect((await result(begun)).body).toMatchObject({
      status: 'Succeeded',
      properties: { changes: [{ changeType: 'Create', after: { name: 'n', location: 'eastus' } }] },
    });
  });

  it('says nothing changes of what was deployed, whatever the provider has filled in', async () => {
    const { at, begin, settled } = await place();
    const members = { resources: [network(), nsg('rules', { location: 'East US' }), identity('someone')] };
    await begin('d', members);
    await settled('d');

    const changes = await changesOf(at('d', '/whatIf'), members);

    expect(brief(changes)).toEqual([
      ['net', 'NoChange'],
      ['rules', 'NoChange'],
      ['someone', 'NoChange'],
    ]);
    expect(changes[0]).toMatchObject({ delta: [], before: { apiVersion: '2023-11-01', location: 'eastus' } });
  });

  it('names each member that changes, by its path, also inside of arrays', async () => {
    const { at, begin, settled } = await place();
    await begin('d', { resources: [network({ tags: { old: '1', kept: '2' } }, ['a', 'b'])] });
    await settled('d');

    const [change] = await changesOf(at('d', '/whatIf'), {
      resources: [network({ tags: { kept: '3', new: '4' } }, ['a', 'c'])],
    });

    expect(change?.changeType).toBe('Modify');
    expect(change?.delta).toMatchObject([
      { path: 'tags.kept', propertyChangeType: 'Modify', before: '2', after: '3' },
      { path: 'tags.new', propertyChangeType: 'Create', after: '4' },
      { path: 'tags.old', propertyChangeType: 'Delete', before: '1' },
      {
        path: 'properties.subnets',
        propertyChangeType: 'Array',
        children: [
          { path: '1', propertyChangeType: 'Delete', before: { name: 'b' } },
          { path: '1', propertyChangeType: 'Create', after: { name: 'c' } },
        ],
      },
    ]);
  });

  it('shows what is known only when something is deployed as its expression, and works out the rest', async () => {
    const { at, begin, settled, group } = await place();
    await begin('d', { resources: [identity('there')] });
    await settled('d');
    const tagged = (name: string, of: string) =>
      nsg(name, {
        dependsOn: [of],
        tags: {
          by: `[concat(parameters('p'), reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', '${of}'), '2023-01-31').principalId)]`,
        },
      });
    const members = {
      parameters: { p: { type: 'string' } },
      resources: [identity('there'), identity('new'), tagged('known', 'there'), tagged('unknown', 'new')],
    };

    const changes = await changesOf(at('d', '/whatIf'), members, { p: { value: 'id-' } });
    const tagOf = (name: string) =>
      (changes.find(({ resourceId }) => resourceId.endsWith(`/${name}`))?.after?.['tags'] as { by: string }).by;

    expect(tagOf('known')).toMatch(/^id-[-0-9a-f]{36}$/);
    expect(tagOf('unknown')).toBe(
      `[concat('id-',reference('/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/new','2023-01-31').principalId)]`,
    );
  });

  it('ignores what else is in the group, and tells no more than ids when no more is asked for', async () => {
    const { at, begin, settled } = await place();
    await begin('d', { resources: [nsg('listed'), nsg('other')] });
    await settled('d');

    const properties = {
      ...propertiesOf({ resources: [nsg('listed', { tags: { a: 'b' } }), nsg('new')] }),
      whatIfSettings: { resultFormat: 'ResourceIdOnly' },
    };
    const { body } = await result(await under.send('POST', at('d', '/whatIf'), { body: { properties } }));
    const { changes } = body['properties'] as { changes: Change[] };

    expect(brief(changes)).toEqual([
      ['listed', 'Deploy'],
      ['new', 'Create'],
      ['other', 'Ignore'],
    ]);
    expect(new Set(changes.flatMap(Object.keys))).toEqual(new Set(['resourceId', 'changeType']));
  });

  it('walks deployments inside, with what the one around gives them', async () => {
    const { at } = await place();
    const inner = {
      type: 'Microsoft.Resources/deployments',
      apiVersion: '2021-04-01',
      name: 'inner',
      dependsOn: ['new'],
      properties: {
        mode: 'Incremental',
        expressionEvaluationOptions: { scope: 'inner' },
        parameters: { who: { value: "[reference('new').principalId]" } },
        template: {
          $schema: 'schema',
          contentVersion: '1.0.0.0',
          parameters: { who: { type: 'string' } },
          resources: [nsg('inside', { tags: { who: "[parameters('who')]" } })],
          outputs: {
            rules: { type: 'string', value: "[resourceId('Microsoft.Network/networkSecurityGroups', 'inside')]" },
          },
        },
      },
    };
    const after = nsg('after', { dependsOn: ['inner'], tags: { rules: "[reference('inner').outputs.rules.value]" } });

    const changes = await changesOf(at('d', '/whatIf'), { resources: [after, inner, identity('new')] });

    expect(brief(changes)).toEqual([
      ['new', 'Create'],
      ['inside', 'Create'],
      ['after', 'Create'],
    ]);
    expect(changes[1]?.after?.['tags']).toEqual({ who: "[reference('new').principalId]" });
    expect(changes[2]?.after?.['tags']).toEqual({ rules: "[reference('inner').outputs.rules.value]" });
  });

  it('tells of subscriptions too: groups, and what is in them', async () => {
    const path = `${root}/providers/Microsoft.Resources/deployments/s/whatIf`;
    const template = propertiesOf({
      resources: [
        { type: 'Microsoft.Resources/resourceGroups', apiVersion: '2021-04-01', name: 'brand-new', location: 'eastus' },
        {
          type: 'Microsoft.Resources/deployments',
          apiVersion: '2021-04-01',
          name: 'inside',
          resourceGroup: 'brand-new',
          dependsOn: ['brand-new'],
          properties: {
            mode: 'Incremental',
            template: {
              $schema: 's',
              contentVersion: '1.0.0.0',
              resources: [{ ...nsg('n'), location: 'eastus' }],
            },
          },
        },
      ],
    });
    const { body } = await result(
      await under.send('POST', path, { body: { location: 'eastus', properties: template } }),
    );

    expect(brief((body['properties'] as { changes: Change[] }).changes)).toEqual([
      ['brand-new', 'Create'],
      ['n', 'Create'],
    ]);
    expect((await under.send('GET', `${root}/resourceGroups/brand-new`)).status).toBe(404);
  });

  it('fails as a result for a template that is wrong, and for what a provider would refuse', async () => {
    const { at } = await place();
    const ask = async (resources: object[]) =>
      (
        await result(
          await under.send('POST', at('d', '/whatIf'), { body: { properties: propertiesOf({ resources }) } }),
        )
      ).body;
    const outside = vnet('net', '10.0.0.0/16', {
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [{ name: 'a', properties: { addressPrefix: '192.168.0.0/24' } }],
      },
    });

    expect(await ask([nsg('[nope()]')])).toMatchObject({ status: 'Failed', error: { code: 'InvalidTemplate' } });
    expect(await ask([outside])).toMatchObject({
      status: 'Failed',
      error: {
        code: 'InvalidTemplateDeployment',
        details: [{ code: 'NetcfgInvalidSubnet', target: expect.stringMatching(/\/net$/) as string }],
      },
    });
    const unread = await under.send('POST', at('d', '/whatIf'), { body: { properties: {} } });
    expect(unread.status).toBe(400);
  });

  it('writes nothing, and tells no directory of an identity that was only rehearsed', async () => {
    const { at, begin, settled } = await place();
    await begin('d', { resources: [nsg('rules')] });
    await settled('d');
    const before = [documentsOf(under), new Set(principals)];
    const assignment = {
      type: 'Microsoft.Authorization/roleAssignments',
      apiVersion: '2022-04-01',
      name: "[guid(resourceGroup().id, 'reader')]",
      dependsOn: ['someone'],
      properties: {
        roleDefinitionId:
          "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')]",
        principalId: "[reference('someone').principalId]",
      },
    };

    const changes = await changesOf(at('e', '/whatIf'), {
      resources: [nsg('rules', { tags: { a: 'b' } }), nsg('more'), identity('someone'), assignment],
    });

    expect(brief(changes).map(([, type]) => type)).toEqual(['Modify', 'Create', 'Create', 'Create']);
    expect([documentsOf(under), principals]).toEqual(before);
    await begin('e', { resources: [identity('someone'), assignment] });
    expect((await settled('e')).provisioningState).toBe('Succeeded');
    expect(principals.size).toBe((before[1] as Set<string>).size + 1);
  });
});

/** All that the server has stored but its log, from a copy of the file. */
function documentsOf({ context }: ArmUnderTest): unknown[] {
  const copy = mkdtempSync(join(tmpdir(), 'arm-copy-'));
  for (const name of ['arm.sqlite', 'arm.sqlite-wal'])
    copyFileSync(join(context.folder('arm'), name), join(copy, name));
  const database = new DatabaseSync(join(copy, 'arm.sqlite'));
  const rows = database.prepare('SELECT kind, key, body FROM documents ORDER BY kind, key').all();
  database.close();
  rmSync(copy, { recursive: true });
  return rows;
}
