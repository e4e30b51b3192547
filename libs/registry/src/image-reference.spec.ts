import { digestOf, formatImageReference, parseImageReference } from './index.ts';

describe('The reference of an image', () => {
  const digest = digestOf(Buffer.from('x'));

  it.each([
    [`quay.io/a/b@${digest}`, { host: 'quay.io', repository: 'a/b', digest }],
    ['localhost:5000/a:v1', { host: 'localhost:5000', repository: 'a', tag: 'v1' }],
    [`localhost/a-b/c__d:1.2_x@${digest}`, { host: 'localhost', repository: 'a-b/c__d', tag: '1.2_x', digest }],
  ])('%s is read, and written again', (text, expected) => {
    expect(parseImageReference(text)).toEqual(expected);
    expect(formatImageReference(expected)).toBe(text);
  });

  it.each([
    '',
    'quay.io/a/b',
    'library/nginx:1',
    'quay.io/A/b:1',
    'quay.io/a@sha256:abc',
    'quay.io/:1',
    'https://quay.io/a:1',
  ])('%j is none', (text) => {
    expect(parseImageReference(text)).toBeUndefined();
  });
});
