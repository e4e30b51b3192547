import fc from 'fast-check';
import { bodyOf } from './resource-body.ts';
import { type Scope } from './scope.ts';
import { staticScope } from './names.ts';
import { group, network, networks, plan } from './testing.ts';
import { type TemplatePlan } from './index.ts';

const scopeFor = ({ template, parameters }: TemplatePlan, more: Partial<Scope> = {}): Scope => ({
  ...staticScope(
    { subscriptionId: 'S', resourceGroup: 'G', subscription: {}, environment: {}, deployment: {} },
    parameters,
    template.variables,
  ),
  ...more,
});
const bodies = (planned: TemplatePlan, more: Partial<Scope> = {}) =>
  planned.resources.map((one) => bodyOf(one, scopeFor(planned, more)));
const dependencies = ({ resources }: TemplatePlan) =>
  Object.fromEntries(resources.map(({ name, dependsOn }) => [name, dependsOn.map((id) => id.split('/').at(-1))]));

describe('a plan', () => {
  it('repeats a resource, its properties and the variables', () => {
    const planned = plan({
      variables: { copy: [{ name: 'prefixes', count: 2, input: "[concat('10.', copyIndex('prefixes'), '.0.0/16')]" }] },
      resources: [
        network("[concat('net', copyIndex(1))]", {
          copy: { name: 'nets', count: 2 },
          properties: {
            prefix: "[variables('prefixes')[copyIndex()]]",
            copy: [
              { name: 'subnets', count: 2, input: { name: "[concat(copyIndex('nets'), '-', copyIndex('subnets'))]" } },
            ],
          },
        }),
      ],
    });

    expect(planned.resources.map(({ id }) => id)).toEqual([`${networks}/net1`, `${networks}/net2`]);
    expect(bodies(planned)).toEqual([
      { properties: { prefix: '10.0.0.0/16', subnets: [{ name: '0-0' }, { name: '0-1' }] } },
      { properties: { prefix: '10.1.0.0/16', subnets: [{ name: '1-0' }, { name: '1-1' }] } },
    ]);
  });

  it('gives every resource its id: children, extensions, other scopes and groups', () => {
    const role = { apiVersion: '2022-04-01', name: 'r' };
    const planned = plan({
      resources: [
        network('v', { resources: [{ type: 'subnets', apiVersion: '2023-11-01', name: 's' }] }),
        { type: 'Microsoft.Network/virtualNetworks/subnets', apiVersion: '2023-11-01', name: 'v/t' },
        {
          ...role,
          type: 'Microsoft.Network/virtualNetworks/providers/roleAssignments',
          name: 'v/Microsoft.Authorization/q',
        },
        { ...role, type: 'Microsoft.Authorization/roleAssignments', scope: 'Microsoft.Network/virtualNetworks/v' },
        { ...role, type: 'Microsoft.Authorization/roleAssignments', scope: '[subscription().id]' },
        {
          type: 'Microsoft.Resources/deployments',
          apiVersion: '2021-04-01',
          name: 'd',
          resourceGroup: 'H',
          subscriptionId: 'S2',
        },
        { type: 'Microsoft.Resources/deployments', apiVersion: '2021-04-01', name: 'e', subscriptionId: 'S' },
      ],
    });

    expect(planned.resources.map(({ id }) => id)).toEqual([
      `${networks}/v`,
      `${networks}/v/subnets/s`,
      `${networks}/v/subnets/t`,
      `${networks}/v/providers/Microsoft.Authorization/roleAssignments/q`,
      `${networks}/v/providers/Microsoft.Authorization/roleAssignments/r`,
      '/subscriptions/S/providers/Microsoft.Authorization/roleAssignments/r',
      '/subscriptions/S2/resourceGroups/H/providers/Microsoft.Resources/deployments/d',
      '/subscriptions/S/providers/Microsoft.Resources/deployments/e',
    ]);
  });

  it('orders by dependsOn in all its forms, and by reference to a name alone', () => {
    const version = '2023-11-01';
    const planned = plan({
      resources: [
        network('a'),
        network('loop', { copy: { name: 'loops', count: 1 } }),
        network('off', { condition: false }),
        network('by-name', { dependsOn: ['a', 'off'] }),
        network('by-type', { dependsOn: ['Microsoft.Network/virtualNetworks/a'] }),
        network('by-id', { dependsOn: ["[resourceId('microsoft.network/VIRTUALNETWORKS', 'A')]", 'loops'] }),
        network('by-reference', { properties: { x: "[if(false(), reference('a').y, '')]" } }),
        network('by-list', { properties: { x: `[listKeys('a', '${version}')]` } }),
        network('with-version', { properties: { x: `[reference('a', '${version}').y]` } }),
        network('with-id', { properties: { x: "[reference(resourceId('Microsoft.Network/virtualNetworks', 'a'))]" } }),
      ],
    });

    expect(dependencies(planned)).toEqual({
      a: [],
      loop: [],
      off: [],
      'by-name': ['a'],
      'by-type': ['a'],
      'by-id': ['a', 'loop'],
      'by-reference': ['a'],
      'by-list': ['a'],
      'with-version': [],
      'with-id': [],
    });
  });

  it('makes batches of a serial loop', () => {
    const planned = plan({
      resources: [
        network("[concat('n', copyIndex())]", { copy: { name: 'l', count: 5, mode: 'Serial', batchSize: 2 } }),
      ],
    });

    expect(dependencies(planned)).toEqual({ n0: [], n1: [], n2: ['n0', 'n1'], n3: ['n0', 'n1'], n4: ['n2', 'n3'] });
  });

  it('works out a nested template of the outer scope once, and leaves one of the inner scope as it is', () => {
    const template = { outputs: { o: { type: 'string', value: "[variables('v')]" } } };
    const nested = (name: string, scope: string) => ({
      type: 'Microsoft.Resources/deployments',
      apiVersion: '2021-04-01',
      name,
      properties: {
        mode: 'Incremental',
        expressionEvaluationOptions: { scope },
        template,
        parameters: { p: { value: "[variables('v')]" } },
      },
    });

    const planned = plan({ variables: { v: '[[looks()]' }, resources: [nested('o', 'outer'), nested('i', 'inner')] });
    const [outer, inner] = bodies(planned).map(({ properties }) => properties);

    expect(outer).toMatchObject({
      template: { outputs: { o: { value: '[[looks()]' } } },
      parameters: { p: { value: '[looks()]' } },
    });
    expect(inner).toMatchObject({ template, parameters: { p: { value: '[looks()]' } } });
  });

  it('keeps the order of any graph without circles, whichever way it is written down', () => {
    const graph = fc.integer({ min: 1, max: 12 }).chain((size) =>
      fc.record({
        edges: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 30 }),
        order: fc.shuffledSubarray([...Array(size).keys()], { minLength: size }),
      }),
    );
    fc.assert(
      fc.property(graph, ({ edges, order }) => {
        const before = (node: number) => edges.filter(([a, b]) => a < b && b === node).map(([a]) => `n${a}`);
        const planned = plan({ resources: order.map((node) => network(`n${node}`, { dependsOn: before(node) })) });

        for (const [name, needs] of Object.entries(dependencies(planned)))
          expect(new Set(needs)).toEqual(new Set(before(Number(name.slice(1)))));
        expect(executable(planned)).toBe(order.length);
      }),
    );
  });

  it('finds the circle in any graph that has one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), (size) => {
        const resources = Array.from({ length: size }, (_one, n) =>
          network(`n${n}`, { dependsOn: [`n${(n + 1) % size}`] }),
        );

        expect(() => plan({ resources: [network('free'), ...resources] })).toThrow(
          `Circular dependency detected on resource: '${networks}/n0'`,
        );
      }),
    );
  });
});

/** How many resources can be made when each waits for what it depends on. */
function executable({ resources }: TemplatePlan): number {
  const made = new Set<string>();
  for (let before = -1; before < made.size;) {
    before = made.size;
    for (const { id, dependsOn } of resources) if (dependsOn.every((one) => made.has(one))) made.add(id);
  }
  return made.size;
}

it.each<[string, object, string]>([
  ['a member that there is not', { parameter: {} }, "Could not find member 'parameter' on object of type 'Template'"],
  ['no contentVersion', { contentVersion: undefined }, "Required property 'contentVersion' not found"],
  ['no resources', { resources: {} }, "Required property 'resources' not found"],
  ['functions of its own', { functions: [{}] }, "has 'functions', which is not served here"],
  ['symbolic names', { languageVersion: '2.0' }, "has 'languageVersion', which is not served here"],
  [
    'a resource without a type',
    { resources: [{ name: 'a', apiVersion: 'v' }] },
    "Required property 'type' not found in JSON. Path 'properties.template.resources[0]'",
  ],
  [
    'a name with too many parts',
    { resources: [network('a/b')] },
    "The template resource 'a/b' for type 'Microsoft.Network/virtualNetworks' at line '5' and column '5' has incorrect segment lengths",
  ],
  [
    'a resource twice',
    { resources: [network('a'), network('A')] },
    "The resource 'A' at line '10' and column '5' is defined multiple times",
  ],
  [
    'an unknown dependency',
    { resources: [network('a', { dependsOn: ['b'] })] },
    "The resource 'b' is not defined in the template",
  ],
  [
    'a function that there is not',
    { outputs: { o: { type: 'string', value: '[nope()]' } } },
    "The template function 'nope' is not valid",
  ],
  [
    'a function that there is not, in a resource',
    { resources: [network('a', { tags: { t: '[nope()]' } })] },
    "The template resource 'a' at line '5' and column '5' is not valid: The template function 'nope' is not valid",
  ],
  [
    'a reference in a name',
    { resources: [network("[reference('x').y]")] },
    "at line '5' and column '5' is not valid: The template function 'reference' is not expected",
  ],
  [
    'a condition that is neither',
    { resources: [network('a', { condition: 'yes' })] },
    "'condition' is neither true nor false",
  ],
  ['too many copies', { resources: [network('a', { copy: { name: 'l', count: 801 } })] }, "cannot exceed '800'"],
  [
    'a loop inside a resource',
    {
      resources: [
        network('a', { resources: [{ type: 'subnets', name: 's', apiVersion: 'v', copy: { name: 'l', count: 1 } }] }),
      ],
    },
    "cannot have 'copy'",
  ],
  [
    'a loop index of no loop',
    { resources: [network("[concat('a', copyIndex())]")] },
    "The template function 'copyIndex' is not expected at this location",
  ],
  ['variables in a circle', { variables: { a: "[variables('b')]", b: "[variables('a')]" } }, 'refers to itself'],
  ['a variable that there is not', { variables: { a: "[variables('b')]" } }, "The template variable 'b' is not found"],
  [
    'a parameter that there is not',
    { variables: { a: "[parameters('b')]" } },
    "The template parameter 'b' is not found",
  ],
  ['an output of no type', { outputs: { o: { value: 1 } } }, "The type '' of the template output 'o' is not valid"],
  [
    'too many outputs',
    { outputs: Object.fromEntries(Array.from({ length: 65 }, (_one, n) => [n, { type: 'int', value: n }])) },
    "Limit: '64' and actual: '65'",
  ],
])('refuses a template with %s', (_what, members, reason) => {
  expect(() => plan(members)).toThrow(reason);
});

it('puts a group of a subscription where groups are', () => {
  const { resources } = plan({
    resources: [{ type: 'Microsoft.Resources/resourceGroups', apiVersion: '2021-04-01', name: 'R' }],
  });

  expect(resources[0]?.id).toBe(group.replace('/G', '/R'));
});
