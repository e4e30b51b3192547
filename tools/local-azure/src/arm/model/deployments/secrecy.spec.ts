import { exportable } from './secrecy.ts';

it.each([
  ['parameters', 'type', 'defaultValue'],
  ['Parameters', 'Type', 'DefaultValue'],
])('exports no default of a secure parameter, however its members are written: %s', (parameters, type, value) => {
  const declared = {
    open: { [type]: 'string', [value]: 'shown' },
    closed: { [type]: 'secureString', [value]: 'hidden' },
  };

  expect(exportable({ [parameters]: declared, resources: [] }, [])).toEqual({
    [parameters]: { open: declared.open, closed: { [type]: 'secureString' } },
    resources: [],
  });
});
