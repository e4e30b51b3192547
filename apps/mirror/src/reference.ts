/** An image as people write it: `HOST[:PORT]/REPOSITORY[:TAG][@DIGEST]`. */
export interface ImageReference {
  host: string;
  repository: string;
  tag?: string;
  /** `sha256:…`; it decides where both are given. */
  digest?: string;
}

const host = /(?:localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)+|\[[0-9a-f:]+\])(?::\d{1,5})?|[a-z0-9-]+:\d{1,5}/;
const part = /[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*/;
const pattern = new RegExp(
  `^(${host.source})/(${part.source}(?:/${part.source})*)(?::([\\w][\\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}))?$`,
);

/**
 * Grammar of the OCI distribution specification; the host is never left out, since there is no registry that everyone
 * means. @returns undefined for what is no reference
 */
export function parseReference(text: string): ImageReference | undefined {
  const [, named, repository, tag, digest] = pattern.exec(text) ?? [];
  if (named === undefined || repository === undefined || (tag === undefined && digest === undefined)) return undefined;
  return { host: named, repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** The inverse of {@link parseReference}. */
export const formatReference = ({ host, repository, tag, digest }: ImageReference): string =>
  `${host}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
