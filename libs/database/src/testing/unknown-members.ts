import fc from 'fast-check';

/** Members that no version knows, with any values that JSON has. */
export const unknownMembers = fc
  .dictionary(
    fc.string({ minLength: 1 }).map((name) => `x-${name}`),
    fc.jsonValue(),
    { minKeys: 1, maxKeys: 3 },
  )
  .map((told) => JSON.parse(JSON.stringify(told)) as Record<string, unknown>);
