import fc from 'fast-check';
import { network, plan } from './testing.ts';
import { isSecure, secretsOf, withoutSecrets } from './parameters.ts';

const values = (declarations: object, given: object = {}) =>
  Object.fromEntries(
    Object.entries(
      plan(
        { parameters: declarations },
        Object.fromEntries(Object.entries(given).map(([name, value]) => [name, { value: value as unknown }])),
      ).parameters,
    ).map(([name, { value }]) => [name, value]),
  );

it('takes what is given, and else the default, which may name other parameters', () => {
  const declarations = {
    name: { type: 'string' },
    full: { type: 'String', defaultValue: "[concat(parameters('NAME'), '-', parameters('count'))]" },
    count: { type: 'int', defaultValue: 3 },
    when: { type: 'string', defaultValue: "[utcNow('yyyy')]" },
    id: { type: 'string', defaultValue: '[newGuid()]' },
  };

  expect(values(declarations, { Name: 'a' })).toEqual({
    name: 'a',
    full: 'a-3',
    count: 3,
    when: '2026',
    id: 'new-guid',
  });
});

it('takes a value of each type', () => {
  const declarations = {
    a: { type: 'securestring' },
    b: { type: 'int' },
    c: { type: 'bool' },
    d: { type: 'object' },
    e: { type: 'secureObject' },
    f: { type: 'array', allowedValues: ['x', 'y'] },
  };
  const given = { a: 's', b: 1, c: false, d: {}, e: { k: 's' }, f: ['y', 'x'] };

  expect(values(declarations, given)).toEqual(given);
});

it.each<[string, object, object, string[]]>([
  [
    'all that are missing',
    { a: { type: 'string' }, b: { type: 'int' } },
    {},
    ["'a' at line '6' and column '10' is not provided", "'b' at line"],
  ],
  [
    'all that are unknown',
    { a: { type: 'string' } },
    { x: 1, y: 2 },
    ["'x, y' in the parameters file are not valid", "for this template are 'a'"],
  ],
  [
    'all of the wrong type',
    { a: { type: 'string' }, b: { type: 'array' } },
    { a: 1, b: {} },
    ["'a' is not valid. Expected a value of type 'String', but received a value of type 'Integer'", "'b' is not valid"],
  ],
  [
    'what is not allowed',
    { a: { type: 'string', allowedValues: ['x', 'y'] } },
    { a: 'z' },
    ["The provided value 'z'", "allowed value(s): 'x,y'"],
  ],
  ['what is too short', { a: { type: 'array', minLength: 2 } }, { a: [1] }, ["greater than or equal to '2'"]],
  ['what is too long', { a: { type: 'string', maxLength: 2 } }, { a: 'abc' }, ["less than or equal to '2'"]],
  ['what is too small', { a: { type: 'int', minValue: 2 } }, { a: 1 }, ["greater than or equal to '2'"]],
  ['what is too large', { a: { type: 'int', maxValue: 2 } }, { a: 3 }, ["less than or equal to '2'"]],
  [
    'a type that there is not',
    { a: { type: 'number' } },
    { a: 3 },
    ["The type 'number' of the template parameter 'a' is not valid"],
  ],
  [
    'defaults in a circle',
    {
      a: { type: 'string', defaultValue: "[parameters('b')]" },
      b: { type: 'string', defaultValue: "[parameters('a')]" },
    },
    {},
    ['refers to itself'],
  ],
  [
    'a default that asks for what is not known yet',
    { a: { type: 'string', defaultValue: "[variables('v')]" } },
    {},
    ["'variables' is not expected at this location"],
  ],
])('names %s', (_what, declarations, given, reasons) => {
  for (const reason of reasons) expect(() => values(declarations, given)).toThrow(reason);
});

it('refuses a reference to a key vault by name', () => {
  expect(() => plan({ parameters: { a: { type: 'string' } } }, { a: { reference: { keyVault: {} } } })).toThrow(
    "The template parameter 'a' has a 'reference' to a key vault, which is not served here",
  );
});

it('shows a secure value in no message, whatever is wrong with it', () => {
  const rule = fc.constantFrom({ allowedValues: ['other'] }, { minLength: 100 }, { maxLength: 1 });
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9]{12,30}$/), rule, (secret, constraint) => {
      const declarations = { a: { type: 'securestring', ...constraint } };
      try {
        values(declarations, { a: secret });
      } catch (error) {
        expect((error as Error).message).not.toContain(secret);
        return;
      }
      throw new Error('nothing was wrong');
    }),
  );
});

it('knows all secret texts of the parameters, and hides them also in JSON and in base64', () => {
  const secret = fc.string({ unit: fc.constantFrom('q', 'x', '7', '"', '\\', 'é', '\n'), minLength: 8, maxLength: 16 });
  fc.assert(
    fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), (texts) => {
      const secrets = secretsOf({
        open: { type: 'String', value: 'not secret' },
        one: { type: 'SecureString', value: texts[0] },
        more: { type: 'SecureObject', value: { deep: texts.slice(1) } },
      });
      const coded = texts.map((one) => Buffer.from(one).toString('base64'));
      const shown = withoutSecrets(JSON.stringify({ texts, coded }), secrets);

      expect(secrets).toEqual(texts);
      for (const text of [...texts, ...coded]) expect(shown).not.toContain(JSON.stringify(text).slice(1, -1));
    }),
  );
});

it('keeps what is declared secure so in the plan', () => {
  const { parameters } = plan({
    parameters: { a: { type: 'SECURESTRING', defaultValue: 'x' } },
    resources: [network('n')],
  });

  expect(isSecure(parameters['a']?.type ?? 'String')).toBe(true);
});
