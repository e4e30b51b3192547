import { evaluateText } from '../evaluate.ts';
import { type Scope } from '../scope.ts';
import { TemplateError } from '../template-error.ts';

const scope: Scope = {
  surroundings: {
    subscriptionId: 'S',
    resourceGroup: 'G',
    resourceGroupInfo: { id: '/subscriptions/S/resourceGroups/G', name: 'G', location: 'eastus', tags: { A: 'b' } },
    subscription: { subscriptionId: 'S', tenantId: 'T' },
    environment: { suffixes: { storage: 'core.windows.net' } },
    deployment: { name: 'D' },
  },
  parameter: (name) => ({ list: [1, 2, 3], nested: { Key: { deep: [true] } }, texts: ['a', 'b'], nothing: null })[name],
  variable: (name) => `variable ${name}`,
};
const evaluate = (text: string, more: Partial<Scope> = {}) => evaluateText(text, { ...scope, ...more });

describe.each<[string, [string, unknown][]]>([
  [
    'strings',
    [
      ["[concat('a', 1, true())]", 'a1True'],
      ["[toUpper(toLower('aB'))]", 'AB'],
      ["[trim('  a ')]", 'a'],
      ["[padLeft(7, 3, '0')]", '007'],
      ["[padLeft('long', 2)]", 'long'],
      ["[replace('a.b.c', '.', '$&')]", 'a$&b$&c'],
      ["[split('a,b;c', createArray(',', ';'))]", ['a', 'b', 'c']],
      ["[split('a.b', '.')]", ['a', 'b']],
      ["[join(parameters('texts'), '-')]", 'a-b'],
      ["[substring('abcdef', 2, 3)]", 'cde'],
      ["[substring('abc', 1)]", 'bc'],
      ["[startsWith('Abc', 'aB')]", true],
      ["[endsWith('abC', 'Bc')]", true],
      ["[indexOf('aXbx', 'x')]", 1],
      ["[lastIndexOf('aXbx', 'X')]", 3],
      ["[indexOf('a', 'z')]", -1],
      ["[format('{0,4}|{1:N1}|{{{2:D3}}}|{3:X}', 'ab', 1234, 7, 255)]", '  ab|1,234.0|{007}|FF'],
      ["[string(parameters('list'))]", '[1,2,3]'],
      ['[string(false())]', 'False'],
      ["[take('abc', 2)]", 'ab'],
      ["[skip('abc', 2)]", 'c'],
      ["[take('abc', -1)]", ''],
      ["[first('abc')]", 'a'],
      ["[last('')]", ''],
      ["[length('abc')]", 3],
      ["[contains('abc', 'B')]", false],
      ["[equals('a', 'A')]", false],
      ['[json(\'{"a": [1, null]}\').a[0]]', 1],
    ],
  ],
  [
    'encodings',
    [
      ["[base64('one, two')]", 'b25lLCB0d28='],
      ["[base64ToString('b25lLCB0d28=')]", 'one, two'],
      ['[base64ToJson(base64(\'{"a":1}\')).A]', 1],
      ["[uriComponent('a b/c!')]", 'a%20b%2Fc%21'],
      ["[uriComponentToString('a%20b')]", 'a b'],
      ["[uri('https://x.org/a/b', 'c/d')]", 'https://x.org/a/c/d'],
      // Version 5, namespace 11fb06fb-712d-4ddd-98c7-e71bbd588830.
      ["[guid('a', 'b')]", '2d796349-8c7e-55ec-9624-54ece82ed031'],
      ["[length(uniqueString('a'))]", 13],
      ["[equals(uniqueString('a'), uniqueString('b'))]", false],
    ],
  ],
  [
    'arrays and objects',
    [
      ["[array('a')]", ['a']],
      ["[concat(parameters('list'), createArray(4))]", [1, 2, 3, 4]],
      ["[contains(parameters('list'), 2)]", true],
      ["[contains(parameters('nested'), 'KEY')]", true],
      ['[createArray()]', []],
      ["[createObject('a', 1, 'b', createArray(true()))]", { a: 1, b: [true] }],
      ['[empty(createObject())]', true],
      ["[empty(parameters('nothing'))]", true],
      ["[intersection(parameters('list'), createArray(3, 2, 9))]", [2, 3]],
      ["[intersection(createObject('a', 1, 'b', 2), createObject('a', 1, 'b', 3))]", { a: 1 }],
      ['[union(createArray(1, 2), createArray(2, 3))]', [1, 2, 3]],
      ['[union(json(\'{"a":{"x":1},"b":1}\'), json(\'{"A":{"y":2}}\'))]', { a: { x: 1, y: 2 }, b: 1 }],
      [
        "[items(createObject('b', 1, 'a', 2))]",
        [
          { key: 'a', value: 2 },
          { key: 'b', value: 1 },
        ],
      ],
      ["[last(parameters('list'))]", 3],
      ['[first(createArray())]', null],
      ["[length(parameters('nested'))]", 1],
      ["[max(parameters('list'))]", 3],
      ['[min(4, 2)]', 2],
      ['[range(2, 3)]', [2, 3, 4]],
      ["[skip(parameters('list'), 1)]", [2, 3]],
      ["[indexOf(parameters('texts'), 'b')]", 1],
      ["[parameters('nested').key.DEEP[0]]", true],
      ["[parameters('nested')['Key'].deep]", [true]],
      ["[map(range(0, 3), lambda('i', mul(lambdaVariables('i'), 2)))]", [0, 2, 4]],
      ["[filter(parameters('list'), lambda('i', greater(lambdaVariables('i'), 1)))]", [2, 3]],
    ],
  ],
  [
    'numbers',
    [
      ['[add(5, -3)]', 2],
      ['[sub(5, 3)]', 2],
      ['[mul(5, 3)]', 15],
      ['[div(-8, 3)]', -2],
      ['[mod(-7, 3)]', -1],
      ["[int('42')]", 42],
      ["[float('1.5')]", 1.5],
    ],
  ],
  [
    'logic',
    [
      ["[if(true(), 'a', parameters('nothing').x)]", 'a'],
      ["[and(false(), parameters('nothing').x)]", false],
      ["[or(true(), parameters('nothing').x)]", true],
      ["[coalesce(parameters('nothing'), null(), 'a', parameters('nothing').x)]", 'a'],
      ['[not(false())]', true],
      ["[bool('TRUE')]", true],
      ["[less('a', 'b')]", true],
      ['[greaterOrEquals(2, 2)]', true],
      ['[lessOrEquals(3, 2)]', false],
      ["[equals(createObject('A', 1), createObject('a', 1))]", true],
    ],
  ],
  [
    'the deployment and its resources',
    [
      ["[VARIABLES('v')]", 'variable v'],
      ['[deployment().name]', 'D'],
      ['[resourceGroup().tags.a]', 'b'],
      ['[subscription().tenantId]', 'T'],
      ['[environment().suffixes.storage]', 'core.windows.net'],
      ["[resourceId('N/a', 'x')]", '/subscriptions/S/resourceGroups/G/providers/N/a/x'],
      ["[resourceId('R', 'N/a/b', 'x', 'y')]", '/subscriptions/S/resourceGroups/R/providers/N/a/x/b/y'],
      ["[resourceId('S2', 'R', 'N/a', 'x')]", '/subscriptions/S2/resourceGroups/R/providers/N/a/x'],
      ["[subscriptionResourceId('N/a', 'x')]", '/subscriptions/S/providers/N/a/x'],
      ["[subscriptionResourceId('microsoft.resources/resourceGroups', 'x')]", '/subscriptions/S/resourceGroups/x'],
      ["[subscriptionResourceId('T', 'Microsoft.Resources/resourceGroups', 'x')]", '/subscriptions/T/resourceGroups/x'],
      ["[resourceId('Microsoft.Resources/resourceGroups', 'x')]", '/subscriptions/S/resourceGroups/x'],
      ["[tenantResourceId('N/a', 'x')]", '/providers/N/a/x'],
      ["[extensionResourceId('/subscriptions/S', 'N/a', 'x')]", '/subscriptions/S/providers/N/a/x'],
      ["[pickZones('Microsoft.Compute', 'virtualMachines', 'eastus', 2, 1)]", ['2', '3']],
    ],
  ],
])('functions of %s', (_family, cases) => {
  it.each(cases)('%s', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });
});

it('takes a text without brackets as it is, and two brackets for one', () => {
  expect(['concat()', '[a] b', '[[a]', '[[a'].map((text) => evaluate(text))).toEqual([
    'concat()',
    '[a] b',
    '[a]',
    '[[a',
  ]);
});

it('tells the time and makes new guids only where the scope lets it', () => {
  const defaults = { now: () => Date.parse('2026-11-22T09:08:07.065Z'), newGuid: () => 'new' };

  expect(evaluate('[utcNow()]', defaults)).toBe('20261122T090807Z');
  expect(evaluate("[utcNow('d')]", defaults)).toBe('11/22/2026');
  expect(evaluate("[utcNow('yyyy-MM-ddTHH:mm:ss.fff')]", defaults)).toBe('2026-11-22T09:08:07.065');
  expect(evaluate('[newGuid()]', defaults)).toBe('new');
  expect(() => evaluate('[utcNow()]')).toThrow("The template function 'utcNow' is not expected at this location");
});

it('asks for references and keys with what was given', () => {
  const asked: unknown[] = [];
  const runtime: Partial<Scope> = {
    reference: (...given) => asked.push(given),
    list: (...given) => asked.push(given),
  };

  evaluate("[reference('net')]", runtime);
  evaluate("[reference('/x', '2024-01-01', 'full')]", runtime);
  evaluate("[listKeys('/x', '2024-01-01', createObject('a', 1))]", runtime);

  expect(asked).toEqual([
    ['net', undefined, false],
    ['/x', '2024-01-01', true],
    ['listKeys', '/x', '2024-01-01', { a: 1 }],
  ]);
});

it.each([
  ["[nonsense('a')]", "The template function 'nonsense' is not valid."],
  [
    '[toLower()]',
    "Unable to evaluate template language function 'toLower': function requires '1' argument(s) while '0'",
  ],
  [
    '[toLower(1)]',
    "'toLower' expects its parameter '1' to be of type 'String'. The provided value is of type 'Integer'.",
  ],
  ['[if(1, 2, 3)]', "'if' expects its parameter '1' to be of type 'Boolean'"],
  ['[resourceGroup().size]', "property 'size' doesn't exist, available properties are 'id, name, location, tags'"],
  ["[parameters('list')[3]]", "array index '3' is out of bounds"],
  ["[parameters('nothing').x]", "property 'x' can't be evaluated"],
  ['[div(1, 0)]', 'cannot divide by zero'],
  ['[mul(9007199254740991, 2)]', 'too large'],
  ["[int('1.5')]", 'cannot convert'],
  ["[json('{')]", 'valid JSON'],
  ["[base64ToString('*')]", 'valid base64'],
  ["[substring('abc', 2, 5)]", 'out of range'],
  ["[replace('aaa', '', 'x')]", "'replace' expects its parameter '2' to be no empty string"],
  ["[format('{1}', 'a')]", "no argument for '{1}'"],
  ["[resourceId('N/a/b', 'x')]", "requires '2' resource name argument(s)"],
  ["[reference('x')]", "The template function 'reference' is not expected at this location"],
  ["[listKeys('x', '2024-01-01')]", "The template function 'listKeys' is not expected at this location"],
  ['[copyIndex()]', "The template function 'copyIndex' is not expected at this location"],
  ['[range(0, 10001)]', 'from 0 to 10000'],
  ["[lambda('a', 1)]", "The template function 'lambda' is not valid."],
])('refuses %s', (text, reason) => {
  expect(() => evaluate(text)).toThrow(TemplateError);
  expect(() => evaluate(text)).toThrow(reason);
});
