import { type Api, type ApiOperation, type Model } from './api.ts';
import { generateClient } from './generate.ts';

const none = { description: '', required: false, readOnly: false };
const model = (name: string, more: Partial<Model> = {}): Model => ({
  name,
  description: '',
  parents: [],
  own: [],
  all: [],
  ...more,
});

const generated = async (api: Partial<Api>, file: string): Promise<string> => {
  const files = await generateClient({ version: '2030-01-01', models: [], enumerations: [], groups: [], ...api });
  return files.get(file) ?? '';
};

describe('a generated file', () => {
  it('says which document it is from', async () => {
    expect(await generated({}, 'index.ts')).toMatch(/^\/\/ Generated from swagger\/2030-01-01\//);
  });

  it('has an interface for a model: what is optional, what is read-only, what it is for', async () => {
    const own = [
      { ...none, name: 'id', path: ['id'], type: { kind: 'string' }, readOnly: true, description: 'Which */ it is.' },
      { ...none, name: 'is-odd', path: ['is-odd'], type: { kind: 'boolean' }, required: true },
    ] as const;

    const text = await generated({ models: [model('Child', { own, parents: ['Parent'] })] }, 'models.ts');

    expect(text).toContain(`export interface Child extends Parent {
  /** Which *\\/ it is. */
  readonly id?: string;
  'is-odd': boolean;
}`);
  });

  it('has no empty interface', async () => {
    const text = await generated({ models: [model('Child', { parents: ['Parent'] })] }, 'models.ts');

    expect(text).toContain('export type Child = Parent;');
  });

  it('has the values of an enumeration, and lets others be where they may come', async () => {
    const enumeration = { description: '', values: ['A', 'B'] };
    const enumerations = [
      { ...enumeration, name: 'Open', open: true },
      { ...enumeration, name: 'Closed', open: false },
    ];

    const text = await generated({ enumerations }, 'models.ts');

    expect(text).toContain(`export type Open = 'A' | 'B' | (string & {});`);
    expect(text).toContain(`export type Closed = 'A' | 'B';`);
  });

  it('maps a member to its place on the wire, a dot in a name not being a place', async () => {
    const all = [{ ...none, name: 'a.b', path: ['properties', 'a.b'], type: { kind: 'date' } }] as const;

    const text = await generated({ models: [model('Thing', { all })] }, 'mappers.ts');

    expect(text).toContain(`'a.b': { serializedName: 'properties.a\\\\.b', type: { name: 'DateTime' } }`);
  });

  it('expects of an operation that takes long what its status URL answers', async () => {
    const operation: ApiOperation = {
      name: 'Delete',
      summary: 'Deletes.',
      method: 'DELETE',
      path: '/things',
      parameters: [],
      responses: { 202: undefined, default: 'CloudError' },
      longRunning: { finalState: 'location' },
    };

    const text = await generated(
      { groups: [{ name: 'BigThings', operations: [operation] }] },
      'operations/big-things.ts',
    );

    for (const status of [200, 201, 202, 204]) expect(text).toContain(`${status}: {},`);
    expect(text).toContain('beginDelete(options: LongRunningOptions = {}): Promise<Poller<void>>');
    expect(text).toContain('beginDeleteAndWait(options: LongRunningOptions = {}): Promise<void>');
  });
});
