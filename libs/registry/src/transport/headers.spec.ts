import fc from 'fast-check';
import { contentRangeStart, nextPage, parseChallenges, parseRetryAfter, uploadedBytes } from './headers.ts';

describe('The range of an upload', () => {
  it('is how many bytes there are, whatever their number, except where no byte and one byte look the same', () => {
    fc.assert(
      fc.property(fc.nat(Number.MAX_SAFE_INTEGER - 1), fc.constantFrom('', 'bytes=', 'bytes '), (size, prefix) => {
        const told = uploadedBytes(`${prefix}0-${Math.max(0, size - 1)}`);
        expect(told).toBe(size > 1 ? size : undefined);
      }),
    );
  });

  it.each([undefined, '', '5-9', '0-', '0-x', '-5', '0-99999999999999999999'])('is not guessed from %j', (header) => {
    expect(uploadedBytes(header)).toBeUndefined();
  });
});

describe('The range of an answer', () => {
  it('begins where it says, whether or not the whole is known', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.boolean(), (first, more, known) => {
        const last = first + more;
        expect(contentRangeStart(`bytes ${first}-${last}/${known ? last + 1 : '*'}`)).toBe(first);
      }),
    );
  });

  it.each([undefined, 'bytes */11', 'bytes 5', 'items 0-1/2'])('has no beginning in %j', (header) => {
    expect(contentRangeStart(header)).toBeUndefined();
  });
});

describe('The next page', () => {
  const page = new URL('https://registry.example/v2/a/tags/list?n=2');

  it('is found among other links, however it is quoted, relative to the page or not', () => {
    const other = fc.constantFrom(
      '</first>; rel="first"',
      '<https://x.example/a,b>; rel=prev',
      '</z>; title="rel=next"',
    );
    fc.assert(
      fc.property(
        fc.array(other),
        fc.array(other),
        fc.constantFrom('; rel="next"', ';rel=next', '; type="a/b"; rel="next"'),
        fc.stringMatching(/^[a-z0-9.-]{1,20}$/),
        (before, after, rel, last) => {
          const target = `/v2/a/tags/list?n=2&last=${last}`;
          const link = [...before, `<${target}>${rel}`, ...after].join(', ');
          expect(nextPage(link, page)?.href).toBe(`https://registry.example${target}`);
        },
      ),
    );
  });

  it('is none when no link says next', () => {
    expect(nextPage(undefined, page)).toBeUndefined();
    expect(nextPage('</v2/a>; rel="prev"', page)).toBeUndefined();
  });
});

describe('A pause that a registry asks for', () => {
  it('is seconds, or until a date', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');

    expect(parseRetryAfter('7', now)).toBe(7_000);
    expect(parseRetryAfter('Thu, 01 Jan 2026 00:00:05 GMT', now)).toBe(5_000);
    expect(parseRetryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0);
    expect([parseRetryAfter('soon', now), parseRetryAfter(undefined, now)]).toEqual([undefined, undefined]);
  });
});

describe('A challenge', () => {
  it('is read with commas and quotes in its values, beside another one', () => {
    const header =
      'Basic realm="a, \\"b\\"", Bearer realm="https://x/token",service="x",scope="repository:a/b:pull,push"';

    expect(parseChallenges(header)).toEqual([
      { scheme: 'basic', parameters: { realm: 'a, "b"' } },
      { scheme: 'bearer', parameters: { realm: 'https://x/token', service: 'x', scope: 'repository:a/b:pull,push' } },
    ]);
  });

  it('never keeps its reader busy, whatever the header is', () => {
    fc.assert(fc.property(fc.string(), (header) => void parseChallenges(header)));
  });
});
