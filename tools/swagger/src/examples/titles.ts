import { type ApiVersion } from '@aro-rp/api';
import { type OperationDeclaration } from '../paths/operations.ts';

export interface ExampleTitle {
  /** Unique within the operation. */
  readonly title: string;
  /** In the folder `examples`. */
  readonly file: string;
  readonly identities: boolean;
}

const withIdentities = new Set([
  'OpenShiftClusters_Get',
  'OpenShiftClusters_CreateOrUpdate',
  'OpenShiftClusters_Update',
]);

/** The examples that an operation has: one, and one with managed identities where these make a difference. */
export function examplesFor({ id, summary }: OperationDeclaration, { shape }: ApiVersion): ExampleTitle[] {
  const always = { title: summary, file: `${id}.json`, identities: false };
  if (!withIdentities.has(id) || !shape.named.has('identity')) return [always];
  const title = `${summary.replace(/\.$/, '')}, with managed identities.`;
  return [always, { title, file: `${id}_ManagedIdentities.json`, identities: true }];
}
