import { type WorkDocument } from '@aro-rp/database';
import { fieldsOf } from './report.ts';

it('names a document without its cluster as far as it can, so that it can be ended', () => {
  const broken = { id: 'd1', type: 'cluster', operationId: 'o1', plan: { kind: 'create-cluster' } };

  expect(fieldsOf(broken as unknown as WorkDocument)).toMatchObject({ operationId: 'o1', plan: 'create-cluster' });
});
