import { type Digest, isDigest } from './digest.ts';
import { RegistryError } from './errors.ts';
import { type Descriptor } from './manifest.ts';
import { type CallOptions } from './registry.ts';
import { type Client, type Received } from './transport/client.ts';
import { nextPage } from './transport/headers.ts';

/** The tag that takes the place of the referrers API (OCI distribution specification, "Referrers Tag Schema"). */
export const referrersTag = (digest: Digest): string => digest.replace(':', '-').slice(0, 128);

/** The half of `Registry` that is about lists. */
export function createLists(client: Client) {
  const { host } = client;
  /** Until the registry shows that it has none: then it is not asked again. */
  let hasReferrers = true;

  /** @param target of the first page @param ok when its status is another, there is no page */
  async function* pages(repository: string, target: string, what: string, { signal = client.closed }: CallOptions) {
    const seen = new Set<string>();
    for (let next: string | URL | undefined = target; next !== undefined;) {
      const sending = { method: 'GET', target: next, what, lane: 'read', repository, ok: [200, 404], signal } as const;
      const page: Received = await client.request(sending);
      if (page.status === 404) return;
      yield page;
      const address: URL | undefined = nextPage(page.headers['link'], page.url);
      if (address && (seen.has(address.href) || address.host !== page.url.host))
        throw new RegistryError('malformed', `${host}: the pages of ${what} have no end`, { host, repository });
      if (address) seen.add(address.href);
      next = address;
    }
  }
  const parsed = (page: Received, what: string, repository: string): Record<string, unknown> => {
    try {
      const value = JSON.parse(page.body.toString('utf8')) as unknown;
      if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
    } catch {
      // Said below.
    }
    throw new RegistryError('malformed', `${host}: ${what} is no JSON object`, { host, repository });
  };

  return {
    async *tags(repository: string, options: CallOptions = {}): AsyncGenerator<string> {
      const what = `the tags of ${repository}`;
      for await (const page of pages(repository, `/v2/${repository}/tags/list?n=1000`, what, options)) {
        const { tags } = parsed(page, what, repository);
        // A repository without tags has null here in some registries.
        for (const tag of Array.isArray(tags) ? tags : []) if (typeof tag === 'string') yield tag;
      }
    },

    /** @returns undefined when the registry has no such API */
    async referrersByApi(repository: string, digest: Digest, options: CallOptions): Promise<Descriptor[] | undefined> {
      if (!hasReferrers) return undefined;
      const what = `the referrers of ${digest} in ${repository}`;
      const found: Descriptor[] = [];
      let isThere = false;
      for await (const page of pages(repository, `/v2/${repository}/referrers/${digest}`, what, options)) {
        isThere = true;
        found.push(...descriptorsOf(parsed(page, what, repository)['manifests']));
      }
      // A registry that has it answers for what it has never heard of too, with an empty list.
      hasReferrers = isThere;
      return isThere ? found : undefined;
    },
  };
}

/** Those of a list that are descriptors. */
export function descriptorsOf(list: unknown): Descriptor[] {
  return (Array.isArray(list) ? list : []).filter((one): one is Descriptor => {
    const { digest, mediaType, size } = (one ?? {}) as Record<string, unknown>;
    return typeof digest === 'string' && isDigest(digest) && typeof mediaType === 'string' && typeof size === 'number';
  });
}
