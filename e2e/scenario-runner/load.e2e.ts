import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge } from './judge.ts';
import { loadScenarios } from './load.ts';
import { fill } from './variables.ts';

describe('a scenario', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aro-rp-scenarios-'));
    mkdirSync(join(folder, 'a-cluster-is-made'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, yaml: string) => writeFileSync(join(folder, 'a-cluster-is-made', name), yaml);
  const get = '{ http: GET /x, expect: { status: 200 } }';

  it('has the steps of its files in the order of their numbers, and a title from its folder', () => {
    write('02-second.yaml', 'steps: [{ kill: backend }]');
    write('01-first.yaml', `steps: [${get}, { expect-nothing-written: [${get}] }]`);

    const [scenario] = loadScenarios(folder);

    expect(scenario?.title).toBe('a cluster is made');
    expect(scenario?.steps.map(({ kind }) => kind)).toEqual(['http', 'expect-nothing-written', 'kill']);
  });

  it('has the title that its first file gives it', () => {
    write('01-first.yaml', `{ title: made once, steps: [${get}] }`);

    expect(loadScenarios(folder)[0]?.title).toBe('made once');
  });

  it.each([
    [
      'a key that a step does not have',
      `steps: [{ http: GET /x, expects: {} }]`,
      /steps\[1\] has the unknown key expects/,
    ],
    ['a key that a file does not have', `{ step: [] }`, /has the unknown key step/],
    [
      'a key deep inside',
      `steps: [{ expect-nothing-written: [{ http: GET /x, expect: { status: 200, target: a, details: [{ code: a, at: b }] } }] }]`,
      /expect-nothing-written\[1\]: expect: details\[1\] has the unknown key at/,
    ],
    ['a step of an unknown kind', 'steps: [{ sleep: 5s }]', /steps\[1\] begins with sleep/],
    ['a step that expects nothing', 'steps: [{ http: GET /x }]', /steps\[1\] has no expect/],
    [
      'a value of a wrong type',
      `steps: [{ http: GET /x, expect: { status: '200' } }]`,
      /expect: status must be a whole number/,
    ],
    ['no YAML', 'steps: [', /is no YAML/],
  ])('is refused with its file and place for %s', (_, yaml, message) => {
    write('01-first.yaml', yaml);

    expect(() => loadScenarios(folder)).toThrow(/^a-cluster-is-made\/01-first\.yaml/);
    expect(() => loadScenarios(folder)).toThrow(message);
  });

  it('is refused for a file without a number', () => {
    write('first.yaml', `steps: [${get}]`);

    expect(() => loadScenarios(folder)).toThrow('a-cluster-is-made/first.yaml is not named like');
  });
});

describe('a placeholder', () => {
  it('is replaced wherever it stands, in keys too', () => {
    expect(fill({ '${a}': ['x${a}y', { b: '${a}${a}' }], n: 1 }, { a: 'A' })).toEqual({
      A: ['xAy', { b: 'AA' }],
      n: 1,
    });
  });

  it('is an error when it has no value', () => {
    expect(() => fill('${b}', { a: 'A' })).toThrow('${b} has no value; there is a');
  });
});

describe('an answer', () => {
  const answer = (status: number, body: Record<string, unknown>) => ({
    status,
    body,
    headers: new Headers({ etag: '"1"' }),
  });
  const refusal = {
    error: { code: 'C', message: 'why', target: 't', details: [{ code: 'A', message: 'a', target: 'x' }] },
  };
  const details = [{ code: 'A', target: 'x' }];

  it('passes when it has what is named', () => {
    expect(() =>
      judge(answer(400, refusal), { status: 400, code: 'C', target: 't', details, message: '^wh' }),
    ).not.toThrow();
    expect(() =>
      judge(answer(200, { a: { b: 'text', c: 2 } }), {
        status: 200,
        headers: { etag: '1', age: null },
        body: { a: { b: '~ ^te', d: null } },
      }),
    ).not.toThrow();
  });

  it.each([
    ['another status', answer(500, {}), { status: 200 }],
    ['another code', answer(400, refusal), { status: 400, code: 'D', target: 't', details }],
    ['a target that is not named', answer(400, refusal), { status: 400, code: 'C', details }],
    ['a detail that is not named', answer(400, refusal), { status: 400, code: 'C', target: 't', details: [] }],
    ['a header that must be absent', answer(200, {}), { status: 200, headers: { etag: null } }],
    ['a member that must be absent', answer(200, { a: 1 }), { status: 200, body: { a: null } }],
    ['a longer list', answer(200, { a: [{ b: 1 }, {}] }), { status: 200, body: { a: [{ b: 1 }] } }],
    ['a refusal without the form of one', answer(404, { text: 'Not found' }), { status: 404 }],
  ])('fails with %s', (_, given, wanted) => {
    expect(() => judge(given, wanted)).toThrow();
  });
});
