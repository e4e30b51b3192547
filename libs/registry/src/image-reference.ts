import { type Digest, isDigest } from './digest.ts';

/** `HOST/REPOSITORY:TAG@DIGEST`, with tag, digest or both. */
export interface ImageReference {
  /** Host and port. */
  host: string;
  repository: string;
  tag?: string;
  digest?: Digest;
}

const name = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const pattern = new RegExp(
  `^(?<host>[\\w.-]+(?::\\d+)?|\\[[0-9a-f:]+\\](?::\\d+)?)/(?<repository>${name}(?:/${name})*)` +
    `(?::(?<tag>\\w[\\w.-]{0,127}))?(?:@(?<digest>[a-z0-9]+:[0-9a-f]+))?$`,
);

/**
 * Reads a reference that names its registry, as releases and configuration do; nothing is added to a short one.
 * @returns undefined when the text is none, or names neither tag nor digest
 */
export function parseImageReference(text: string): ImageReference | undefined {
  const { host, repository, tag, digest } = pattern.exec(text)?.groups ?? {};
  if (host === undefined || repository === undefined) return undefined;
  // Without a dot or a port it is the first part of a short name: docker reads `library/nginx` so too.
  if (!/[.:]/.test(host) && host !== 'localhost') return undefined;
  if ((tag === undefined && digest === undefined) || (digest !== undefined && !isDigest(digest))) return undefined;
  return { host, repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** The inverse of {@link parseImageReference}. */
export const formatImageReference = ({ host, repository, tag, digest }: ImageReference): string =>
  `${host}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
