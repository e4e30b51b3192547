import { bodyOf } from './resource-body.ts';
import { staticScope } from './names.ts';
import { network, networks, plan } from './testing.ts';

const loop = (more: object) => ({ copy: { name: 'l', count: 2, ...more } });

it.each<[string, object, string]>([
  ['a resource', { resources: [network('a', { foo: 1 })] }, "'foo' on object of type 'TemplateResource'"],
  ['a resource, misspelt', { resources: [network('a', { dependOn: ['b'] })] }, "'dependOn' on object"],
  [
    'a resource inside another',
    { resources: [network('a', { resources: [{ type: 'subnets', name: 's', apiVersion: 'v', propertys: {} }] })] },
    "Path 'properties.template.resources[0].resources[0].propertys', line ",
  ],
  [
    'a parameter',
    { parameters: { p: { type: 'string', default: 'x' } } },
    "Could not find member 'default' on object of type 'TemplateInputParameter'. Path 'properties.template.parameters.p.default', line 6, position 10.",
  ],
  ['a parameter, misspelt', { parameters: { p: { type: 'string', minLenght: 1 } } }, "'minLenght'"],
  ['an output', { outputs: { o: { type: 'string', values: '' } } }, "'values' on object of type 'TemplateOutputParam"],
  ['a loop', { resources: [network('a', loop({ input: 1 }))] }, "'input' on object of type 'TemplateResourceCopy'"],
  [
    'a loop of properties',
    { resources: [network('a', { properties: { copy: [{ name: 'n', count: 1, inputs: 1 }] } })] },
    "'inputs' on object of type 'TemplateCopy'. Path 'properties.template.resources[0].properties.copy[0].inputs'",
  ],
])('refuses a member that there is not, of %s', (_what, members, reason) => {
  expect(() => plan(members)).toThrow(reason);
});

it.each<[string, object, string]>([
  [
    'a dependency that is in no list',
    network('a', { dependsOn: 'b' }),
    `Error converting value "b" to type 'System.String[]'. Path 'properties.template.resources[0].dependsOn'`,
  ],
  [
    'a loop of properties without an input',
    network('a', { tags: { copy: [{ name: 'n', count: 1 }] } }),
    "'input' not f",
  ],
  ['a mode that there is not', network('a', loop({ mode: 'seriall' })), "mode 'seriall'"],
  ['empty batches', network('a', loop({ mode: 'serial', batchSize: 0 })), 'batch size that is no integer from 1 up'],
  ['batches of what is not serial', network('a', loop({ batchSize: 2 })), "which only the mode 'Serial' has"],
])('refuses %s', (_what, resource, reason) => {
  expect(() => plan({ resources: [resource] })).toThrow(reason);
});

it('reads the members of the language in any case', () => {
  const { resources, parameters, template } = plan({
    resources: undefined,
    Parameters: { p: { Type: 'int', DefaultValue: 2 } },
    Variables: { Copy: [{ Name: 'v', Count: 2, Input: "[copyIndex('v')]" }] },
    Resources: [
      network('a', { Condition: false }),
      network("[concat('b', copyIndex())]", { Copy: { Name: 'l', Count: "[parameters('p')]", Mode: 'Serial' } }),
      network('c', {
        DependsOn: ['b1'],
        Properties: { V: "[variables('v')]", COPY: [{ NAME: 'w', COUNT: 1, INPUT: 'x' }] },
      }),
    ],
    Outputs: { o: { Type: 'int', Value: 1 } },
  });
  const surroundings = { subscriptionId: 'S', subscription: {}, environment: {}, deployment: {} };
  const [off, , , last] = resources;

  expect(resources.map(({ id }) => id)).toEqual(['a', 'b0', 'b1', 'c'].map((name) => `${networks}/${name}`));
  expect([off?.condition, last?.dependsOn]).toEqual([false, [`${networks}/b1`]]);
  expect(last && bodyOf(last, staticScope(surroundings, parameters, template.variables))).toEqual({
    properties: { V: [0, 1], w: ['x'] },
  });
  expect(template.outputs).toEqual({ o: { type: 'int', value: 1 } });
});

it('waits for nothing where a loop makes no resource', () => {
  const { resources } = plan({
    resources: [
      network("[concat('a', copyIndex())]", { copy: { name: 'none', count: 0 } }),
      network('b', { dependsOn: ['none'] }),
    ],
  });

  expect(resources.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([['b', []]]);
});

it('knows a group by the id that its functions give', () => {
  const rg = 'Microsoft.Resources/resourceGroups';
  const { resources } = plan({
    resources: [
      { type: rg, apiVersion: '2021-04-01', name: 'r' },
      network('a', { dependsOn: [`[subscriptionResourceId('${rg}', 'r')]`, `[resourceId('${rg}', 'r')]`] }),
    ],
  });

  expect(resources[1]?.dependsOn).toEqual(['/subscriptions/S/resourceGroups/r']);
});
