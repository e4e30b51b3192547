import { AzureError } from '@aro-rp/azure';
import { resource } from '@aro-rp/testing';
import fc from 'fast-check';
import { type Answer, createScriptedArm, type ScriptedArm } from '../testing/scripted-arm.ts';
import { contextOn, runWith, tenantId } from '../testing/step-on.ts';
import { assignmentId, assignmentName, grant, mayDo, roles } from './role-assignments.ts';

const id = resource('c1');
const scope = `/subscriptions/${id.subscriptionId}/resourceGroups/managed`;
const given = { scope, role: roles.contributor, principalId: '8d0f7c0e-5a3c-4f0e-9d57-3f1f2f7a0001' };

describe('the name of an assignment', () => {
  const text = fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(...'abcXYZ012-/') });
  const grants = fc.record({ scope: text, role: text, principalId: text });

  it('is a UUID, the same each time and in all capitals', () => {
    fc.assert(
      fc.property(text, grants, (cluster, one) => {
        const name = assignmentName(cluster, one);

        expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(assignmentName(cluster.toUpperCase(), { ...one, scope: one.scope.toUpperCase() })).toBe(name);
      }),
    );
  });

  it.each([
    ['cluster', 'other', given],
    ['scope', 'c', { ...given, scope: `${scope}2` }],
    ['role', 'c', { ...given, role: roles.networkContributor }],
    ['principal', 'c', { ...given, principalId: '8d0f7c0e-5a3c-4f0e-9d57-3f1f2f7a0002' }],
  ])('is another one for another %s', (_, cluster, other) => {
    expect(assignmentName(cluster, other)).not.toBe(assignmentName('c', given));
  });

  it('never changes after a release: delete finds by it what create has made', () => {
    const fixed = { scope: '/subscriptions/s/resourceGroups/g', role: 'r', principalId: 'p' };

    expect(assignmentName('cluster', fixed)).toBe('d474e656-fd13-5395-8a15-614111aa6f8e');
  });
});

describe('on Azure Resource Manager', () => {
  let arm: ScriptedArm;
  beforeAll(async () => {
    arm = await createScriptedArm();
  });
  afterAll(() => arm[Symbol.asyncDispose]());
  const customer = () => arm.subscription({ identity: 'rp', tenantId }, id.subscriptionId);
  const answer = (status: number, code: string): Answer => ({ status, body: { error: { code, message: 'said so' } } });

  describe('grant', () => {
    const granting = () => grant(contextOn(arm, id), customer(), given, runWith());

    it('puts the role of the subscription for the service principal, and the same once more', async () => {
      arm.script(() => ({ status: 201, body: {} }));

      await granting();
      await granting();

      const [first, second] = arm.requests;
      expect([first?.method, first?.path]).toEqual(['PUT', assignmentId(id.key, given)]);
      expect(first?.body).toEqual({
        properties: {
          roleDefinitionId: `/subscriptions/${id.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roles.contributor}`,
          principalId: given.principalId,
          principalType: 'ServicePrincipal',
        },
      });
      expect([second?.path, second?.body]).toEqual([first?.path, first?.body]);
    });

    it('is done when somebody else has given it under another name', async () => {
      arm.script(() => answer(409, 'RoleAssignmentExists'));

      await expect(granting()).resolves.toBeUndefined();
    });

    it.each([
      [400, 'PrincipalNotFound', 'not-yet'],
      [403, 'AuthorizationFailed', 'forbidden'],
      [409, 'RoleAssignmentUpdateNotPermitted', 'conflict'],
      [503, 'ServerBusy', 'transient'],
    ])('takes %d %s as %s: what has not spread yet is tried again', async (status, code, kind) => {
      arm.script(() => answer(status, code));

      const error = await granting().catch((thrown: unknown) => thrown);

      expect(error).toBeInstanceOf(AzureError);
      expect(error).toMatchObject({ kind, code, status, identity: 'rp', message: 'said so' });
    });
  });

  describe('mayDo', () => {
    type Permission = { actions?: string[]; notActions?: string[] };
    const asks = (permissions: Permission[], action: string) => {
      arm.script(() => ({ status: 200, body: { value: permissions } }));
      return mayDo(contextOn(arm, id), customer(), scope, action, runWith());
    };

    it('asks Azure at the scope, all pages', async () => {
      arm.script(({ path, query }) =>
        query.get('page') === '2'
          ? { status: 200, body: { value: [{ actions: ['*'] }] } }
          : { status: 200, body: { value: [], nextLink: `https://${arm.requests[0]?.headers.host}${path}?page=2` } },
      );

      expect(await mayDo(contextOn(arm, id), customer(), scope, 'a/b', runWith())).toBe(true);
      expect(arm.requests[0]?.path).toBe(`${scope}/providers/Microsoft.Authorization/permissions`);
    });

    it.each<[string, Permission[], boolean]>([
      ['a role of everything', [{ actions: ['*'], notActions: [] }], true],
      ['reading alone', [{ actions: ['*/read'], notActions: [] }], false],
      ['its provider', [{ actions: ['Microsoft.Network/*'] }], true],
      ['other capitals', [{ actions: ['MICROSOFT.network/VirtualNetworks/*'] }], true],
      [
        'everything but it',
        [{ actions: ['*'], notActions: ['Microsoft.Network/virtualNetworks/*/join/action'] }],
        false,
      ],
      // What one role leaves out another may give (Azure RBAC, "how NotActions work").
      [
        'two roles of which one leaves it out',
        [
          { actions: ['*'], notActions: ['Microsoft.Network/*'] },
          { actions: ['Microsoft.Network/virtualNetworks/subnets/join/action'] },
        ],
        true,
      ],
      ['no role at all', [], false],
      ['a dot that stands for a dot', [{ actions: ['MicrosoftXNetwork/virtualNetworks/subnets/join/action'] }], false],
      ['part of it', [{ actions: ['Microsoft.Network/virtualNetworks/subnets/join'] }], false],
    ])('of one that has %s', async (_, permissions, expected) => {
      expect(await asks(permissions, 'Microsoft.Network/virtualNetworks/subnets/join/action')).toBe(expected);
    });

    it('matches as a naive matcher does', async () => {
      const part = fc.constantFrom('a', 'b', 'ab', '.', '+', '(', '/', '*');
      const pattern = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
      const action = fc
        .array(fc.constantFrom('a', 'b', 'A', '.', '+', '(', '/'), { minLength: 1, maxLength: 7 })
        .map((parts) => parts.join(''));
      const patterns = fc.array(pattern, { maxLength: 3 });

      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ actions: patterns, notActions: patterns }), { maxLength: 3 }),
          action,
          async (permissions, wanted) => {
            const expected = permissions.some(
              ({ actions, notActions }) =>
                actions.some((one) => naive(one, wanted)) && !notActions.some((one) => naive(one, wanted)),
            );

            expect(await asks(permissions, wanted)).toBe(expected);
          },
        ),
        { numRuns: 150 },
      );
    });

    it.each([403, 404])('says no when Azure answers %d: whoever has no right there may not ask', async (status) => {
      arm.script(() => answer(status, 'Whatever'));

      expect(await mayDo(contextOn(arm, id), customer(), scope, 'a', runWith())).toBe(false);
    });

    it('says neither when Azure does not answer', async () => {
      arm.script(() => answer(500, 'InternalServerError'));

      await expect(mayDo(contextOn(arm, id), customer(), scope, 'a', runWith())).rejects.toMatchObject({
        kind: 'transient',
      });
    });
  });
});

/** Letter by letter: a star takes any number of them. */
function naive(pattern: string, action: string): boolean {
  const [head = '', rest] = [pattern[0], pattern.slice(1)];
  if (pattern === '') return action === '';
  if (head === '*') return naive(rest, action) || (action !== '' && naive(pattern, action.slice(1)));
  return action[0]?.toLowerCase() === head.toLowerCase() && naive(rest, action.slice(1));
}
