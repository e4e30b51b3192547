import { isOperationId } from './rules.ts';
import { derivedId } from './derived-id.ts';

describe('an id that follows from its parts', () => {
  it('is an operation id, and the same again for the same parts', () => {
    expect(isOperationId(derivedId('a', 'b', 7))).toBe(true);
    expect(derivedId('a', 'b', 7)).toBe(derivedId('a', 'b', 7));
  });

  it.each([
    ['in another order', ['b', 'a']],
    ['divided otherwise', ['ab', '']],
    ['of which one is a number', ['a', 7]],
  ])('is another one for parts %s', (_, parts) => {
    const others = [derivedId('a', 'b'), derivedId('a', '7')];

    expect(others).not.toContain(derivedId(...parts));
  });
});
