import { type Container } from './containers.ts';
import { type Document, type Item } from './items.ts';
import { itemRid } from './resource-ids.ts';

/** What the server adds to every document. */
export const systemPropertiesOf = (container: Container, item: Item): Document => {
  const rid = itemRid(container.rid, item.number);
  return {
    _rid: rid,
    _self: `dbs/${container.database.rid}/colls/${container.rid}/docs/${rid}/`,
    _etag: item.etag,
    _attachments: 'attachments/',
    _ts: item.ts,
  };
};

const spliced = (body: string, more: Document): string => {
  const rest = JSON.stringify(more).slice(1);
  return body === '{}' ? `{${rest}` : `${body.slice(0, -1)},${rest}`;
};

/** JSON text, without parsing the stored one. */
export const itemText = (container: Container, item: Item): string =>
  spliced(item.body, systemPropertiesOf(container, item));

/** As the change feed shows it: with `_lsn`. */
export const feedText = (container: Container, item: Item): string =>
  spliced(item.body, { ...systemPropertiesOf(container, item), _lsn: item.lsn });

/** The parsed document with its system properties, for queries. */
export const documentOf = (container: Container, item: Item): Document => ({
  ...(JSON.parse(item.body) as Document),
  ...systemPropertiesOf(container, item),
});
