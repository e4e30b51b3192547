import { compareDocuments } from './documents.ts';
import { publishedDocument } from './published.ts';
import { type Json, type JsonObject, objectOf, Source } from './source.ts';

const file = publishedDocument('2025-07-25');
const item =
  '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.RedHatOpenShift/openShiftClusters/{resourceName}';
const list = '/subscriptions/{subscriptionId}/providers/Microsoft.RedHatOpenShift/openShiftClusters';

/** The published document with one member at a path of names replaced, or removed (`undefined`). */
function planted(path: readonly string[], value: Json | undefined, into = new Source().root(file).value): JsonObject {
  const [name = '', ...rest] = path;
  const { [name]: current, ...others } = objectOf(into);
  if (rest.length > 0) return inOrder(into, name, planted(rest, value, current ?? {}));
  return value === undefined ? others : inOrder(into, name, value);
}

const inOrder = (into: Json, name: string, value: Json): JsonObject => ({ ...objectOf(into), [name]: value });

function differences(path: readonly string[], value: Json | undefined) {
  const ours = file.replace('redhatopenshift', 'planted');
  return compareDocuments(ours, file, new Source(new Map([[ours, planted(path, value)]])));
}

const definition = (name: string, ...path: string[]) => ['definitions', name, 'properties', ...path];
const put = ['paths', item, 'put'];
const encryptionAtHost = objectOf(objectOf(new Source().root(file).value)['definitions'])['EncryptionAtHost'];

describe('compareDocuments', () => {
  it('finds nothing between a document and itself', () => {
    expect(differences(['host'], 'management.azure.com')).toEqual([]);
  });

  it.each<[string, readonly string[], Json | undefined, string]>([
    ['a path', ['paths', list], undefined, 'Microsoft.RedHatOpenShift~1openShiftClusters'],
    ['a method', put, undefined, '/put'],
    ['an operation id', [...put, 'operationId'], 'Other', '/put/operationId'],
    ['a deprecation', [...put, 'deprecated'], true, '/put/deprecated'],
    ['a missing extension', [...put, 'x-ms-long-running-operation'], undefined, 'x-ms-long-running-operation'],
    ['a missing example', [...put, 'x-ms-examples'], undefined, '/put/has examples'],
    ['parameters', [...put, 'parameters'], [], '/put/parameters/path:resourceName'],
    ['a status code', [...put, 'responses', '201'], undefined, '/put/responses/201'],
    ['a header', [...put, 'responses', '201', 'headers', 'Retry-After'], undefined, 'headers/Retry-After'],
    ['a body', [...put, 'responses', '200', 'schema'], undefined, '/put/responses/200/schema'],
    [
      'another body',
      [...put, 'responses', '200', 'schema', '$ref'],
      '#/definitions/Operation',
      '/definitions/Operation',
    ],
    ['a member', definition('ClusterProfile', 'version'), undefined, 'ClusterProfile/properties/version'],
    ['a new member', definition('ClusterProfile', 'other'), { type: 'string' }, 'ClusterProfile/properties/other'],
    ['a type', definition('WorkerProfile', 'count', 'type'), 'string', 'WorkerProfile/properties/count/type'],
    ['a read-only mark', definition('ConsoleProfile', 'url', 'readOnly'), undefined, 'url/readOnly'],
    [
      'what is required',
      ['definitions', 'OpenShiftClusterList', 'required'],
      [],
      'OpenShiftClusterList/required/value',
    ],
    ['an enumeration', ['definitions', 'Visibility', 'enum'], ['Public'], '/definitions/Visibility/enum'],
    ['the name of an enumeration', ['definitions', 'Visibility', 'x-ms-enum'], { name: 'V' }, 'Visibility/x-ms-enum'],
    [
      'a secret',
      definition('OpenShiftClusterCredentials', 'kubeadminPassword', 'x-ms-secret'),
      undefined,
      'x-ms-secret',
    ],
    ['inheritance', ['definitions', 'OpenShiftVersion', 'allOf'], [], '/definitions/OpenShiftVersion/'],
    ['elements', definition('CloudErrorBody', 'details', 'items', '$ref'), '#/definitions/Operation', 'Operation'],
  ])('finds %s that differs', (_, path, value, pointer) => {
    const found = differences(path, value).map((each) => each.pointer);

    expect(found).toContainEqual(expect.stringContaining(pointer));
  });

  it.each<[string, readonly string[], Json | undefined]>([
    ['descriptions', ['definitions', 'Visibility', 'description'], 'Other words.'],
    ['the order of an enumeration', ['definitions', 'Visibility', 'enum'], ['Public', 'Private']],
    ['the titles of examples', [...put, 'x-ms-examples'], { other: { $ref: './examples/other.json' } }],
    ['what no path refers to', ['definitions', 'Unused'], { type: 'object' }],
    ['whether a schema is referred to', definition('MasterProfile', 'encryptionAtHost'), encryptionAtHost],
  ])('does not look at %s', (_, path, value) => {
    expect(differences(path, value)).toEqual([]);
  });

  it('ends on a schema that contains itself', () => {
    const other = { type: 'array', items: { $ref: '#/definitions/CloudErrorBody' } };

    expect(differences(definition('CloudErrorBody', 'details'), other)).toEqual([
      { pointer: '/definitions/CloudErrorBody/properties/details/x-ms-identifiers', ours: undefined, published: [] },
    ]);
  });

  it('tells what each side has', () => {
    expect(differences([...put, 'operationId'], 'Other')).toEqual([
      expect.objectContaining({ ours: 'Other', published: 'OpenShiftClusters_CreateOrUpdate' }),
    ]);
  });
});
