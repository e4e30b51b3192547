/** What the bare server is started with: a file of this, in JSON. */
export interface BareSettings {
  cosmosEndpoint: string;
  authorityHost: string;
  tenantId: string;
  clientId: string;
  clientSecret: string;
  /** PEM. */
  certificate: string;
  privateKey: string;
  /** What one accepted create has written. */
  template: StoredDocument[];
}

export interface StoredDocument {
  id: string;
  type: string;
  partitionKey: string;
  [name: string]: unknown;
}

export const database = 'aro';
export const clusters = 'OpenShiftClusters';
export const subscriptions = 'Subscriptions';

/** Documents of the same number and size as those given: other ids of the same length, else the same. */
export function copyOf<T extends StoredDocument>(documents: readonly T[], mark: string): T[] {
  return documents.map((document, index) => ({
    ...document,
    id: `${mark}${index}${document.id.slice(mark.length + 1)}`,
  }));
}
