import { seconds } from '@aro-rp/time';
import { type Callers, groupPath, messageOf, said, startWithCallers, subscription } from './testing.ts';

const location = { location: 'eastus' };
const nsg = (scope: string, name = 'n') => `${scope}/providers/Microsoft.Network/networkSecurityGroups/${name}`;
const lock = (scope: string, name = 'l') => `${scope}/providers/Microsoft.Authorization/locks/${name}`;
const policy = (kind: 'policyDefinitions' | 'policyAssignments', scope: string, name: string) =>
  `${scope}/providers/Microsoft.Authorization/${kind}/${name}`;

let callers: Callers;
beforeEach(async () => {
  callers = await startWithCallers();
  await callers.customer('PUT', groupPath('g'), location);
  await callers.customer('PUT', nsg(groupPath('g')), location);
  await callers.clock.advance(seconds(2));
});
afterEach(() => callers.close());

const send: Callers['customer'] = (...request) => callers.customer(...request);

describe('locks', () => {
  const level = (text: string) => ({ properties: { level: text, notes: 'why' } });

  it('are made, repeated, listed and removed', async () => {
    const path = lock(groupPath('g'));

    const made = await send('PUT', path, level('CanNotDelete'));
    const again = await send('PUT', path, level('CanNotDelete'));
    const listed = await send('GET', `${subscription}/providers/Microsoft.Authorization/locks`);
    const removed = await send('DELETE', path);

    expect([made, again, removed, await send('DELETE', path)].map(({ status }) => status)).toEqual([
      201, 200, 200, 204,
    ]);
    expect(listed.body).toMatchObject({ value: [{ id: path, properties: { level: 'CanNotDelete', notes: 'why' } }] });
    expect(said(await send('GET', path))).toBe('404 LockNotFound');
    expect(said(await send('PUT', path, level('Tight')))).toBe('400 LockLevelInvalid');
  });

  it('against deletion hold at their scope, below it, and for what encloses them', async () => {
    await send('PUT', lock(nsg(groupPath('g'))), level('CanNotDelete'));

    const refused = await send('DELETE', nsg(groupPath('g')));

    expect(said(refused)).toBe('409 ScopeLocked');
    expect(messageOf(refused)).toBe(
      `The scope '${nsg(groupPath('g'))}' cannot perform delete operation because following scope(s) are locked: '${nsg(groupPath('g'))}'. Please remove the lock and try again.`,
    );
    expect(said(await send('DELETE', groupPath('g')))).toBe('409 ScopeLocked');
    expect((await send('PUT', nsg(groupPath('g')), location)).status).toBe(200);
    await callers.clock.advance(seconds(2));
    expect((await send('DELETE', lock(nsg(groupPath('g'))))).status).toBe(200);
    expect((await send('DELETE', nsg(groupPath('g')))).status).toBe(202);
  });

  it('that let only read hold against every change below', async () => {
    await send('PUT', lock(subscription), level('ReadOnly'));

    expect((await send('GET', nsg(groupPath('g')))).status).toBe(200);
    expect(said(await send('PUT', nsg(groupPath('g')), location))).toBe('409 ScopeLocked');
    expect(said(await send('PUT', groupPath('new'), location))).toBe('409 ScopeLocked');
    expect(said(await send('DELETE', nsg(groupPath('g'))))).toBe('409 ScopeLocked');
    expect((await send('DELETE', lock(subscription))).status).toBe(200);
  });
});

describe('policies', () => {
  const definition = (condition: unknown, parameters = {}) => ({
    properties: { displayName: 'Rule', parameters, policyRule: { if: condition, then: { effect: 'deny' } } },
  });
  const assign = async (condition: unknown, scope: string, more = {}, parameters = {}) => {
    const definitionId = policy('policyDefinitions', subscription, 'rule');
    await send('PUT', definitionId, definition(condition, parameters));
    const properties = { policyDefinitionId: definitionId, displayName: 'No such thing', ...more };
    return send('PUT', policy('policyAssignments', scope, 'no'), { properties });
  };
  const ofType = { field: 'type', equals: 'Microsoft.Network/networkSecurityGroups' };

  it('deny with Azure’s details what their rule is about, and nothing else', async () => {
    const condition = { allOf: [ofType, { field: 'location', notIn: ['westus'] }] };
    const made = await assign(condition, groupPath('g'));

    const refused = await send('PUT', nsg(groupPath('g'), 'denied'), location);

    expect(made.status).toBe(201);
    expect(said(refused)).toBe('403 RequestDisallowedByPolicy');
    expect(messageOf(refused)).toMatch(
      /^Resource 'denied' was disallowed by policy. Policy identifiers: '\[\{"policyAss/,
    );
    expect(refused.body['error']).toMatchObject({
      target: 'denied',
      additionalInfo: [
        {
          type: 'PolicyViolation',
          info: {
            policyDefinitionEffect: 'deny',
            policyAssignmentId: policy('policyAssignments', groupPath('g'), 'no'),
            evaluationDetails: { evaluatedExpressions: [{ operator: 'Equals' }, { operator: 'NotIn' }] },
          },
        },
      ],
    });
    expect((await send('PUT', nsg(groupPath('g'), 'allowed'), { location: 'westus' })).status).toBe(201);
    await send('PUT', groupPath('free'), location);
    expect((await send('PUT', nsg(groupPath('free')), location)).status).toBe(201);
    expect(said(await send('PATCH', nsg(groupPath('g')), { tags: { a: 'b' } }))).toBe('403 RequestDisallowedByPolicy');
  });

  it('judge groups, clusters, tags, names and properties', async () => {
    const clusters = 'Microsoft.RedHatOpenShift/openShiftClusters';
    await send('POST', `${subscription}/providers/Microsoft.RedHatOpenShift/register`);
    const condition = {
      anyOf: [
        { allOf: [{ field: 'type', like: '*/resourceGroups' }, { not: { field: 'tags.owner', exists: 'true' } }] },
        {
          allOf: [
            { field: 'type', equals: clusters },
            { field: 'name', like: 'bad-*' },
          ],
        },
        { field: `${clusters}/apiserverProfile.visibility`, equals: 'Public' },
      ],
    };
    await assign(condition, subscription);
    const cluster = (name: string, visibility = 'Private') =>
      send('PUT', `${groupPath('g')}/providers/${clusters}/${name}`, {
        ...location,
        properties: { apiserverProfile: { visibility } },
      });

    expect(said(await send('PUT', groupPath('bare'), location))).toBe('403 RequestDisallowedByPolicy');
    expect((await send('PUT', groupPath('owned'), { ...location, tags: { Owner: 'me' } })).status).toBe(201);
    expect(said(await cluster('bad-one'))).toBe('403 RequestDisallowedByPolicy');
    expect(said(await cluster('open', 'Public'))).toBe('403 RequestDisallowedByPolicy');
    // Let through to the frontend, which nobody has started.
    expect(said(await cluster('good'))).toBe('502 BadGateway');
  });

  it('take parameters, leave out scopes, and may be switched off', async () => {
    const condition = { allOf: [ofType, { field: 'location', in: "[parameters('places')]" }] };
    const parameters = { places: { type: 'Array', defaultValue: ['northeurope'] } };
    const at = (where: string) => send('PUT', nsg(groupPath('g'), where), { location: where });
    await assign(condition, subscription, { parameters: { places: { value: ['eastus'] } } }, parameters);

    expect(said(await at('eastus'))).toBe('403 RequestDisallowedByPolicy');
    expect((await at('northeurope')).status).toBe(201);
    await assign(condition, subscription, {}, parameters);
    expect((await at('eastus')).status).toBe(201);
    expect(said(await send('PUT', nsg(groupPath('g'), 'x'), { location: 'northeurope' }))).toBe(
      '403 RequestDisallowedByPolicy',
    );
    await assign(condition, subscription, { enforcementMode: 'DoNotEnforce' }, parameters);
    expect((await send('PUT', nsg(groupPath('g'), 'y'), { location: 'northeurope' })).status).toBe(201);
    await assign(condition, subscription, { notScopes: [groupPath('g')] }, parameters);
    expect((await send('PUT', nsg(groupPath('g'), 'z'), { location: 'northeurope' })).status).toBe(201);
  });

  it('are refused when they cannot be judged', async () => {
    const bad = definition({ allOf: [ofType, { value: 'x', equals: 'y' }] });
    const noDefinition = { properties: { policyDefinitionId: policy('policyDefinitions', subscription, 'absent') } };
    const path = policy('policyDefinitions', subscription, 'rule');
    await assign(ofType, groupPath('g'));

    expect(said(await send('PUT', policy('policyDefinitions', subscription, 'bad'), bad))).toBe(
      '400 InvalidPolicyRule',
    );
    expect(said(await send('PUT', policy('policyAssignments', subscription, 'a'), noDefinition))).toBe(
      '404 PolicyDefinitionNotFound',
    );
    expect(said(await send('DELETE', path))).toBe('409 PolicyDefinitionInUse');
    expect((await send('DELETE', policy('policyAssignments', groupPath('g'), 'no'))).status).toBe(200);
    expect((await send('DELETE', path)).status).toBe(200);
  });
});

describe('features', () => {
  it('are listed, registered and taken back', async () => {
    const feature = `${subscription}/providers/Microsoft.Features/providers/Microsoft.Compute/features/EncryptionAtHost`;
    const state = async () => (await send('GET', feature)).body;

    const before = await state();
    await send('POST', `${feature}/register`);
    const registered = await state();
    await send('POST', `${feature}/unregister`);

    expect(before).toMatchObject({
      name: 'Microsoft.Compute/EncryptionAtHost',
      properties: { state: 'NotRegistered' },
    });
    expect(registered).toMatchObject({ properties: { state: 'Registered' } });
    expect(await state()).toMatchObject({ properties: { state: 'Unregistered' } });
    const { body } = await send('GET', `${subscription}/providers/Microsoft.Features/features`);
    expect((body['value'] as unknown[]).length).toBeGreaterThan(1);
    expect(said(await send('GET', `${feature}s`))).toBe('404 FeatureNotFound');
    expect(said(await callers.cluster('POST', `${feature}/register`))).toBe('403 AuthorizationFailed');
  });
});
