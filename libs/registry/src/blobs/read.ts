import { createHash } from 'node:crypto';
import { algorithmOf, type Digest } from '../digest.ts';
import { RegistryError } from '../errors.ts';
import { type Client } from '../transport/client.ts';
import { toTransportError } from '../transport/classify.ts';
import { contentRangeStart } from '../transport/headers.ts';

export interface WantedBlob {
  digest: Digest;
  /** In bytes, as the manifest says it. */
  size?: number;
}

/** The bytes of a blob; what `Registry.blob` says. */
export async function* readBlob(
  client: Client,
  repository: string,
  { digest, size }: WantedBlob,
  { offset = 0, signal }: { offset?: number; signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  const what = `the blob ${digest} of ${repository}`;
  const context = { host: client.host, repository, reference: digest };
  const wrong = (why: string) => new RegistryError('digest-mismatch', `${client.host}: ${what} ${why}`, context);
  const hash = offset === 0 ? createHash(algorithmOf(digest)) : undefined;
  const again = client.patience(what, signal);
  let at = offset;
  let total = size;
  while (at !== total) {
    try {
      using answer = await client.open({
        method: 'GET',
        target: `/v2/${repository}/blobs/${digest}`,
        what,
        lane: 'read',
        repository,
        reference: digest,
        headers: at > 0 ? { range: `bytes=${at}-` } : {},
        ok: [200, 206, 416],
        signal,
      });
      const start = answer.status === 206 ? contentRangeStart(answer.headers['content-range']) : 0;
      if (answer.status === 416) throw wrong(`has ${at} bytes${total === undefined ? '' : ` instead of ${total}`}`);
      if (start === undefined || start > at)
        throw new RegistryError('malformed', `${client.host}: ${what} begins at another byte than asked for`, context);
      if (answer.status === 200 && answer.headers['content-length']) total ??= Number(answer.headers['content-length']);
      let skip = at - start;
      for await (const chunk of answer.body) {
        const part = skip === 0 ? chunk : chunk.subarray(skip);
        skip -= chunk.length - part.length;
        if (part.length === 0) continue;
        if (total !== undefined && at + part.length > total) throw wrong(`has more than ${total} bytes`);
        hash?.update(part);
        at += part.length;
        again.renew();
        yield part;
      }
      total ??= at;
      if (at < total)
        throw new RegistryError('unavailable', `${client.host}: ${what} ended after ${at} of ${total} bytes`, context);
    } catch (error) {
      signal.throwIfAborted();
      // All bytes are here, whatever happened then.
      const place = `${what}, after ${at} of ${total ?? 'its'} bytes`;
      if (at !== total) await again.after(toTransportError(error, place, context));
    }
  }
  if (hash && `${algorithmOf(digest)}:${hash.digest('hex')}` !== digest)
    throw wrong('has other bytes than its digest says');
}
