import { type ApiVersion } from '@aro-rp/api';

/** How the documents of one API version are written: what changed for all definitions or operations at once. */
export interface Conventions {
  readonly version: string;
  /** Of Azure's common types. */
  readonly commonTypes: 'v1' | 'v2' | 'v3' | 'v6';
  /** Objects say that they are objects, and numbers that they have 32 bits. */
  readonly typed: boolean;
  /** Lists come in pages with a `nextLink`. */
  readonly paged: boolean;
  /** PATCH has a body of its own. */
  readonly update: boolean;
  /** `x-ms-secret` at what the actions hand out. */
  readonly secrets: boolean;
  /** `systemData` is declared at the cluster; later the common types have it. */
  readonly ownSystemData: boolean;
  /** `x-ms-identifiers` at lists. */
  readonly identifiers: boolean;
  /** As written since the documents come from TypeSpec: formats, `required` in pages, headers of long operations. */
  readonly precise: boolean;
}

/** Versions are dates, so that they sort as text. */
export function conventionsOf({ version, listsInPages }: Pick<ApiVersion, 'version' | 'listsInPages'>): Conventions {
  const since = (first: string) => version >= first;
  return {
    version,
    commonTypes: since('2024-08-12-preview')
      ? 'v6'
      : since('2022-09-04')
        ? 'v3'
        : since('2021-09-01-preview')
          ? 'v2'
          : 'v1',
    typed: since('2020-04-30'),
    paged: listsInPages,
    update: since('2020-04-30'),
    secrets: since('2021-09-01-preview'),
    ownSystemData: since('2021-09-01-preview') && !since('2022-09-04'),
    identifiers: since('2022-04-01'),
    precise: since('2025-07-25'),
  };
}

/** A reference into Azure's common types, from a document of ours. */
export const commonType = ({ commonTypes }: Conventions, pointer: string, file = 'types.json') => ({
  $ref: `../published/common-types/resource-management/${commonTypes}/${file}#/${pointer}`,
});
