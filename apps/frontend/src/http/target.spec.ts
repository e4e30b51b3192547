import { originForm } from './target.ts';

describe('originForm', () => {
  it.each([
    ['/a?b=c', '/a?b=c'],
    ['//a//b', '/a//b'],
    ['', '/'],
    ['*', '/*'],
    ['a/b', '/a/b'],
    ['?a', '/?a'],
    ['/a#b?c#d', '/a'],
    ['/a?b=//c', '/a?b=//c'],
    ['/a://b', '/a://b'],
    ['https://host:1/a?b', '/a?b'],
    ['HTTPS://user:pass@host?b', '/?b'],
    ['http://', '/'],
    ['https://[::1/', '/'],
    ['https://host//a', '/a'],
  ])('R048 of %j is %j', (target, expected) => {
    expect(originForm(target)).toBe(expected);
  });
});
