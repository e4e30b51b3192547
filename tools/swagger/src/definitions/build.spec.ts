import { conventionsOf } from '../conventions.ts';
import { Definitions, text } from './build.ts';

describe('the definitions of a document', () => {
  it('stand in the order of their names, each once', () => {
    const definitions = new Definitions(conventionsOf({ version: '2025-07-25', listsInPages: true }));

    definitions.add('B', text('B'));
    definitions.add('A', text('A'));
    definitions.add('B', text('B'));

    expect(Object.keys(definitions.all())).toEqual(['A', 'B']);
  });

  it('cannot give one name to two things', () => {
    const definitions = new Definitions(conventionsOf({ version: '2025-07-25', listsInPages: true }));
    definitions.add('A', text('A'));

    expect(() => definitions.add('A', text('B'))).toThrow('A is defined twice');
  });
});
