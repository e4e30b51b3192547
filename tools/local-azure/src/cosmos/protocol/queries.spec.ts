import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@aro-rp/time';
import fc from 'fast-check';
import { Account } from '../model/account.ts';
import { type Container } from '../model/containers.ts';
import { keyOf } from '../model/partition-key.ts';
import { Store } from '../store.ts';
import { type Value } from '../sql/values.ts';
import { Call } from './call.ts';
import { queryItems } from './queries.ts';
import { type CosmosRequest } from './request.ts';
import { Roles } from './roles.ts';

/** Values that differ in kind, in order, and in ways that storage could blur. */
const scalars: Value[] = [
  undefined, null, false, true, -1, 0, 1, 2, 2.5, 1e21, '', 'a', 'A', 'ab', 'abc', 'b', '1', 'true', '\u{1f600}', '\uffee', 'a\u0000b',
  '\uffff', '\ud800', 'a\uffff!',
]; // prettier-ignore
const scalar = fc.constantFrom<Value>(...scalars, ['a'], { k: 1 });

const document = fc.record({ x: scalar, y: scalar, o: fc.record({ z: scalar }) });
type Document = { id: string; pk: string; x: Value; y: Value; o: { z: Value } };

type Truth = boolean | undefined;
/** A condition as text, and what it says of a document, worked out without the code under test. */
interface Condition {
  text: string;
  parameters: Value[];
  holds(document: Document): Truth;
}

const fields: [string, (document: Document) => Value][] = [
  ['c.x', (one) => one.x],
  ['c["y"]', (one) => one.y],
  ['c.o.z', (one) => one.o.z],
];
const field = fc.constantFrom(...fields);
const constant = fc.constantFrom<Value>(...scalars.filter((value) => value !== undefined));

const codePoints = (text: string) => [...text].map((one) => one.codePointAt(0) ?? 0);
function below(a: Value, b: Value): Truth {
  if (a === undefined || b === undefined || a === null || b === null)
    return a === null && b === null ? false : undefined;
  if (typeof a !== typeof b || typeof a === 'object') return undefined;
  if (typeof a !== 'string') return a < b;
  const [x, y] = [codePoints(a), codePoints(b as string)];
  const at = x.findIndex((one, i) => one !== y[i]);
  return at === -1 ? x.length < y.length : (y[at] ?? -1) > (x[at] ?? 0);
}
const same = (a: Value, b: Value): Truth => (a === undefined ? undefined : a === b);
const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);
const orOf = (a: Truth, b: Truth): Truth =>
  a === true || b === true ? true : a === false && b === false ? false : undefined;
const andOf = (a: Truth, b: Truth): Truth => not(orOf(not(a), not(b)));

const comparisons: Record<string, (a: Value, b: Value) => Truth> = {
  '=': same,
  '!=': (a, b) => not(same(a, b)),
  '<': below,
  '>': (a, b) => below(b, a),
  '<=': (a, b) => not(below(b, a)),
  '>=': (a, b) => not(below(a, b)),
};

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .tuple(field, fc.constantFrom(...Object.keys(comparisons)), constant, fc.boolean())
    .map(([[name, get], sign, value, isFlipped]) => ({
      text: isFlipped ? `(? ${sign} ${name})` : `(${name} ${sign} ?)`,
      parameters: [value],
      holds: (one: Document) => {
        const stored = get(one);
        if (stored === undefined) return undefined;
        return isFlipped ? comparisons[sign]?.(value, stored) : comparisons[sign]?.(stored, value);
      },
    })),
  fc.tuple(field, constant, constant).map(([[name, get], a, b]) => ({
    text: `(${name} IN (?, ?))`,
    parameters: [a, b],
    holds: (one: Document) => orOf(same(get(one), a), same(get(one), b)),
  })),
  fc
    .tuple(field, fc.constantFrom('a', 'ab', '', '\u{1f600}', 'a\u0000', '\uffff', 'a\uffff', '\ud800'))
    .map(([[name, get], start]) => ({
      text: `STARTSWITH(${name}, ?)`,
      parameters: [start],
      holds: (one: Document) => {
        const value = get(one);
        return typeof value === 'string' ? value.startsWith(start) : undefined;
      },
    })),
  field.map(([name, get]) => ({
    text: `IS_DEFINED(${name})`,
    parameters: [],
    holds: (one: Document) => get(one) !== undefined,
  })),
);

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    tie('condition').map(({ text, parameters, holds }) => ({
      text: `(NOT ${text})`,
      parameters,
      holds: (one: Document) => not(holds(one)),
    })),
    fc.tuple(tie('condition'), fc.constantFrom('AND', 'OR'), tie('condition')).map(([a, joint, b]) => ({
      text: `(${a.text} ${joint} ${b.text})`,
      parameters: [...a.parameters, ...b.parameters],
      holds: (one: Document) => (joint === 'AND' ? andOf : orOf)(a.holds(one), b.holds(one)),
    })),
  ),
}));

let folder: string;
let account: Account;
let container: Container;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cosmos-'));
  account = new Account(new Store(join(folder, 'db.sqlite')), systemClock, 1);
});
afterAll(() => {
  account.store.close();
  rmSync(folder, { recursive: true });
});

let made = 0;
/** A container with an index of its own on `/x`, and the documents in it. */
async function fill(documents: readonly Omit<Document, 'id' | 'pk'>[]): Promise<Document[]> {
  return account.store.write(() => {
    const database = account.databases.find('db') ?? account.databases.create('db');
    container = account.containers.create(database, {
      id: `c${++made}`,
      partitionKey: { paths: ['/pk'] },
      indexingPolicy: {
        includedPaths: [{ path: '/x/?' }, { path: '/*' }],
        compositeIndexes: [[{ path: '/x' }, { path: '/y', order: 'descending' }]],
      },
    });
    return documents.map((one, i) => {
      const whole = { ...one, id: String(i), pk: 'p' };
      const lsn = account.containers.nextLsn(container);
      account.items.create(container, keyOf(whole, container.definition.partitionKey), whole, lsn);
      return whole;
    });
  });
}

function ask(text: string, parameters: readonly Value[], headers: Record<string, string> = {}) {
  let used = 0;
  const query = text.replaceAll('?', () => `@p${used++}`);
  const request: CosmosRequest = {
    method: 'POST',
    url: '',
    segments: ['dbs', 'db', 'colls', container.id, 'docs'],
    headers: { 'x-ms-documentdb-partitionkey': '["p"]', ...headers },
    body: JSON.stringify({ query, parameters: parameters.map((value, i) => ({ name: `@p${i}`, value })) }),
  };
  const answer = queryItems(new Call(account, request, { kind: 'key' }, new Roles()));
  return {
    rows: (JSON.parse(answer.body ?? '') as { Documents: Value[] }).Documents,
    continuation: answer.headers['x-ms-continuation'],
  };
}

/** All pages, which never have more than `size` rows. */
function askAll(text: string, parameters: readonly Value[], size: number): Value[] {
  const rows: Value[] = [];
  let token: string | undefined;
  do {
    const page = ask(text, parameters, {
      'x-ms-max-item-count': String(size),
      ...(token === undefined ? {} : { 'x-ms-continuation': token }),
    });
    expect(page.rows.length).toBeLessThanOrEqual(size);
    rows.push(...page.rows);
    token = page.continuation;
  } while (token !== undefined);
  return rows;
}

it('answers exactly the items that a condition is true of, in any page size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { maxLength: 12 }),
      fc.array(condition, { minLength: 6, maxLength: 6 }),
      fc.integer({ min: 1, max: 5 }),
      async (documents, conditions, size) => {
        const stored = await fill(documents);
        for (const { text, parameters, holds } of conditions) {
          const found = askAll(`SELECT VALUE c.id FROM c WHERE ${text}`, parameters, size);
          expect({ text, parameters, found }).toEqual({
            text,
            parameters,
            found: stored.filter((one) => holds(one) === true).map(({ id }) => id),
          });
        }
      },
    ),
    { numRuns: 60 },
  );
});

const kinds = ['undefined', 'null', 'boolean', 'number', 'string', 'array', 'object'];
const kindOf = (value: Value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
const rank = (a: Value, b: Value): number => {
  const byKind = kinds.indexOf(kindOf(a)) - kinds.indexOf(kindOf(b));
  if (byKind !== 0) return byKind;
  return below(a, b) === true ? -1 : below(b, a) === true ? 1 : 0;
};

it('orders by kind and value, one way or both, in any page size and with or without the help of an index', async () => {
  const where = fc.constantFrom<[string, (one: Document) => boolean]>(
    ['true', () => true],
    ['STARTSWITH(c.x, "a")', ({ x }) => typeof x === 'string' && x.startsWith('a')],
    ['c.x > ""', ({ x }) => typeof x === 'string' && x !== ''],
    ['c.x = "a"', ({ x }) => x === 'a'],
  );
  const order = fc.constantFrom<[string, (a: Document, b: Document) => number, boolean]>(
    ['c.x', (a, b) => rank(a.x, b.x), false],
    ['c.x DESC', (a, b) => -rank(a.x, b.x), true],
    ['c.x ASC, c.y DESC', (a, b) => rank(a.x, b.x) || -rank(a.y, b.y), true],
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { maxLength: 15 }),
      where,
      order,
      fc.integer({ min: 1, max: 5 }),
      async (documents, [text, holds], [by, compare, isReverse], size) => {
        const stored = await fill(documents);
        const ties = (a: Document, b: Document) =>
          isReverse ? Number(b.id) - Number(a.id) : Number(a.id) - Number(b.id);
        const expected = stored.filter(holds).sort((a, b) => compare(a, b) || ties(a, b));

        expect(askAll(`SELECT VALUE c.id FROM c WHERE ${text} ORDER BY ${by}`, [], size)).toEqual(
          expected.map(({ id }) => id),
        );
        expect(askAll(`SELECT VALUE c.id FROM c WHERE ${text} ORDER BY ${by} OFFSET 2 LIMIT 4`, [], size)).toEqual(
          expected.slice(2, 6).map(({ id }) => id),
        );
      },
    ),
    { numRuns: 60 },
  );
});

it('shows items that stay exactly once while others come and go between pages', async () => {
  const action = fc.record({ isRemoval: fc.boolean(), x: fc.integer({ min: 0, max: 40 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 5, maxLength: 15 }),
      fc.array(action, { maxLength: 12 }),
      fc.boolean(),
      async (values, actions, isOrdered) => {
        const stays = await fill(values.map((x) => ({ x, y: 'stays', o: { z: null } })));
        const seen: Value[] = [];
        let token: string | undefined;
        const passing: string[] = [];
        do {
          const page = ask(`SELECT VALUE c.id FROM c ${isOrdered ? 'ORDER BY c.x' : ''}`, [], {
            'x-ms-max-item-count': '2',
            ...(token === undefined ? {} : { 'x-ms-continuation': token }),
          });
          seen.push(...page.rows);
          token = page.continuation;
          const next = actions.shift();
          if (next !== undefined) {
            await account.store.write(() => {
              const key = keyOf({ pk: 'p' }, container.definition.partitionKey);
              const lsn = account.containers.nextLsn(container);
              const gone = next.isRemoval ? passing.shift() : undefined;
              if (gone !== undefined) account.items.remove(container, key, gone);
              const id = `passing-${lsn}`;
              passing.push(id);
              account.items.create(container, key, { id, pk: 'p', x: next.x }, lsn);
            });
          }
        } while (token !== undefined);

        for (const { id } of stays) expect(seen.filter((one) => one === id)).toHaveLength(1);
        expect(new Set(seen).size).toBe(seen.length);
      },
    ),
    { numRuns: 40 },
  );
});

it('leaves nothing open when a page ends early, so that the container can go', async () => {
  await fill(Array.from({ length: 10 }, () => ({ x: 1, y: 1, o: { z: 1 } })));
  ask('SELECT * FROM c', [], { 'x-ms-max-item-count': '1' });

  await account.store.write(() => account.containers.remove(container));

  expect(() => ask('SELECT * FROM c', [])).toThrow(expect.objectContaining({ status: 404 }));
});
