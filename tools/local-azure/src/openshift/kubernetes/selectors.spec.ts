import fc from 'fast-check';
import { type KubeObject } from './object.ts';
import { applyPatch } from './patches.ts';
import { fieldSelector, labelSelector } from './selectors.ts';

const object = (labels: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'pod', labels },
  spec: { nodeName: 'node-1' },
  status: { phase: 'Running' },
});

const word = fc.stringMatching(/^[a-z]{1,4}$/);

describe('selectors', () => {
  it('find by labels what a plain comparison finds', () => {
    fc.assert(
      fc.property(fc.dictionary(word, word), word, fc.array(word, { minLength: 1 }), (labels, name, values) => {
        const matches = (text: string) => labelSelector(text)(object(labels));
        const value = Object.hasOwn(labels, name) ? labels[name] : undefined;
        expect(matches(`${name}=${values[0]}`)).toBe(value === values[0]);
        expect(matches(`${name}!=${values[0]}`)).toBe(value !== values[0]);
        expect(matches(`${name} in (${values.join(', ')})`)).toBe(value !== undefined && values.includes(value));
        expect(matches(`${name} notin (${values.join(',')})`)).toBe(value === undefined || !values.includes(value));
        expect(matches(name)).toBe(value !== undefined);
        expect(matches(`!${name}`)).toBe(value === undefined);
      }),
    );
  });

  it.each([
    ['spec.nodeName=node-1,status.phase!=Failed', true],
    ['metadata.name==pod', true],
    ['spec.nodeName=node-2', false],
    ['', true],
  ])('find by fields: %s', (text, expected) => {
    expect(fieldSelector(text)(object({}))).toBe(expected);
  });

  it('refuse what they cannot read', () => {
    expect(() => fieldSelector('metadata.name')).toThrow('invalid field selector');
    expect(() => labelSelector('a in b')).toThrow('unable to parse requirement');
  });
});

describe('patches', () => {
  const json = fc.dictionary(word, fc.oneof(fc.integer(), word, fc.dictionary(word, fc.integer())));

  it('that replace each member give the document that they were made from', () => {
    fc.assert(
      fc.property(json, json, (from, to) => {
        const removals = Object.fromEntries(Object.keys(from).map((name) => [name, null]));
        const emptied = applyPatch('application/merge-patch+json', from, removals);
        const operations = Object.entries(to).map(([name, value]) => ({ op: 'add', path: `/${name}`, value }));

        expect(emptied).toEqual({});
        expect(applyPatch('application/json-patch+json', emptied, operations)).toEqual(to);
      }),
    );
  });

  it('of RFC 6902 change lists, and test what they change', () => {
    const patched = applyPatch('application/json-patch+json', { list: [1, 2], 'a/b': 1 }, [
      { op: 'test', path: '/a~1b', value: 1 },
      { op: 'add', path: '/list/-', value: 3 },
      { op: 'remove', path: '/list/0' },
      { op: 'move', from: '/a~1b', path: '/moved' },
      { op: 'copy', from: '/list/0', path: '/copied' },
    ]);

    expect(patched).toEqual({ list: [2, 3], moved: 1, copied: 2 });
  });

  it.each([
    ['application/json-patch+json', [{ op: 'test', path: '/a', value: 2 }], /testing path/],
    ['application/json-patch+json', [{ op: 'replace', path: '/b', value: 2 }], /is missing/],
    ['application/strategic-merge-patch+json', { list: [] }, /with lists/],
    ['application/apply-patch+yaml', {}, /unknown format/],
  ])('of %s are refused: %j', (type, patch, message) => {
    expect(() => applyPatch(type, { a: 1 }, patch)).toThrow(message);
  });
});
