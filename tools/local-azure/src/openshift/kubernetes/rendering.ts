import { type Json } from '../../arm/model/json.ts';
import { ageColumn, type Column, columnsOf, nameColumn } from './columns.ts';
import { apiVersionOf, type Kind } from './kinds.ts';
import { type KubeObject } from './object.ts';

/** How the caller wants objects: as they are, or as rows of a table (Kubernetes API concepts, "Receiving resources as Tables"). */
export type Representation = { as: 'objects' } | { as: 'table'; version: string; include: string };

/** @param accept the request's `Accept`; a table is taken when it comes before plain JSON */
export function representation(accept: string, includeObject: string | null): Representation {
  for (const one of accept.split(',')) {
    const parameters = Object.fromEntries(
      one
        .split(';')
        .slice(1)
        .map((part) => part.trim().split('=')),
    ) as Record<string, string>;
    const { as, g, v = 'v1' } = parameters;
    if (as === 'Table' && g === 'meta.k8s.io') return { as: 'table', version: v, include: includeObject ?? 'Metadata' };
    if (as === undefined) return { as: 'objects' };
  }
  return { as: 'objects' };
}

export function renderList(kind: Kind, objects: KubeObject[], metadata: Json, how: Representation, now: number): Json {
  if (how.as === 'table') return table(kind, objects, metadata, how, now, true);
  return { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata, items: objects };
}

/** @param columns whether a table says what its columns are; the later events of a watch need not */
export function renderOne(kind: Kind, object: KubeObject, how: Representation, now: number, columns = true): Json {
  if (how.as === 'objects') return object;
  return table(kind, [object], { resourceVersion: object.metadata.resourceVersion }, how, now, columns);
}

function columnsFor(kind: Kind): Column[] {
  const own = columnsOf[kind.kind] ?? [];
  return [nameColumn, ...own, ...(own.includes(ageColumn) || hasSince(own) ? [] : [ageColumn])];
}

const hasSince = (columns: Column[]) => columns.some(({ name }) => name === 'Since');

function table(
  kind: Kind,
  objects: KubeObject[],
  metadata: Json,
  { version, include }: { version: string; include: string },
  now: number,
  withColumns: boolean,
): Json {
  const columns = columnsFor(kind);
  const apiVersion = `meta.k8s.io/${version}`;
  const shown = (object: KubeObject) =>
    include === 'None'
      ? {}
      : {
          object:
            include === 'Object' ? object : { kind: 'PartialObjectMetadata', apiVersion, metadata: object.metadata },
        };
  return {
    kind: 'Table',
    apiVersion,
    metadata,
    columnDefinitions: withColumns
      ? columns.map(({ name, type, priority }, index) => ({
          name,
          type,
          format: index === 0 ? 'name' : '',
          description: '',
          priority,
        }))
      : [],
    rows: objects.map((object) => ({ cells: columns.map(({ cell }) => cell(object, now)), ...shown(object) })),
  };
}
