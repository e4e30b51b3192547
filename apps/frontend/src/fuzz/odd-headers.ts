import { oddText } from './junk.ts';
import { type Random } from './random.ts';

/** Header values are bytes, none of them a control character (RFC 9110 5.5). */
const asHeader = (text: string): string =>
  Buffer.from(text.toWellFormed())
    .toString('latin1')
    .replaceAll(/[\u0000-\u001f\u007f]/g, '')
    .slice(0, 4_000);

const systemDatas = [
  '{"createdBy":"a@example.com","createdByType":"User","createdAt":"2026-01-01T00:00:00Z"}',
  '{"lastModifiedBy":"a","lastModifiedByType":"Application","lastModifiedAt":"2026-01-01T00:00:00Z"}',
  '{"createdBy":1,"createdAt":"yesterday"}',
  '{"__proto__":{"createdBy":"a"},"createdByType":"Nobody"}',
  '{"createdAt":"0000-00-00T00:00:00Z","lastModifiedAt":"9999-99-99"}',
  `{"createdBy":"${'b'.repeat(3_000)}"}`,
  '[]',
  'null',
  '{',
  '"text"',
] as const;

export interface HeaderGround {
  random: Random;
  secret(): string;
  /** An ETag that an answer had, if any had. */
  etag: string | undefined;
}

/** One or two headers that ARM sends, or that it never would. */
export function oddHeaders({ random, secret, etag }: HeaderGround): Record<string, string> {
  const text = asHeader(oddText(random));
  const tags = ['*', '"x"', 'x', '', '"', 'W/"x"', '"a", "b"', '*, *', etag ?? '*', `W/${etag}`, text];
  const one = random.pick<() => Record<string, string>>([
    () => ({ 'if-match': random.pick(tags) }),
    () => ({ 'if-none-match': random.pick(tags) }),
    () => ({ 'if-match': random.pick(tags), 'if-none-match': random.pick(tags) }),
    () => ({ 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT', 'if-unmodified-since': text }),
    () => ({ 'x-ms-arm-resource-system-data': random.pick([...systemDatas, text]) }),
    () => ({ referer: `https://user:${secret()}@management.example/a/b?api-version=2022-04-01#${text.slice(0, 9)}` }),
    () => ({
      referer: random.pick(['http://x/', 'https://[::1', 'javascript:alert(1)', 'https:/', `https://${text}`, text]),
    }),
    () => ({
      'content-type': random.pick([
        'application/json; charset=utf-16',
        'application/merge-patch+json',
        'text/plain',
        'multipart/form-data; boundary=x',
        'application/json;',
        '',
        text,
      ]),
    }),
    () => ({ 'x-ms-correlation-request-id': text, 'x-ms-client-request-id': text }),
    () => ({ 'x-ms-client-request-id': text, 'x-ms-return-client-request-id': random.pick(['true', 'TRUE', text]) }),
    () => ({ accept: random.pick(['text/html', '*/*', 'application/xml', text]), 'accept-language': text }),
    () => ({ traceparent: random.pick(['00-0-0-0', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, text]) }),
    () => ({ authorization: `Bearer ${secret()}`, cookie: `session=${secret()}` }),
    () => ({ 'x-http-method-override': 'DELETE', 'x-original-url': '/', 'x-forwarded-for': text }),
    () => ({ 'x-ms-home-tenant-id': text, 'x-ms-client-tenant-id': text, 'x-ms-client-object-id': text }),
    () => ({ range: 'bytes=0-0', expect: '100-continue', te: 'trailers' }),
  ])();
  return random.chance(0.2) ? { ...oddHeaders({ random, secret, etag }), ...one } : one;
}
