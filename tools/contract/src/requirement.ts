/** One requirement of the contract between Azure Resource Manager (ARM) and a resource provider. */
export interface Requirement {
  /** `R` and three digits; never given to another requirement. */
  number: string;
  level: Level;
  source: Source;
  /** What is required, in one sentence. */
  says: string;
}

export type Level = 'MUST' | 'SHOULD' | 'MAY';

/**
 * Where it is public: a page of "Azure Resource Provider Contract" (RPC) v1.0, or `Azure in public`, for what the
 * published Swagger documents, Azure's own clients and the behaviour of `management.azure.com` show.
 */
export type Source =
  | 'RPC common-api-details'
  | 'RPC common-api-contracts'
  | 'RPC resource-api'
  | 'RPC async-api'
  | 'RPC proxy-api'
  | 'RPC subscription-lifecycle'
  | 'RPC Addendum'
  | 'Azure in public';

export const sources = {
  details: 'RPC common-api-details',
  contracts: 'RPC common-api-contracts',
  resource: 'RPC resource-api',
  async: 'RPC async-api',
  proxy: 'RPC proxy-api',
  subscription: 'RPC subscription-lifecycle',
  addendum: 'RPC Addendum',
  azure: 'Azure in public',
} as const satisfies Record<string, Source>;

type Row = (number: string, source: keyof typeof sources, says: string) => Requirement;

const row =
  (level: Level): Row =>
  (number, source, says) => ({ number, level, source: sources[source], says });

export const must = row('MUST');
export const should = row('SHOULD');
export const may = row('MAY');

/** Requirements of one kind, under the heading that they have in the document. */
export interface Section {
  heading: string;
  requirements: readonly Requirement[];
}
