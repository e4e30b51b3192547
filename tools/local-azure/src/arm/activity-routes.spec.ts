import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { seconds, toInstant } from '@aro-rp/time';
import { type ArmUnderTest, startArm, subscriptionId } from './testing.ts';
import { nsg, placeIn, root } from './testing-deployments.ts';

interface Event {
  operationName: { value: string };
  resourceId: string;
  status: { value: string };
  httpRequest: { method: string };
  caller: string;
  correlationId: string;
  eventTimestamp: string;
}

const reader = 'a1111111-1111-4111-8111-111111111111';
const readerRole = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';

describe('the activity log over the wire', () => {
  let under: ArmUnderTest;
  let clock: FakeClock;
  let start: string;
  beforeAll(async () => {
    clock = createFakeClock();
    under = await startArm({}, { clock });
    start = toInstant(clock.now());
  });
  afterAll(() => under.close());

  const log = (filter: string, more = '', token?: string) =>
    under.send(
      'GET',
      `${root}/providers/microsoft.insights/eventtypes/management/values?api-version=2015-04-01&$filter=${encodeURIComponent(filter)}${more}`,
      token === undefined ? {} : { token },
    );
  const events = async (filter: string, more = '') => (await log(filter, more)).body['value'] as Event[];
  const brief = (all: Event[]) =>
    all.map(({ operationName, status, httpRequest }) => [httpRequest.method, operationName.value, status.value]);
  const since = () => `eventTimestamp ge '${start}'`;

  it('has an event for each write and each action, the newest first, and none for what is only read', async () => {
    const { group, resource } = await placeIn(under, clock, 'log-writes');
    const rules = resource('Microsoft.Network/networkSecurityGroups/n');
    const body = { location: 'eastus', properties: {} };
    await under.send('PUT', rules, { body, headers: { 'x-ms-correlation-request-id': 'mine' } });
    await clock.advance(seconds(2));
    await under.send('GET', rules);
    await under.send('PUT', rules, { body: { ...body, location: 'mars' } });
    await under.send('DELETE', rules);

    const found = await events(`${since()} and resourceGroupName eq '${group.toUpperCase()}'`);

    const action = (verb: string) => `Microsoft.Network/networkSecurityGroups/${verb}`;
    expect(brief(found)).toEqual([
      ['DELETE', action('delete'), 'Accepted'],
      ['PUT', action('write'), 'Failed'],
      ['PUT', action('write'), 'Succeeded'],
      ['PUT', 'Microsoft.Resources/subscriptions/resourceGroups/write', 'Succeeded'],
    ]);
    expect(found[2]).toMatchObject({
      correlationId: 'mine',
      resourceId: rules.split('?')[0],
      resourceGroupName: group,
      subscriptionId,
      resourceType: { value: 'Microsoft.Network/networkSecurityGroups' },
      subStatus: { value: 'Created', localizedValue: 'Created (HTTP Status Code: 201)' },
    });
    expect(found[2]?.caller).not.toBe('');
  });

  it('finds what one deployment did by its correlation id, and what came to one resource by its id', async () => {
    const { begin, settled, resource } = await placeIn(under, clock, 'log-deployment');
    await begin('d', { resources: [nsg('a'), nsg('b')] });
    await settled('d');
    const [id = ''] = resource('Microsoft.Network/networkSecurityGroups/a').split('?');

    const [made] = await events(`${since()} and resourceId eq '${id.toLowerCase()}'`);
    const together = await events(`${since()} and correlationId eq '${made?.correlationId}'`);

    expect(made?.resourceId).toBe(id);
    expect(together.map(({ resourceId }) => resourceId.split('/').at(-1)).sort()).toEqual(['a', 'b', 'd']);
  });

  it('keeps to the times that are asked for, and to the members', async () => {
    const { group } = await placeIn(under, clock, 'log-times');
    await clock.advance(seconds(10));
    const between = toInstant(clock.now() - seconds(5));
    await under.send('PATCH', `${root}/resourceGroups/${group}`, { body: { tags: { a: 'b' } } });
    const ofGroup = `resourceGroupName eq '${group}'`;

    const early = await events(`${since()} and eventTimestamp le '${between}' and ${ofGroup}`);
    const late = await events(`eventTimestamp ge '${between}' and ${ofGroup}`, '&$select=eventTimestamp,httpRequest');

    expect(early.map(({ httpRequest }) => httpRequest.method)).toEqual(['PUT']);
    expect(late).toEqual([
      {
        eventTimestamp: expect.any(String) as string,
        httpRequest: expect.objectContaining({ method: 'PATCH' }) as object,
      },
    ]);
  });

  it('goes on page by page, without a repetition though more is written meanwhile', async () => {
    const { group, resource } = await placeIn(under, clock, 'log-pages');
    const put = (name: string) =>
      under.send('PUT', resource(`Microsoft.Network/networkSecurityGroups/${name}`), { body: { location: 'eastus' } });
    for (const name of ['a', 'b', 'c']) await put(name);

    const first = await log(`${since()} and resourceGroupName eq '${group}'`, '&$top=2');
    await put('d');
    const next = new URL(String(first.body['nextLink']));
    const second = await under.send('GET', `${next.pathname}${next.search}`);

    const names = [first, second].map(({ body }) =>
      (body['value'] as Event[]).map(({ resourceId }) => resourceId.split('/').at(-1)),
    );
    expect(names).toEqual([
      ['c', 'b'],
      ['a', group],
    ]);
  });

  it.each([
    '',
    "resourceGroupName eq 'g'",
    "eventTimestamp ge 'yesterday'",
    "eventTimestamp ge '2026-01-01' or a eq 'b'",
  ])('refuses the filter "%s"', async (filter) => {
    expect((await log(filter)).status).toBe(400);
  });

  it('is read only by who has the right to', async () => {
    const token = await under.context.token({ audience: 'https://management.azure.com', objectId: reader });
    const refused = await log(since(), '', token);
    await under.send(
      'PUT',
      `${root}/providers/Microsoft.Authorization/roleAssignments/${reader}?api-version=2022-04-01`,
      {
        body: {
          properties: {
            principalId: reader,
            roleDefinitionId: `${root}/providers/Microsoft.Authorization/roleDefinitions/${readerRole}`,
          },
        },
      },
    );
    await clock.advance(seconds(10));

    expect([refused.status, (refused.body['error'] as { code: string; message: string }).code]).toEqual([
      403,
      'AuthorizationFailed',
    ]);
    expect((refused.body['error'] as { message: string }).message).toMatch(
      /'Microsoft.Insights\/eventtypes\/values\/read'/i,
    );
    expect((await log(since(), '', token)).status).toBe(200);
  });
});
