import { versions } from '@aro-rp/api';
import { type Json, Source } from '../compare/source.ts';
import { documentFile, newestStable } from './places.ts';
import { readApi } from './read-api.ts';

const thing = { $ref: '#/definitions/Thing' };
const ok = { description: 'OK', schema: thing };
const named = { name: 'name', in: 'path', required: true, type: 'string' };

/** A document with one operation. */
const apiOf = (operation: Record<string, Json>, definitions: Record<string, Json> = {}) => {
  const document = {
    info: { version: '2030-01-01' },
    paths: {
      '/things/{name}': { get: { operationId: 'Things_Get', parameters: [], responses: { 200: ok }, ...operation } },
    },
    definitions: { Thing: { properties: { id: { type: 'string' } } }, ...definitions },
  };
  return readApi('/document.json', new Source(new Map([['/document.json', document]])));
};

const modelOf = (definition: Json, more: Record<string, Json> = {}) =>
  apiOf({}, { Thing: definition, ...more }).models.find(({ name }) => name === 'Thing');

describe('readApi', () => {
  it.each([...versions.keys()])('reads the document of %s', (version) => {
    const api = readApi(documentFile(version));

    const operations = api.groups.flatMap((group) => group.operations.map(({ name }) => `${group.name}.${name}`));
    expect(api.version).toBe(version);
    expect(operations).toEqual(expect.arrayContaining(['OpenShiftClusters.CreateOrUpdate', 'Operations.List']));
    expect(api.models.map(({ name }) => name)).toContain('OpenShiftCluster');
  });

  it('says which operations take long, which are lists, and what their results are', () => {
    const { groups } = readApi(documentFile(newestStable));

    const found = (group: string, name: string) =>
      groups.find((each) => each.name === group)?.operations.find((each) => each.name === name);
    expect(found('OpenShiftClusters', 'CreateOrUpdate')).toMatchObject({
      method: 'PUT',
      body: { name: 'parameters', model: 'OpenShiftCluster' },
      result: 'OpenShiftCluster',
      longRunning: { finalState: 'azure-async-operation' },
    });
    expect(found('OpenShiftClusters', 'Delete')).toMatchObject({ longRunning: { finalState: 'location' } });
    expect(found('OpenShiftClusters', 'Delete')?.result).toBeUndefined();
    expect(found('OpenShiftClusters', 'List')?.element).toEqual({ kind: 'model', name: 'OpenShiftCluster' });
  });

  it('puts the members of what is to be flattened beside the others, and keeps where they are on the wire', () => {
    const inner = { properties: { a: { type: 'string', readOnly: true }, b: { type: 'integer' } }, required: ['b'] };
    const outer = { properties: { properties: { $ref: '#/definitions/Inner', 'x-ms-client-flatten': true } } };

    const api = apiOf({}, { Thing: outer, Inner: inner });

    expect(api.models.map(({ name }) => name)).toEqual(['Thing']);
    expect(api.models[0]?.own).toMatchObject([
      { name: 'a', path: ['properties', 'a'], type: { kind: 'string' }, readOnly: true, required: false },
      { name: 'b', path: ['properties', 'b'], type: { kind: 'number' }, readOnly: false, required: false },
    ]);
  });

  it('tells what a member is for from what its type is', () => {
    const outer = { properties: { size: { $ref: '#/definitions/Size', description: 'How big it is.' } } };
    const size = { enum: ['S', 'L'], description: 'A size.', 'x-ms-enum': { name: 'size' } };

    const api = apiOf({}, { Thing: outer, Size: size });

    expect(api.models[0]?.own[0]?.description).toBe('How big it is.');
    expect(api.enumerations).toEqual([{ name: 'Size', description: 'A size.', values: ['S', 'L'], open: false }]);
  });

  it('has the members of parents, and a model that has members of itself', () => {
    const parent = { properties: { id: { type: 'string', readOnly: true } } };
    const child = { allOf: [{ $ref: '#/definitions/Parent' }], properties: { more: { type: 'array', items: thing } } };

    const model = modelOf(child, { Parent: parent });

    expect(model?.parents).toEqual(['Parent']);
    expect(model?.own.map(({ name }) => name)).toEqual(['more']);
    expect(model?.all.map(({ name }) => name)).toEqual(['id', 'more']);
    expect(model?.own[0]?.type).toEqual({ kind: 'array', of: { kind: 'model', name: 'Thing' } });
  });

  it.each<[string, Json, unknown]>([
    ['a date', { type: 'string', format: 'date-time' }, { kind: 'date' }],
    ['a map', { type: 'object', additionalProperties: { type: 'boolean' } }, { kind: 'map', of: { kind: 'boolean' } }],
    ['any object', { type: 'object' }, { kind: 'unknown' }],
    ['an enumeration', { type: 'string', enum: ['A'], 'x-ms-enum': { name: 'E' } }, { kind: 'enumeration', name: 'E' }],
  ])('reads %s', (_, schema, type) => {
    expect(modelOf({ properties: { it: schema } })?.own[0]?.type).toEqual(type);
  });

  it.each<[string, Record<string, Json>, string]>([
    ['a header', { parameters: [{ ...named, in: 'header' }] }, 'name is not a string in the path'],
    ['a number in the path', { parameters: [{ ...named, type: 'integer' }] }, 'name is not a string in the path'],
    ['a list of another shape', { 'x-ms-pageable': { nextLinkName: 'next' } }, 'is not "value" and "nextLink"'],
    ['a reference to nothing', { responses: { 200: { schema: { $ref: '#/definitions/No' } } } }, 'refers to nothing'],
  ])('refuses %s, which a client could not do', (_, operation, message) => {
    expect(() => apiOf(operation)).toThrow(message);
  });

  it('refuses two definitions of one name', () => {
    const parts = {
      properties: { a: { enum: ['A'], 'x-ms-enum': { name: 'E' } }, b: { enum: ['B'], 'x-ms-enum': { name: 'E' } } },
    };

    expect(() => modelOf(parts)).toThrow('there are two enumerations E');
  });
});
