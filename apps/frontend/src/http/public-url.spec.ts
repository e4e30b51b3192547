import { absoluteUrl, publicAddress } from './public-url.ts';

const isKnown = (apiVersion: string) => apiVersion === '2022-04-01';

describe('publicAddress', () => {
  it('R003 takes origin and api-version from the referer', () => {
    const referer = 'https://public.example:8443/subscriptions/x?api-version=2022-04-01';

    const { url, ...address } = publicAddress(referer, 'rp.internal', isKnown);

    expect(address).toEqual({ origin: 'https://public.example:8443', apiVersion: '2022-04-01' });
    expect(url?.href).toBe(referer);
  });

  it('leaves out what a referer has besides: user, fragment, an api-version that is not served', () => {
    const referer = 'https://user:secret@public.example/path?api-version=1%0d%0aX:%20y#fragment';

    const { url, ...address } = publicAddress(referer, 'rp.internal', isKnown);

    expect(address).toEqual({ origin: 'https://public.example', apiVersion: undefined });
    expect(url?.href).toBe('https://public.example/path?api-version=1%0d%0aX:%20y');
  });

  it.each([
    undefined,
    '',
    'garbage',
    '/relative',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://',
    'http://public.example/x',
    'blob:https://public.example/x',
  ])('R004 falls back to the host of the request when the referer is %j', (referer) => {
    expect(publicAddress(referer, 'rp.internal:8443', isKnown)).toEqual({
      origin: 'https://rp.internal:8443',
      apiVersion: undefined,
    });
  });

  it.each([undefined, 'a b', '@', '[::'])('copes with the host %j', (host) => {
    expect(publicAddress(undefined, host, isKnown).origin).toBe('https://localhost');
  });
});

describe('absoluteUrl', () => {
  it('encodes values and keeps $ readable in names', () => {
    expect(absoluteUrl('https://a', '/b', [['$skipToken', 'x=&y']])).toBe('https://a/b?$skipToken=x%3D%26y');
  });

  it('has no question mark without parameters', () => {
    expect(absoluteUrl('https://a', '/b', [])).toBe('https://a/b');
  });
});
