import { asList, isText, type Json } from '../../json.ts';

/** The address prefixes of a subnet, whichever of its two members has them. */
export function prefixesOf(properties: Json): unknown[] {
  const many = asList(properties['addressPrefixes']);
  return many.length > 0 ? many : isText(properties['addressPrefix']) ? [properties['addressPrefix']] : [];
}
